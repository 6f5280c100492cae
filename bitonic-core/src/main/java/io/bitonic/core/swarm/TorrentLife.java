package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Loop;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.queue.Wish;
import io.bitonic.core.util.Bits;
import org.tinylog.Logger;

/**
 * The states that a torrent goes through: what is in doubt is hashed, space is taken, then it
 * downloads and seeds until it is paused, fails or is closed. Loop thread only.
 */
public final class TorrentLife implements Swarm.Owner, DataCheck.Owner {
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final long DRAIN_POLL_NANOS = 5_000_000L;

  private final Torrent torrent;
  private final Torrent.Owner owner;
  private final Loop loop;
  private final PiecePicker picker;
  private final TorrentOptions options;
  private final DataCheck check;
  private final DiskWait diskWait;
  private TorrentState state = TorrentState.QUEUED;
  private String error = "";
  private boolean started;
  private boolean closed;
  private boolean prepared;

  /** The queue's word. */
  private boolean turn = true;

  TorrentLife(Torrent torrent, Torrent.Owner owner) {
    this.torrent = torrent;
    this.owner = owner;
    this.loop = torrent.loop();
    this.picker = torrent.picker();
    this.options = torrent.options();
    this.check = new DataCheck(torrent.storage(), this);
    this.diskWait = new DiskWait(loop, () -> torrent.swarm().retryWrites());
  }

  // ---- start
  // ------------------------------------------------------------------------------------------------------

  /** Begins: {@code trusted} pieces are taken as had, {@code doubtful} ones are hashed first. */
  public void start(Bits trusted, Bits doubtful) {
    assert loop.inLoop();
    started = true;
    for (int p = trusted.nextSet(0); p >= 0; p = trusted.nextSet(p + 1)) {
      torrent.gained(p);
    }
    torrent.ticks().start();
    if (!doubtful.isEmpty()) {
      state(TorrentState.CHECKING);
    }
    check.start(doubtful);
  }

  @Override
  public void pieceFound(int piece) {
    torrent.gained(piece);
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
      torrent.changed();
    }
    if (options.paused()) {
      state(TorrentState.PAUSED);
    } else {
      run();
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
    if (!turn) {
      hold();
      return;
    }
    // Where there is no piece to write, only this makes the files, which are all empty.
    boolean nothingToMake =
        picker.isFinished() && (picker.haves().size() > 0 || options.seedMode());
    if (nothingToMake || prepared) {
      go();
      return;
    }
    state(TorrentState.PREPARING);
    torrent.storage().wanted(torrent.priorities().wanted());
    torrent.storage().prepare(this::prepareDone);
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
    diskWait.cancel();
    state(runningState());
    torrent.swarm().start(!options.seedMode());
    torrent.sources().start(false);
    torrent.publish();
  }

  private TorrentState runningState() {
    return !picker.isFinished()
        ? TorrentState.DOWNLOADING
        : picker.haves().isFull() ? TorrentState.SEEDING : TorrentState.FINISHED;
  }

  // ---- queue
  // ------------------------------------------------------------------------------------------------------

  /** What it would do if it had its turn. */
  public Wish wish() {
    if (!started
        || closed
        || options.paused()
        || check.isRunning()
        || state == TorrentState.ERROR) {
      return Wish.NONE;
    }
    return picker.isFinished() ? Wish.SEED : Wish.DOWNLOAD;
  }

  /** Whether it runs beside the queue: a user wants that, or reads its files. */
  public boolean isUrgent() {
    return options.sharing().forced() || torrent.streams().isAnyOpen();
  }

  /** The queue says whether it may exchange data. */
  public void turn(boolean on) {
    if (turn == on || closed) {
      return;
    }
    turn = on;
    if (on) {
      goOn();
    } else if (isActive() || state == TorrentState.PREPARING) {
      hold();
    }
  }

  /** Takes up what was interrupted, unless it is to rest. */
  void goOn() {
    if (wish() != Wish.NONE) {
      run();
    }
  }

  private void hold() {
    stopSwarm();
    state(isSharingOver() ? TorrentState.PAUSED : TorrentState.QUEUED);
  }

  private boolean isSharingOver() {
    return options.sharing().progress() == Sharing.Progress.REACHED;
  }

  /**
   * Its goal is reached.
   *
   * @param pause whether it pauses; otherwise the queue keeps it from seeding
   */
  public void goalReached(boolean pause, String message) {
    if (closed || isSharingOver()) {
      return;
    }
    options.sharing(options.sharing().with(Sharing.Progress.REACHED));
    owner.event(new EngineEvent.GoalReached(wall(), torrent.id(), name(), message));
    if (pause) {
      pause();
      return;
    }
    turn = false;
    if (isActive() || state == TorrentState.QUEUED) {
      hold();
    }
    torrent.changed();
  }

  /** It has another goal, which is further off. */
  public void goalMoved() {
    if (isSharingOver() && !options.paused()) {
      options.sharing(options.sharing().with(Sharing.Progress.OPEN));
      torrent.changed();
      torrent.publish();
    }
  }

