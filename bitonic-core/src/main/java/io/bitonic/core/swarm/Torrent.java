package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerList;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.wire.Handshake;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One torrent whose files are known: joins its peers, pieces, storage and trackers; {@link
 * TorrentLife} says when they work. Loop thread only.
 */
public final class Torrent implements PeerSources.Owner {
  /** What the session is told, on the loop. */
  public interface Owner {
    void event(EngineEvent event);

    /** The state is worth saving soon. */
    void changed(Torrent torrent);

    /** A new snapshot is due. */
    void publish(Torrent torrent);

    /**
     * Nothing but time has changed since the last snapshot.
     *
     * @return nanoseconds until it is to be told so again at the latest
     */
    long idle(Torrent torrent);
  }

  private static final long[] RECALL_NANOS = {
    3_000_000_000L, 10_000_000_000L, 30_000_000_000L, 90_000_000_000L, 180_000_000_000L
  };

  private final Loop loop;
  private final Metainfo meta;
  private final String id;
  private final Storage storage;
  private final PiecePicker picker;
  private final Swarm swarm;
  private final PeerSources sources;
  private final TorrentCommands commands;
  private final PeerCommands peerCommands;
  private final TorrentLife life;
  private final SwarmContext context;
  private final Owner owner;
  private final FilePriorities priorities;
  private final TorrentOptions options;
  private final Progress progress;
  private final FileStreams streams = new FileStreams(this);

  private final TorrentTicks ticks;

  public Torrent(
      SwarmContext context,
      Metainfo meta,
      Storage storage,
      TrackerClient trackerClient,
      TorrentOptions options,
      Owner owner) {
    this(
        context,
        meta,
        storage,
        options,
        owner,
        options.known(context),
        new PeerSources(
            context,
            meta.infoHash().id(),
            meta.name(),
            trackerClient,
            options.trackers(meta.trackers())));
  }

  /** With the peers and trackers that have been found before. */
  Torrent(
      SwarmContext context,
      Metainfo meta,
      Storage storage,
      TorrentOptions options,
      Owner owner,
      PeerList known,
      PeerSources sources) {
    this.loop = context.loop();
    this.context = context;
    this.meta = meta;
    this.id = meta.infoHash().id();
    this.storage = storage;
    this.options = options;
    this.owner = owner;
    RandomGenerator random = context.random();
    this.picker = new PiecePicker(meta.layout(), random);
    this.priorities = options.priorities(meta);
    this.priorities.apply(picker);
    this.ticks = new TorrentTicks(this, owner);
    this.life = new TorrentLife(this, owner);
    this.swarm = new Swarm(context, meta, picker, known, life);
    this.sources = sources;
    sources.handTo(this, meta.name(), context.dht());
    this.commands = new TorrentCommands(this);
    this.peerCommands = new PeerCommands(swarm.peers(), sources.trackers(), this::changed);
    this.progress = new Progress(meta, priorities);
    settingsChanged();
  }

  // ---- pieces
  // -----------------------------------------------------------------------------------------------------

  /** A piece has been found on the disk. */
  void gained(int piece) {
    if (!picker.haves().get(piece)) {
      picker.have(piece);
      progress.gained(piece);
      streams.piecesChanged();
    }
  }

  /** A piece has been downloaded and is on the disk. */
  void have(int piece) {
    progress.gained(piece);
    streams.piecesChanged();
  }

  // ---- time
  // -------------------------------------------------------------------------------------------------------

  /** When it is looked at, and the time that it counts. */
  TorrentTicks ticks() {
    return ticks;
  }

  /** Something happens here again. */
  public void wake() {
    ticks.wake();
  }

  /** A new snapshot is due. */
  void publish() {
    ticks.published();
    owner.publish(this);
  }

  // ---- PeerSources.Owner
  // ------------------------------------------------------------------------------------------

  @Override
  public void event(EngineEvent event) {
    ticks.tell();
    owner.event(event);
  }

  @Override
  public long uploaded() {
    return swarm.uploaded();
  }

  @Override
  public long downloaded() {
    return swarm.downloaded();
  }

  @Override
  public long left() {
    return picker.wantedLeft();
  }

  @Override
  public void peers(List<InetSocketAddress> peers, PeerSource source) {
    ticks.stale();
    addPeers(peers, source);
  }

  @Override
  public void external(InetSocketAddress ours) {
    swarm.peers().known().external(ours);
  }

  // ---- commands
  // ---------------------------------------------------------------------------------------------------

  /** Peers from anywhere; they are called when there is room. */
  public void addPeers(List<InetSocketAddress> peers, PeerSource source) {
    wake();
    swarm.peers().calls().add(peers, source);
  }

