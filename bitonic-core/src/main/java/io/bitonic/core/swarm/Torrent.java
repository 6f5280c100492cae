package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.SafePath;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.tracker.AnnounceEvent;
import io.bitonic.core.tracker.AnnounceRequest;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerList;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.wire.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * One torrent's life: its saved state is weighed against the disk, what is in doubt is hashed, then
 * it downloads and seeds until it is paused or removed. Loop thread only.
 */
public final class Torrent implements Swarm.Owner, TrackerList.Owner {
  /** What the session is told, on the loop. */
  public interface Owner {
    void event(EngineEvent event);

    /** The state is worth saving soon. */
    void changed(Torrent torrent);

    /** A new snapshot is due. */
    void publish(Torrent torrent);
  }

  private static final long TICK_NANOS = 250_000_000L;

  /** Thousands of torrents without a peer must cost next to nothing. */
  private static final long IDLE_TICK_NANOS = 1_000_000_000L;

  private static final long DISK_RETRY_NANOS = 5_000_000_000L;
  private static final long[] RECALL_NANOS = {3_000_000_000L, 10_000_000_000L, 30_000_000_000L};
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final long DRAIN_POLL_NANOS = 5_000_000L;
  private static final int NUM_WANT = 200;
  private static final int MAX_SAVED_PEERS = 100;

  private final Loop loop;
  private final Metainfo meta;
  private final String id;
  private final Storage storage;
  private final PiecePicker picker;
  private final Swarm swarm;
  private final TrackerList trackers;
  private final SwarmContext context;
  private final Owner owner;
  private final FilePriorities priorities;
  private final TorrentOptions options;
  private final Progress progress;
  private final int announceKey;