  // ---- stop
  // -------------------------------------------------------------------------------------------------------

  public void pause() {
    options.setPaused(true);
    if (isActive()) {
      stopSwarm();
      state(TorrentState.PAUSED);
    } else if (state == TorrentState.ERROR
        || state == TorrentState.PREPARING
        || state == TorrentState.QUEUED && started && !check.isRunning()) {
      diskWait.cancel();
      state(TorrentState.PAUSED);
    }
    torrent.changed();
  }

  public void resume() {
    options.setPaused(false);
    if (isSharingOver()) {
      options.sharing(options.sharing().with(Sharing.Progress.WAIVED));
    }
    if (state == TorrentState.PAUSED || state == TorrentState.ERROR) {
      error = "";
      run();
    }
    torrent.changed();
  }

  void stopSwarm() {
    diskWait.cancel();
    torrent.swarm().stop();
    torrent.sources().stop(() -> {});
  }

  private void fail(String message) {
    if (isActive()) {
      stopSwarm();
    }
    error = message;
    torrent.streams().fail(message);
    state(TorrentState.ERROR);
    Logger.warn("{} {}: {}", torrent.id(), name(), message);
    owner.event(new EngineEvent.TorrentFailed(wall(), torrent.id(), name(), message));
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
    torrent.streams().close();
    torrent.ticks().stop();
    diskWait.cancel();
    torrent.storage().cancelCheck();
    torrent.swarm().stop();
    torrent.sources().stop(trackersTold);
    drain(
        () -> {
          torrent.swarm().close();
          quiet.run();
        },
        loop.clock().nanos() + DRAIN_NANOS);
  }

  private void drain(Runnable quiet, long deadline) {
    if (torrent.swarm().inPipeline() == 0 || loop.clock().nanos() - deadline > 0) {
      quiet.run();
    } else {
      loop.schedule(DRAIN_POLL_NANOS, () -> drain(quiet, deadline));
    }
  }

  // ---- again
  // ------------------------------------------------------------------------------------------------------

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
    torrent.changed();
    state(TorrentState.CHECKING);
    drain(this::checkAll, loop.clock().nanos() + DRAIN_NANOS);
  }

  private void checkAll() {
    if (closed) {
      return;
    }
    Bits all = new Bits(torrent.meta().layout().pieces());
    all.setAll();
    for (int p = 0; p < all.size(); p++) {
      if (picker.haves().get(p)) {
        picker.lose(p);
      }
    }
    torrent.progress().recount(picker.haves());
    check.start(all);
  }

  /** Other files are wanted than before. */
  void wantsChanged() {
    if (isActive()) {
      torrent.swarm().wantsChanged();
      if (!prepared && !picker.isFinished()) {
        torrent.swarm().stop();
        run();
      } else {
        state(runningState());
      }
    }
  }

  // ---- Swarm.Owner
  // ------------------------------------------------------------------------------------------------

  @Override
  public void have(int piece) {
    diskWait.cancel();
    torrent.have(piece);
  }

  @Override
  public void finished() {
    if (closed
        || state != TorrentState.DOWNLOADING
            && state != TorrentState.PAUSED
            && state != TorrentState.QUEUED) {
      return;
    }
    options.finishedAt(wall());
    owner.event(new EngineEvent.TorrentFinished(wall(), torrent.id(), name()));
    if (state == TorrentState.DOWNLOADING) {
      torrent.sources().complete();
      state(runningState());
    }
    torrent.changed();
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
      owner.event(
          new EngineEvent.TorrentWaiting(wall(), torrent.id(), name(), failure.getMessage()));
      torrent.publish();
    }
  }

  @Override
  public void event(EngineEvent event) {
    torrent.event(event);
  }

  @Override
  public void connected() {
    torrent.wake();
  }

  @Override
  public void needPeers(boolean more) {
    torrent.sources().needPeers(more);
  }

  // ---- state
  // ------------------------------------------------------------------------------------------------------

  private void state(TorrentState next) {
    if (state != next) {
      torrent.ticks().countTime();
      TorrentState from = state;
      state = next;
      owner.event(new EngineEvent.StateChanged(wall(), torrent.id(), name(), from, next));
    }
    torrent.publish();
  }

  private String name() {
    return torrent.meta().name();
  }

  private long wall() {
    return loop.clock().wallMillis();
  }

  /** Whether it exchanges data with peers. */
  boolean isActive() {
    return state == TorrentState.DOWNLOADING
        || state == TorrentState.SEEDING
        || state == TorrentState.FINISHED;
  }

  /** Whether {@link #start} has said what it has. */
  public boolean isStarted() {
    return started;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isChecking() {
    return check.isRunning();
  }

  TorrentState state() {
    return state;
  }

  String error() {
    return error;
  }

  /** Why it can't move now though nothing is broken; empty when it can. */
  String waiting() {
    return diskWait.reason();
  }

  /** 0–1 while data is being hashed. */
  double checkedFraction() {
    return check.fraction();
  }
}