  /** A connection that came in, its handshake read. */
  public void incoming(Link link, Handshake theirs) {
    swarm.peers().incoming(link, theirs);
  }

  /** The network must not be used: connections are closed at once. */
  public void networkDown() {
    swarm.disconnect("the network is offline");
  }

  /** Peers find us at another port now; those over UDP have lost us. */
  public void portChanged() {
    swarm.peers().disconnectUtp();
    sources.reannounce();
  }

  /** The network may be used again. */
  public void networkUp() {
    long since = loop.clock().nanos();
    // Peers may turn us away for a while: they have not yet seen that our old connections are dead.
    for (long wait : RECALL_NANOS) {
      loop.schedule(wait, () -> retryFailedSince(since));
    }
    wake();
    sources.reannounce();
  }

  private void retryFailedSince(long nanos) {
    if (swarm.peers().known().retryFailedSince(nanos)) {
      wake();
    }
  }

  /** Whether it may and shall be found in the local network (BEP 14). */
  public boolean isLocal() {
    return life.isActive() && context.discoverable().lsd();
  }

  /** The engine's settings, or those of this torrent, have changed. */
  public void settingsChanged() {
    Terms terms = context.terms();
    options.template(terms.label(options.label()));
    TorrentRules rules = options.effective();
    context.down().limit(rules.down());
    context.up().limit(rules.up());
    context.down().place(options.label(), weight(rules));
    context.up().place(options.label(), weight(rules));
    swarm.rules(rules, options.order(terms.order()));
    swarm.peers().traceChanged();
    ticks.tell();
  }

  private static int weight(TorrentRules rules) {
    return switch (rules.priority()) {
      case LOW -> 1;
      case DEFAULT, NORMAL -> 2;
      case HIGH -> 4;
    };
  }

  /** The IP filter has been replaced. */
  public void filterChanged() {
    swarm.filterChanged();
  }

  /** Files are wanted otherwise than before. */
  void prioritise(Map<Integer, FilePriority> changes) {
    ticks.countTime();
    priorities.set(changes);
    priorities.apply(picker);
    progress.recount(picker.haves());
    storage.wanted(priorities.wanted());
    life.wantsChanged();
    changed();
  }

  /** When it works and when it doesn't. */
  public TorrentLife life() {
    return life;
  }

  /** What a user may change about its peers and trackers. */
  public PeerCommands peerCommands() {
    return peerCommands;
  }

  /** What a user may change beside that and its life. */
  public TorrentCommands commands() {
    return commands;
  }

  /** Those who read its files. */
  public FileStreams streams() {
    return streams;
  }

  // ---- state
  // ----------------------------------------------------------------------------------------------------

  public String id() {
    return id;
  }

  public Metainfo meta() {
    return meta;
  }

  public Storage storage() {
    return storage;
  }

  public TorrentOptions options() {
    return options;
  }

  /** A copy of our pieces. */
  public Bits haves() {
    return picker.haves().copy();
  }

  public int havePieces() {
    return picker.haves().count();
  }

  /** Payload bytes of this session, both ways: what has changed since the last save. */
  public long payloadBytes() {
    return downloadedNow() + uploadedNow();
  }

  public long downloadedNow() {
    return swarm.downloaded();
  }

  public long uploadedNow() {
    return swarm.uploaded();
  }

  public TorrentSnapshot snapshot(int queuePosition) {
    ticks.countTime();
    return TorrentView.snapshot(this, queuePosition);
  }

  public TorrentDetail detail(Set<DetailPart> parts) {
    return TorrentView.detail(this, parts);
  }

  /**
   * What is saved.
   *
   * @param have pieces that were on the disk before it was last forced
   * @param stamps of the files after that
   */
  public ResumeState resumeState(Bits have, List<FileStamp> stamps, int queuePosition) {
    ticks.countTime();
    return options.toSaved(
        new TorrentOptions.Progressed(
            id,
            have,
            stamps,
            priorities.toSaved(),
            swarm.downloaded(),
            swarm.uploaded(),
            swarm.wastedBytes(),
            sources.trackers().tiers(),
            "",
            queuePosition),
        swarm.peers().known());
  }

  /** The state is worth saving soon. */
  void changed() {
    ticks.stale();
    wake();
    owner.changed(this);
  }

  SwarmContext context() {
    return context;
  }

  Swarm swarm() {
    return swarm;
  }

  PeerSources sources() {
    return sources;
  }

  TrackerList trackers() {
    return sources.trackers();
  }

  PiecePicker picker() {
    return picker;
  }

  FilePriorities priorities() {
    return priorities;
  }

  Progress progress() {
    return progress;
  }

  Loop loop() {
    return loop;
  }
}
