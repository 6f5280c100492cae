package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerList;
import io.bitonic.core.util.Bits;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * A torrent of which only a magnet link is known: it has peers and trackers, but no files and no
 * disk, and seeks the metadata (BEP 9). When that is there it hands its peers, trackers and options
 * to a {@link Torrent} and ends. Loop thread only.
 */
public final class MagnetTorrent implements Connections.Owner<MetadataSession>, PeerSources.Owner {
  /** What the session is told, on the loop. */
  public interface Owner {
    void event(EngineEvent event);

    /** The state is worth saving soon. */
    void changed(MagnetTorrent torrent);

    /** A new snapshot is due. */
    void publish(MagnetTorrent torrent);

    /**
     * The metadata is there and its hash is right; called once. The owner makes a {@link Torrent}
     * of it by {@link MagnetTorrent#become}, or calls {@link MagnetTorrent#fail}.
     */
    void metadata(MagnetTorrent torrent, byte[] info);
  }

  private static final long TICK_NANOS = 250_000_000L;

  /** While nobody is connected. */
  private static final long IDLE_TICK_NANOS = 1_000_000_000L;

  /** Trackers give peers only to those that lack something. */
  private static final long LEFT_UNKNOWN = 16 * 1024;

  private final SwarmContext context;
  private final Loop loop;
  private final Magnet magnet;
  private final String id;
  private final TorrentOptions options;
  private final Owner owner;
  private final PeerList known;
  private final Connections<MetadataSession> peers;
  private final PeerSources sources;
  private final MetadataFetch fetch;
  private final long salt;
  private final MagnetCommands commands;
  private TorrentState state = TorrentState.QUEUED;
  private String error = "";
  private Loop.Timer tick;
  private boolean idle;
  private long lastTick;
  private boolean closed;
  private boolean told;

  public MagnetTorrent(
      SwarmContext context,
      Magnet magnet,
      TrackerClient trackerClient,
      TorrentOptions options,
      Owner owner) {
    this.context = context;
    this.loop = context.loop();
    this.magnet = magnet;
    this.id = magnet.infoHash().id();
    this.options = options;
    this.owner = owner;
    this.salt = context.random().nextLong();
    this.fetch = new MetadataFetch(magnet.infoHash());
    this.known = options.known(context);
    this.peers = new Connections<>(context, id, magnet.title(), known, this);
    this.sources =
        new PeerSources(
            context, id, magnet.title(), trackerClient, options.trackers(magnet.tiers()));
    sources.handTo(this, magnet.title(), context.dht());
    settingsChanged();
    this.commands =
        new MagnetCommands(this, new PeerCommands(peers, sources.trackers(), this::changed));
  }

  // ---- life
  // -------------------------------------------------------------------------------------------------------

  public void start() {
    assert loop.inLoop();
    lastTick = loop.clock().nanos();
    tick = loop.schedule(TICK_NANOS, this::tick);
    if (options.paused()) {
      state(TorrentState.PAUSED);
    } else {
      run();
    }
  }

  private void run() {
    state(TorrentState.FETCHING_METADATA);
    peers.start();
    sources.start(true);
  }

  void pause() {
    options.setPaused(true);
    if (state == TorrentState.FETCHING_METADATA) {
      peers.stop();
      sources.stop(() -> {});
    }
    if (state != TorrentState.ERROR) {
      state(TorrentState.PAUSED);
    }
    owner.changed(this);
  }

  void resume() {
    options.setPaused(false);
    if (state == TorrentState.PAUSED) {
      run();
    }
    owner.changed(this);
  }

  /** The metadata can't be used; there is nothing to be gained from fetching it again. */
  public void fail(String message) {
    peers.stop();
    sources.stop(() -> {});
    error = message;
    state(TorrentState.ERROR);
    owner.event(new EngineEvent.TorrentFailed(wall(), id, magnet.title(), message));
  }

  /**
   * Ends it.
   *
   * @param trackersTold runs when the trackers have heard of it, or don't listen
   */
  public void close(Runnable trackersTold) {
    end();
    sources.stop(trackersTold);
  }

  private void end() {
    closed = true;
    if (tick != null) {
      tick.cancel();
    }
    peers.stop();
  }

  /**
   * Ends this and makes the torrent that it was to become, with its peers and trackers. When it
   * turns out to be private (BEP 27), all discovery stops here: connections close, and only peers
   * that its trackers or the user have named are called again.
   *
   * @param full what the torrent needs, its storage included
   */
  public Torrent become(SwarmContext full, Metainfo meta, Storage storage, Torrent.Owner next) {
    end();
    known.keepOnly(
        meta.privateTorrent() ? Discoverable::keepsWhenPrivate : full.discoverable()::allows);
    options.metadataKnown();
    if (options.paused()) {
      sources.stop(() -> {});
    }
    owner.event(new EngineEvent.MetadataReceived(wall(), id, meta.name()));
    return new Torrent(full, meta, storage, options, next, known, sources);
  }

