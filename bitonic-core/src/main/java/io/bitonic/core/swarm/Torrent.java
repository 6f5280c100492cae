package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
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
import org.tinylog.Logger;

/**
 * One torrent's life: its saved state is weighed against the disk, what is in doubt is hashed, then
 * it downloads and seeds until it is paused or removed. Loop thread only.
 */
public final class Torrent implements Swarm.Owner, PeerSources.Owner, DataCheck.Owner {
  /** What the session is told, on the loop. */
  public interface Owner {
    void event(EngineEvent event);

    /** The state is worth saving soon. */
    void changed(Torrent torrent);

    /** A new snapshot is due. */
    void publish(Torrent torrent);

    /** Nothing but time has changed since the last snapshot. */
    void idle(Torrent torrent);
  }

  private static final long TICK_NANOS = 250_000_000L;

  /** Thousands of torrents without a peer must cost next to nothing. */
  private static final long IDLE_TICK_NANOS = 1_000_000_000L;

  /** Idle torrents of a loop tick together in so many groups, so that it is woken no oftener. */
  private static final int IDLE_GROUPS = 8;

  /** After the last peer has gone, its rates still fall to zero. */
  private static final long AFTERGLOW_NANOS = 6_000_000_000L;

  private static final long[] RECALL_NANOS = {
    3_000_000_000L, 10_000_000_000L, 30_000_000_000L, 90_000_000_000L, 180_000_000_000L
  };
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final long DRAIN_POLL_NANOS = 5_000_000L;

  private final Loop loop;
  private final Metainfo meta;
  private final String id;
  private final Storage storage;
  private final PiecePicker picker;
  private final Swarm swarm;
  private final PeerSources sources;
  private final TorrentCommands commands;
  private final PeerCommands peerCommands;
  private final DiskWait diskWait;
  private final DataCheck check;
  private final SwarmContext context;
  private final Owner owner;
  private final FilePriorities priorities;
  private final TorrentOptions options;
  private final Progress progress;
  private final FileStreams streams = new FileStreams(this);

  private TorrentState state = TorrentState.QUEUED;
  private String error = "";
  private Loop.Timer tick;
  private long lastTick;
  private long lastBusy;
  private boolean stale = true;
  private boolean started;
  private boolean closed;
  private boolean prepared;

