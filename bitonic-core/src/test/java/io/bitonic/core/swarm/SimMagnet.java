package io.bitonic.core.swarm;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.wire.PeerIds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A client in a {@link SimWorld} that knows nothing but a magnet link. */
final class SimMagnet implements MagnetTorrent.Owner {
  final SimWorld world;
  final SimNet.Host host;
  final MagnetTorrent torrent;
  final List<EngineEvent> events = new ArrayList<>();
  byte[] info;

  final RandomGenerator random;

  SimMagnet(SimWorld world, String ip, Discoverable discoverable) {
    this(world, ip, discoverable, DhtPeers.NONE);
  }

  SimMagnet(SimWorld world, String ip, Discoverable discoverable, DhtPeers dht) {
    this.world = world;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(world.random.nextLong());
    this.host = world.net.host(SimWorld.ip(ip), 6881, 1 << 20, 10_000_000L);
    Magnet magnet =
        new Magnet(world.meta.infoHash(), "link", List.of(), List.of(), List.of(), List.of());
    TorrentOptions options =
        new TorrentOptions(magnet, AddTorrent.ofMagnet(magnet.uri(), Path.of("/sim")), null, 0);
    torrent =
        new MagnetTorrent(
            context(discoverable, dht, null),
            magnet,
            world.tracker.client(host.address.getAddress()),
            options,
            this);
    torrent.start();
  }

  /** What it is given, or the torrent that it becomes. */
  SwarmContext context(Discoverable discoverable, DhtPeers dht, Storage storage) {
    return new SwarmContext(
        world.loop,
        random,
        new BlockPool(1 << 20),
        null,
        storage,
        (to, kind, handler) -> world.net.dial(host, to, handler),
        Terms.of(discoverable, 6881, 30, 4, 100),
        address -> false,
        new MseOptions(Settings.Encryption.OFF, random, world.loop),
        new ConnectionBudget(30, 20, 30),
        dht,
        null,
        new Bandwidth(new Bandwidth.Shared()),
        new Bandwidth(new Bandwidth.Shared()),
        world.meta.infoHash().wire(),
        PeerIds.generate(random),
        world.discard,
        world.pickScratch);
  }

  void knows(InetSocketAddress... peers) {
    torrent.addPeers(List.of(peers), PeerSource.MAGNET);
  }

  long bans() {
    return events.stream().filter(EngineEvent.PeerBanned.class::isInstance).count();
  }

  @Override
  public void event(EngineEvent event) {
    events.add(event);
  }

  @Override
  public void changed(MagnetTorrent t) {
    // Nothing is saved here.
  }

  @Override
  public void publish(MagnetTorrent t) {
    // Nobody looks.
  }

  @Override
  public void metadata(MagnetTorrent t, byte[] bytes) {
    info = bytes;
  }
}