  private TorrentState state = TorrentState.QUEUED;
  private String error = "";
  private String waiting = "";
  private Loop.Timer tick;
  private long lastTick;
  private Loop.Timer diskRetry;
  private boolean started;
  private boolean closed;
  private boolean trackersStarted;
  private boolean prepared;
  private boolean checking;
  private int checkDone;
  private int checkTotal;

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
    this.loop = context.loop();
    this.context = context;
    this.meta = meta;
    this.id = meta.infoHash().id();
    this.storage = storage;
    this.options = options;
    this.owner = owner;
    RandomGenerator random = context.random();
    this.announceKey = random.nextInt();
    this.picker = new PiecePicker(meta.layout(), random);
    this.picker.order(options.order());
    this.priorities = options.priorities(meta);
    this.priorities.apply(picker);
    this.swarm = new Swarm(context, id, meta.name(), meta.layout(), picker, this);
    this.trackers = new TrackerList(loop, random, trackerClient, options.trackers(meta), this);
    this.progress = new Progress(meta, priorities);
    options.applyLimits(context.down(), context.up());
    options.peers().forEach(p -> swarm.peers().known().add(p, PeerSource.RESUME));
    options.banned().forEach(swarm.peers().known()::ban);
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
    tick = loop.schedule(TICK_NANOS, this::tick);
    check(doubtful);
  }

  private void check(Bits pieces) {
    if (pieces.isEmpty()) {
      checked(null);
      return;
    }
    checking = true;
    checkDone = 0;
    checkTotal = pieces.count();
    state(TorrentState.CHECKING);
    storage.check(pieces, this::pieceChecked, this::checked);
  }

  private void pieceChecked(int piece, boolean good) {
    checkDone++;
    if (good) {
      gained(piece);
    }
  }

  private void checked(StorageException failure) {
    checking = false;
    if (closed || failure != null && failure.kind() == StorageException.Kind.CLOSED) {
      return;
    }
    if (failure != null) {
      fail(failure.getMessage());
      return;
    }
    owner.changed(this);
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

  private void go() {
    waiting = "";
    state(runningState());
    swarm.start(!options.seedMode());
    if (!trackersStarted) {
      trackersStarted = true;
      trackers.start();
    }
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
      cancelRetry();
      state(TorrentState.PAUSED);
    }
    owner.changed(this);
  }

  public void resume() {
    options.setPaused(false);
    if (state == TorrentState.PAUSED || state == TorrentState.ERROR) {
      error = "";
      run();
    }
    owner.changed(this);
  }

  private void stopSwarm() {
    cancelRetry();
    swarm.stop();
    if (trackersStarted) {
      trackersStarted = false;
      trackers.stop(() -> {});
    }
  }

  private void cancelRetry() {
    waiting = "";
    if (diskRetry != null) {
      diskRetry.cancel();
      diskRetry = null;
    }
  }

  private boolean isActive() {
    return state == TorrentState.DOWNLOADING
        || state == TorrentState.SEEDING
        || state == TorrentState.FINISHED;
  }

  private void fail(String message) {
    if (isActive()) {
      stopSwarm();
    }
    error = message;
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
    if (tick != null) {
      tick.cancel();
    }
    cancelRetry();
    storage.cancelCheck();
    swarm.stop();
    if (trackersStarted) {
      trackersStarted = false;
      trackers.stop(trackersTold);
    } else {
      trackersTold.run();
    }
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
    boolean busy = checking || swarm.peers().connected() > 0;
    tick = loop.schedule(busy ? TICK_NANOS : IDLE_TICK_NANOS, this::tick);
    swarm.tick();
    long now = loop.clock().nanos();
    options.addTime(now - lastTick, isActive(), isActive() && picker.isFinished());
    lastTick = now;
    publish();
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
    if (!waiting.isEmpty()) {
      cancelRetry();
    }
  }

  @Override
  public void finished() {
    if (closed || state != TorrentState.DOWNLOADING && state != TorrentState.PAUSED) {
      return;
    }
    options.finishedAt(wall());
    owner.event(new EngineEvent.TorrentFinished(wall(), id, meta.name()));
    if (state == TorrentState.DOWNLOADING) {
      trackers.complete();
      trackers.needPeers(false);
      state(runningState());
    }
    owner.changed(this);
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
    if (waiting.isEmpty()) {
      waitForDisk(failure.getMessage());
    }
    if (diskRetry == null) {
      diskRetry =
          loop.schedule(
              DISK_RETRY_NANOS,
              () -> {
                diskRetry = null;
                swarm.retryWrites();
              });
    }
  }

  private void waitForDisk(String message) {
    waiting = message;
    owner.event(new EngineEvent.TorrentWaiting(wall(), id, meta.name(), message));
    publish();
  }

  @Override
  public void event(EngineEvent event) {
    owner.event(event);
  }

  @Override
  public void needPeers(boolean more) {
    if (trackersStarted) {
      trackers.needPeers(more);
    }
  }

  // ---- TrackerList.Owner
  // ------------------------------------------------------------------------------------------

  @Override
  public AnnounceRequest request(AnnounceEvent event) {
    return new AnnounceRequest(
        context.infoHash(),
        context.peerId(),
        context.listenPort(),
        swarm.uploaded(),
        swarm.downloaded(),
        picker.wantedLeft(),
        event,
        event == AnnounceEvent.STOPPED ? 0 : NUM_WANT,
        announceKey);
  }

  @Override
  public void peers(List<InetSocketAddress> peers, String url) {
    swarm.peers().add(peers, PeerSource.TRACKER);
  }

  @Override
  public void trackerFailed(String url, String message, int failures) {
    owner.event(new EngineEvent.TrackerFailed(wall(), id, meta.name(), url, message, failures));
  }

  @Override
  public void trackerWorking(String url, int peers) {
    owner.event(new EngineEvent.TrackerWorking(wall(), id, meta.name(), url, peers));
  }

  @Override
  public void externalAddress(InetAddress ours) {
    swarm.peers().known().external(new InetSocketAddress(ours, context.listenPort()));
  }

  // ---- commands
  // ---------------------------------------------------------------------------------------------------

  /** A connection that came in, its handshake read. */
  public void incoming(Link link, Handshake theirs) {
    swarm.peers().incoming(link, theirs);
  }

  /**
   * @param address ip:port to connect to
   */
  public void addPeer(String address) {
    InetSocketAddress a = Addresses.parse(address);
    if (a == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, "'" + address + "' is not an address: use ip:port");
    }
    swarm.peers().add(List.of(a), PeerSource.MANUAL);
  }

  /**
   * @param address ip:port or ip
   */
  public void ban(String address) {
    InetSocketAddress whole = Addresses.parse(address);
    InetAddress ip = whole == null ? Addresses.parseIp(address) : null;
    if (whole == null && ip == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + address + "' is not an address: use ip or ip:port");
    }
    if (ip != null) {
      swarm.peers().known().ban(ip);
    } else {
      swarm.peers().known().ban(whole);
    }
    swarm
        .peers()
        .forEach(
            s -> {
              if (ip != null ? s.address().getAddress().equals(ip) : s.address().equals(whole)) {
                swarm.peers().ban(s, "by the user");
              }
            });
    owner.changed(this);
  }

  /** The network must not be used: connections are closed at once. */
  public void networkDown() {
    swarm.disconnect("the network is offline");
  }

  /** The network may be used again. */
  public void networkUp() {
    long since = loop.clock().nanos();
    // Peers may turn us away for a while: they have not yet seen that our old connections are dead.
    for (long wait : RECALL_NANOS) {
      loop.schedule(wait, () -> swarm.known().retryFailedSince(since));
    }
    if (trackersStarted) {
      trackers.reannounce();
    }
  }

  /** The IP filter has been replaced. */
  public void filterChanged() {
    swarm.filterChanged();
  }

  public void setPriorities(Map<Integer, FilePriority> changes) {
    for (int file : changes.keySet()) {
      if (file < 0 || file >= meta.files().size() || !meta.files().get(file).isStored()) {
        throw new EngineException(
            EngineException.Kind.BAD_ARGUMENT,
            "there is no file " + file + ": the torrent has 0 to " + (meta.files().size() - 1));
      }
    }
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
    owner.changed(this);
  }

  public void setLimits(long down, long up) {
    options.limits(down, up);
    options.applyLimits(context.down(), context.up());
    owner.changed(this);
  }

  public void setSequential(boolean on) {
    options.sequential(on);
    swarm.order(on ? Settings.PieceOrder.SEQUENTIAL : options.order());
    owner.changed(this);
  }

  public void setLabel(String label) {
    options.label(label);
    owner.changed(this);
  }

  public void reannounce() {
    trackers.reannounce();
  }

  public void addTracker(String url, int tier) {
    if (!trackers.add(url, tier)) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "the tracker '" + url + "' is there already or is no http, https or udp address");
    }
    owner.changed(this);
  }

  public void removeTracker(String url) {
    if (!trackers.remove(url)) {
      throw new EngineException(
          EngineException.Kind.NOT_FOUND, "there is no tracker '" + url + "'");
    }
    owner.changed(this);
  }

  /** Hashes everything on disk again, once what is on its way to the disk has arrived. */
  public void verify() {
    if (checking || closed || !started) {
      return;
    }
    if (isActive()) {
      stopSwarm();
    }
    cancelRetry();
    error = "";
    prepared = false;
    checking = true;
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
    check(all);
  }

  /** Moves the files; {@code done} hears null or why not. */
  public void move(Path newRoot, Consumer<StorageException> done) {
    boolean wasActive = isActive();
    if (wasActive) {
      stopSwarm();
    }
    storage.move(
        newRoot,
        failure -> {
          if (failure == null) {
            options.savePath(newRoot);
            owner.changed(this);
          }
          if (wasActive && !options.paused() && !closed) {
            go();
          }
          done.accept(failure);
        });
  }

  /** Renames a file below the save path. */
  public void rename(int file, String newPath, Consumer<StorageException> done) {
    List<String> parts = List.of(newPath.split("/"));
    if (file < 0 || file >= meta.files().size() || !meta.files().get(file).isStored()) {
      throw new EngineException(EngineException.Kind.BAD_ARGUMENT, "there is no file " + file);
    }
    if (!parts.stream().allMatch(c -> c.equals(SafePath.component(c)))) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + newPath + "' is not a path below the save folder");
    }
    storage.rename(
        file,
        parts,
        failure -> {
          if (failure == null) {
            options.renamed(file, parts);
            owner.changed(this);
          }
          done.accept(failure);
        });
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
    return new ResumeState(
        id,
        options.savePath(),
        have,
        stamps,
        priorities.toSaved(),
        options.earlierDownloaded() + swarm.downloaded(),
        options.earlierUploaded() + swarm.uploaded(),
        options.earlierWasted() + swarm.wastedBytes(),
        options.addedMillis(),
        options.finishedMillis(),
        options.activeSeconds(),
        options.seedingSeconds(),
        options.paused(),
        options.sequential(),
        options.label(),
        options.downLimit(),
        options.upLimit(),
        options.maxPeers(),
        queuePosition,
        trackers.tiers(),
        swarm.peers().known().forResume(MAX_SAVED_PEERS),
        swarm.peers().known().banned(),
        options.renames(),
        options.seedMode());
  }

  TorrentState state() {
    return state;
  }

  String error() {
    return error;
  }

  String waiting() {
    return waiting;
  }

  Swarm swarm() {
    return swarm;
  }

  TrackerList trackers() {
    return trackers;
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
    return checking && checkTotal > 0 ? (double) checkDone / checkTotal : 0;
  }
}
