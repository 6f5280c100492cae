package io.bitonic.core.swarm;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.hash.HashResult;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.webseed.WebSeedConnector;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.PeerIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A client of one torrent in a {@link SimWorld}: a whole {@link Torrent} and what is around it. */
final class SimNode implements Torrent.Owner, FrontDoor.Owner {
  /** How a node is set up; the defaults suit most tests. */
  static final class Config {
    String ip;
    int port = 6881;
    long upBytesPerSecond = 1 << 20;
    long latencyNanos = 10_000_000L;
    int maxPeers = 30;
    int uploadSlots = 8;
    int maxRequests = 100;
    long poolBytes = 4 << 20;
    boolean complete;
    boolean paused;
    boolean tracker = true;
    boolean sequential;
    Map<Integer, FilePriority> priorities = Map.of();
    long peerDown;
    long peerUp;
    boolean localExempt;
    Bandwidth.Shared down = new Bandwidth.Shared();
    Bandwidth.Shared up = new Bandwidth.Shared();
    long downLimit;
    long upLimit;
    double lies;
    Settings.Encryption encryption = Settings.Encryption.OFF;
    byte[] peerId;
    WebSeedConnector webSeeds;
    List<String> webSeedUrls = List.of();
  }

  final SimWorld world;
  final String name;
  final Metainfo meta;
  final SimNet.Host host;
  final SimStorage storage;
  final BlockPool pool;
  final ConnectionBudget budget;
  final Torrent torrent;
  final FrontDoor door;
  final byte[] peerId;
  final Set<InetAddress> blocked = new HashSet<>();
  final List<EngineEvent> events = new ArrayList<>();
  final boolean liar;
  final List<String> refused = new ArrayList<>();
  boolean finished;
  boolean gone;

  /** How often nothing but time had changed, and when it wants to be told again. */
  int idles;

  long idleWish = Long.MAX_VALUE;

  SimNode(SimWorld world, String name, Metainfo meta, Config c) {
    this.world = world;
    this.name = name;
    this.meta = meta;
    this.liar = c.lies > 0;
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(world.random.nextLong());
    this.host = world.net.host(SimWorld.ip(c.ip), c.port, c.upBytesPerSecond, c.latencyNanos);
    this.storage =
        new SimStorage(world.loop, random, meta.layout(), meta.files().size(), this::isGood);
    storage.lies = c.lies;
    if (c.complete) {
      byte[] all = world.payload(meta);
      System.arraycopy(all, 0, storage.data, 0, all.length);
    }
    this.pool = new BlockPool(c.poolBytes);
    this.budget = new ConnectionBudget(c.maxPeers, 20, 30);
    this.peerId = c.peerId != null ? c.peerId : PeerIds.generate(random);
    SwarmContext context =
        new SwarmContext(
            world.loop,
            random,
            pool,
            this::hash,
            storage,
            (to, kind, handler) -> world.net.dial(host, to, handler),
            new Terms.Constant(
                Discoverable.of(Settings.Discovery.off(), false),
                c.port,
                c.maxPeers,
                c.uploadSlots,
                c.maxRequests,
                c.peerDown,
                c.peerUp,
                c.localExempt),
            blocked::contains,
            new MseOptions(c.encryption, random, world.loop),
            budget,
            DhtPeers.NONE,
            c.webSeeds,
            new Bandwidth(c.down),
            new Bandwidth(c.up),
            meta.infoHash().wire(),
            peerId,
            world.discard,
            world.pickScratch);
    AddTorrent added =
        new AddTorrent(
            new byte[0],
            Path.of("/sim"),
            c.paused,
            false,
            c.priorities,
            FilePriority.NORMAL,
            c.sequential,
            "",
            c.downLimit,
            c.upLimit,
            0);
    TorrentOptions options = new TorrentOptions(null, added, null, world.loop.clock().wallMillis());
    Metainfo told = SimWorld.with(meta, c.tracker ? meta.trackers() : List.of(), c.webSeedUrls);
    this.torrent =
        new Torrent(
            context, told, storage, world.tracker.client(host.address.getAddress()), options, this);
    TorrentKeys keys = new TorrentKeys();
    keys.add(meta.infoHash().wire());
    this.door = new FrontDoor(world.loop, context.mse(), keys, blocked::contains, this);
    world.net.listen(host, door::accepted);
    Bits have = new Bits(meta.layout().pieces());
    if (c.complete) {
      have.setAll();
    }
    torrent.life().start(have, new Bits(meta.layout().pieces()));
  }

  private boolean isGood(byte[] data, int piece) {
    return world.isGood(
        meta,
        piece,
        ByteBuffer.wrap(
            data, (int) meta.layout().pieceStart(piece), meta.layout().pieceSize(piece)));
  }

  private void hash(PieceBuffer buffer, HashResult result) {
    world.loop.schedule(
        1_000_000L,
        () -> result.hashed(buffer, world.isGood(meta, buffer.piece, buffer.data.duplicate())));
  }

  InetSocketAddress address() {
    return host.address;
  }

  Swarm swarm() {
    return torrent.swarm();
  }

  TorrentState state() {
    return torrent.life().state();
  }

  TorrentSnapshot snapshot() {
    return torrent.snapshot(0);
  }

  void connectTo(SimNode other) {
    torrent.peerCommands().addPeer(Addresses.text(other.address()));
  }

  /** The session with another node, or null. */
  PeerSession sessionWith(SimNode other) {
    return sessionWith(other.peerId);
  }

  PeerSession sessionWith(byte[] otherId) {
    PeerSession[] found = new PeerSession[1];
    swarm()
        .peers()
        .forEach(
            s -> {
              if (Arrays.equals(s.peerId(), otherId)) {
                found[0] = s;
              }
            });
    return found[0];
  }

  /** Disappears from the network. */
  void leave() {
    gone = true;
    world.net.silence(host);
    torrent.life().close(() -> {}, () -> {});
  }

  boolean hasPayload() {
    return Arrays.equals(storage.data, world.payload(meta));
  }

  <T extends EngineEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void event(EngineEvent event) {
    events.add(event);
    world.record(name + " " + event);
    if (event instanceof EngineEvent.TorrentFinished) {
      finished = true;
    }
  }

  @Override
  public void changed(Torrent t) {
    // Nothing is saved here.
  }

  @Override
  public long idle(Torrent t) {
    idles++;
    publish(t);
    return idleWish;
  }

  @Override
  public void publish(Torrent t) {
    // Snapshots are taken when a test asks.
  }

  @Override
  public void arrived(Link link, Handshake theirs, UnaryOperator<Link> layer) {
    if (Arrays.equals(theirs.infoHash(), meta.infoHash().wire())) {
      torrent.incoming(layer.apply(link), theirs);
    } else {
      link.close();
    }
  }

  @Override
  public void failed(Link link, String why) {
    refused.add(why);
  }
}