  private void tick() {
    if (closed) {
      return;
    }
    idle = peers.connected() == 0;
    tick = loop.schedule(idle ? IDLE_TICK_NANOS : TICK_NANOS, this::tick);
    long now = loop.clock().nanos();
    if (peers.isRunning()) {
      peers.forEach(s -> s.tick(now));
      fetch.ask(now);
      peers.tick(now);
      sources.needPeers(peers.isShort());
    }
    options.addTime(now - lastTick, state == TorrentState.FETCHING_METADATA, false);
    lastTick = now;
    owner.publish(this);
  }

  private void state(TorrentState next) {
    if (state != next) {
      TorrentState from = state;
      state = next;
      owner.event(new EngineEvent.StateChanged(wall(), id, magnet.title(), from, next));
    }
    owner.publish(this);
  }

  private long wall() {
    return loop.clock().wallMillis();
  }

  // ---- what sessions ask
  // ------------------------------------------------------------------------------------------

  MetadataFetch fetch() {
    return fetch;
  }

  /** A block has come: it may have been the last. */
  void check() {
    if (fetch.complete() != null && !told) {
      told = true;
      // The session that brought it is still at work.
      loop.execute(
          () -> {
            if (!closed) {
              owner.metadata(this, fetch.complete());
            }
          });
    }
  }

  ExtensionHandshake hello(InetAddress remote) {
    ExtensionHandshake ours =
        ExtensionHandshake.ours(context.callablePort(), PeerUploads.MAX_REQUESTS, remote, false);
    return peers.offer(ours.withMetadata(0));
  }

  void greeted(MetadataSession s, ExtensionHandshake h) {
    peers.listensAt(s, h.listenPort());
  }

  // ---- Connections.Owner
  // ------------------------------------------------------------------------------------------

  @Override
  public MetadataSession open(Link link, KnownPeer peer, int slot, Handshake theirs) {
    if (idle && !closed) {
      idle = false;
      tick.cancel();
      tick = loop.schedule(TICK_NANOS, this::tick);
    }
    long key = Poison.key(link.remote(), salt);
    return new MetadataSession(this, peers, link, peer, slot, theirs, key, context.discard());
  }

  @Override
  public void left(MetadataSession session) {
    if (session.part() != null) {
      fetch.left(session.part());
    }
  }

  @Override
  public boolean wantsSeeds() {
    return true;
  }

  @Override
  public void event(EngineEvent event) {
    owner.event(event);
  }

  // ---- PeerSources.Owner
  // ------------------------------------------------------------------------------------------

  @Override
  public long uploaded() {
    return 0;
  }

  @Override
  public long downloaded() {
    return 0;
  }

  @Override
  public long left() {
    return LEFT_UNKNOWN;
  }

  @Override
  public void peers(List<InetSocketAddress> found, PeerSource source) {
    addPeers(found, source);
  }

  @Override
  public void external(InetSocketAddress ours) {
    known.external(ours);
  }

  // ---- from outside
  // -----------------------------------------------------------------------------------------------

  /** A connection that came in, its handshake read. */
  public void incoming(Link link, Handshake theirs) {
    peers.incoming(link, theirs);
  }

  /** Peers from anywhere; they are called when there is room. */
  public void addPeers(List<InetSocketAddress> found, PeerSource source) {
    peers.calls().add(found, source);
  }

  /** The network must not be used: connections are closed at once. */
  public void networkDown() {
    peers.disconnect("the network is offline");
  }

  /** Peers find us at another port now; those over UDP have lost us. */
  public void portChanged() {
    peers.disconnectUtp();
    sources.reannounce();
  }

  /** The engine's settings, or those of this torrent, have changed. */
  public void settingsChanged() {
    options.template(context.terms().label(options.label()));
    peers.limit(options.effective().maxPeers());
    peers.traceChanged();
  }

  /** The network may be used again. */
  public void networkUp() {
    sources.reannounce();
  }

  /** The IP filter has been replaced. */
  public void filterChanged() {
    peers.filterChanged();
  }

  /** Carries out what can be done before the files are known. */
  public void apply(EngineCommand command) {
    commands.apply(command);
  }

  public String id() {
    return id;
  }

  public Magnet magnet() {
    return magnet;
  }

  public TorrentOptions options() {
    return options;
  }

  /** Whether it may and shall be found in the local network (BEP 14). */
  public boolean isLocal() {
    return peers.isRunning() && context.discoverable().lsd();
  }

  public ResumeState resumeState(int queuePosition) {
    return options.toSaved(
        new TorrentOptions.Progressed(
            id,
            new Bits(0),
            List.of(),
            new byte[0],
            0,
            0,
            0,
            sources.trackers().tiers(),
            magnet.uri(),
            queuePosition),
        known);
  }

  public TorrentSnapshot snapshot(int queuePosition) {
    return MagnetView.snapshot(this, queuePosition);
  }

  public TorrentDetail detail(Set<DetailPart> parts) {
    return MagnetView.detail(this, parts);
  }

  TorrentState state() {
    return state;
  }

  String error() {
    return error;
  }

  Connections<MetadataSession> peers() {
    return peers;
  }

  TrackerList trackers() {
    return sources.trackers();
  }

  void changed() {
    owner.changed(this);
    owner.publish(this);
  }
}