  /**
   * @param doubtful pieces to hash before anything is claimed
   * @param trusted pieces that are known to be good
   */
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
    byte[] info = meta.privateTorrent() ? null : meta.rawInfo();
    this.swarm = new Swarm(context, id, meta.name(), meta.layout(), picker, known, info, this);
    this.sources = sources;
    sources.handTo(this, meta.name(), context.dht());
    this.diskWait = new DiskWait(loop, swarm::retryWrites);
    this.check = new DataCheck(storage, this);
    this.commands = new TorrentCommands(this);
    this.peerCommands = new PeerCommands(swarm.peers(), sources.trackers(), this::changed);
    this.progress = new Progress(meta, priorities);
    settingsChanged();
  }

  // ---- start
  // ------------------------------------------------------------------------------------------------------

  /** Begins: {@code trusted} pieces are taken as had, {@code doubtful} ones are hashed first. */
  public void start(Bits trusted, Bits doubtful) {
    assert loop.inLoop();
    started = true;
    for (int p = trusted.nextSet(0); p >= 0; p = trusted.nextSet(p + 1)) {
      gained(p);
    }
    lastTick = loop.clock().nanos();
    lastBusy = lastTick;
    tick = loop.schedule(TICK_NANOS, this::tick);
    if (!doubtful.isEmpty()) {
      state(TorrentState.CHECKING);
    }
    check.start(doubtful);
  }

  @Override
  public void pieceFound(int piece) {
    gained(piece);
  }

  @Override
  public void checked(StorageException failure) {
    if (closed || failure != null && failure.kind() == StorageException.Kind.CLOSED) {
      return;
    }
    if (failure != null) {
      fail(failure.getMessage());
      return;
    }
    if (check.hasHashed()) {
      changed();
    }
    if (options.paused()) {
      state(TorrentState.PAUSED);
    } else {
      run();
    }
  }

  private void gained(int piece) {
    if (!picker.haves().get(piece)) {
      picker.have(piece);
      progress.gained(piece);
      streams.piecesChanged();
    }
  }

  private void run() {
    if (options.seedMode() && !picker.haves().isFull()) {
      int missing = picker.haves().size() - picker.haves().count();
      fail(
          missing
              + " of "
              + picker.haves().size()
              + " pieces are missing or damaged under "
              + options.savePath()
              + ": download them first, or point --output at the folder that holds the data");
      return;
    }
    if (picker.isFinished() || prepared) {
      go();
      return;
    }
    state(TorrentState.PREPARING);
    storage.wanted(priorities.wanted());
    storage.prepare(this::prepareDone);
  }

  private void prepareDone(StorageException failure) {
    if (closed || state != TorrentState.PREPARING) {
      return;
    }
    if (failure == null) {
      prepared = true;
      go();
    } else {
      fail(failure.getMessage());
    }
  }

  void go() {
    diskWait.cancel();
    state(runningState());
    swarm.start(!options.seedMode());
    sources.start();
    publish();
  }

  private TorrentState runningState() {
    return !picker.isFinished()
        ? TorrentState.DOWNLOADING
        : picker.haves().isFull() ? TorrentState.SEEDING : TorrentState.FINISHED;
  }

  // ---- stop
  // -------------------------------------------------------------------------------------------------------

  public void pause() {
    options.setPaused(true);
    if (isActive()) {
      stopSwarm();
      state(TorrentState.PAUSED);
    } else if (state == TorrentState.ERROR || state == TorrentState.PREPARING) {
      diskWait.cancel();
      state(TorrentState.PAUSED);
    }
    changed();
  }

  public void resume() {
    options.setPaused(false);
    if (state == TorrentState.PAUSED || state == TorrentState.ERROR) {
      error = "";
      run();
    }
    changed();
  }

  void stopSwarm() {
    diskWait.cancel();
    swarm.stop();
    sources.stop(() -> {});
  }

  boolean isActive() {
    return state == TorrentState.DOWNLOADING
        || state == TorrentState.SEEDING
        || state == TorrentState.FINISHED;
  }

  private void fail(String message) {
    if (isActive()) {
      stopSwarm();
    }
    error = message;
    streams.fail(message);
    state(TorrentState.ERROR);
    Logger.warn("{} {}: {}", id, meta.name(), message);
    owner.event(new EngineEvent.TorrentFailed(wall(), id, meta.name(), message));
  }

  /**
   * Ends everything: peers, trackers, checks. Whole pieces still go to the disk. Saving and closing
   * the storage is the caller's.
   *
   * @param quiet runs when no piece is on its way to the disk any more
   * @param trackersTold runs when the trackers have heard of it, or don't listen
   */
  public void close(Runnable quiet, Runnable trackersTold) {
    assert loop.inLoop();
    closed = true;
    streams.close();
    if (tick != null) {
      tick.cancel();
    }
    diskWait.cancel();
    storage.cancelCheck();
    swarm.stop();
    sources.stop(trackersTold);
    drain(
        () -> {
          swarm.close();
          quiet.run();
        },
        loop.clock().nanos() + DRAIN_NANOS);
  }

  private void drain(Runnable quiet, long deadline) {
    if (swarm.inPipeline() == 0 || loop.clock().nanos() - deadline > 0) {
      quiet.run();
    } else {
      loop.schedule(DRAIN_POLL_NANOS, () -> drain(quiet, deadline));
    }
  }

  // ---- time
  // -------------------------------------------------------------------------------------------------------

  private void tick() {
    if (closed) {
      return;
    }
    long now = loop.clock().nanos();
    boolean busy = check.isRunning() || swarm.peers().connected() > 0;
    lastBusy = busy ? now : lastBusy;
    tick = loop.schedule(busy ? TICK_NANOS : toIdleTick(now), this::tick);
    swarm.tick();
    streams.tick(now);
    options.addTime(now - lastTick, isActive(), isActive() && picker.isFinished());
    lastTick = now;
    if (stale || now - lastBusy < AFTERGLOW_NANOS) {
      publish();
    } else {
      owner.idle(this);
    }
  }

  /** To the next of the moments at which this torrent's group ticks, a second apart. */
  private long toIdleTick(long now) {
    long phase = Math.floorMod(id.hashCode(), IDLE_GROUPS) * (IDLE_TICK_NANOS / IDLE_GROUPS);
    return IDLE_TICK_NANOS - Math.floorMod(now - phase, IDLE_TICK_NANOS);
  }

  private void state(TorrentState next) {
    if (state != next) {
      TorrentState from = state;
      state = next;
      owner.event(new EngineEvent.StateChanged(wall(), id, meta.name(), from, next));
    }
    publish();
  }

  private void publish() {
    stale = false;
    owner.publish(this);
  }

  private long wall() {
    return loop.clock().wallMillis();
  }

  // ---- Swarm.Owner
  // ------------------------------------------------------------------------------------------------

  @Override
  public void have(int piece) {
    progress.gained(piece);
    diskWait.cancel();
    streams.piecesChanged();
  }

  @Override
  public void finished() {
    if (closed || state != TorrentState.DOWNLOADING && state != TorrentState.PAUSED) {
      return;
    }
    options.finishedAt(wall());
    owner.event(new EngineEvent.TorrentFinished(wall(), id, meta.name()));
    if (state == TorrentState.DOWNLOADING) {
      sources.complete();
      state(runningState());
    }
    changed();
  }

  @Override
  public void storageFailed(StorageException failure, boolean writing) {
    if (!isActive()) {
      return;
    }
    boolean temporary = writing && failure.kind() == StorageException.Kind.FULL;
    if (!temporary) {
      fail(failure.getMessage());
      return;
    }
    if (diskWait.full(failure.getMessage())) {
      owner.event(new EngineEvent.TorrentWaiting(wall(), id, meta.name(), failure.getMessage()));
      publish();
    }
  }

  @Override
  public void event(EngineEvent event) {
    stale = true;
    owner.event(event);
  }

  @Override
  public void needPeers(boolean more) {
    sources.needPeers(more);
  }

  // ---- PeerSources.Owner
  // ------------------------------------------------------------------------------------------

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
    stale = true;
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
    swarm.peers().add(peers, source);
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
      loop.schedule(wait, () -> swarm.peers().known().retryFailedSince(since));
    }
    sources.reannounce();
  }

  /** Whether it may and shall be found in the local network (BEP 14). */
  public boolean isLocal() {
    return isActive() && context.discoverable().lsd();
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
    stale = true;
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

  /** Hashes everything on disk again, once what is on its way to the disk has arrived. */
  public void verify() {
    if (check.isRunning() || closed || !started) {
      return;
    }
    if (isActive()) {
      stopSwarm();
    }
    diskWait.cancel();
    error = "";
    prepared = false;
    check.begin();
    changed();
    state(TorrentState.CHECKING);
    drain(this::checkAll, loop.clock().nanos() + DRAIN_NANOS);
  }

  private void checkAll() {
    if (closed) {
      return;
    }
    Bits all = new Bits(meta.layout().pieces());
    all.setAll();
    for (int p = 0; p < all.size(); p++) {
      if (picker.haves().get(p)) {
        picker.lose(p);
      }
    }
    progress.recount(picker.haves());
    check.start(all);
  }

  /** Files are wanted otherwise than before. */
  void prioritise(Map<Integer, FilePriority> changes) {
    priorities.set(changes);
    priorities.apply(picker);
    progress.recount(picker.haves());
    storage.wanted(priorities.wanted());
    if (isActive()) {
      swarm.wantsChanged();
      if (!prepared && !picker.isFinished()) {
        swarm.stop();
        run();
      } else {
        state(runningState());
      }
    }
    changed();
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
    stale = true;
    owner.changed(this);
  }

  /** Whether {@link #start} has said what it has. */
  public boolean isStarted() {
    return started;
  }

  boolean isClosed() {
    return closed;
  }

  SwarmContext context() {
    return context;
  }

  TorrentState state() {
    return state;
  }

  String error() {
    return error;
  }

  String waiting() {
    return diskWait.reason();
  }

  Swarm swarm() {
    return swarm;
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

  /** 0–1 while data is being hashed. */
  double checkedFraction() {
    return check.fraction();
  }
}
