package io.bitonic.core.session;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.tinylog.Logger;

/**
 * Knows when a torrent's state is worth saving, and saves it: not at all when nothing has changed,
 * else a session of thousands would take minutes to end.
 *
 * <p>Concurrency: the torrent's loop. The state file is written by {@code writer}, one write of
 * this torrent at a time, and always after the data that it claims has been forced to the disk.
 */
final class StateSaver {
  private static final long SAVE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long SAVE_SOON_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long POLL_NANOS = 5_000_000L;

  /** For so long a state file needs no other one that says nothing but the time. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final String id;
  private final String stateId;
  private final LoopUnit unit;
  private final ResumeStore store;
  private final PieceJournal journal;
  private final Executor writer;
  private final IntSupplier queuePosition;
  private Torrent torrent;
  private MagnetTorrent magnet;
  private boolean known;
  private boolean saving;
  private boolean dirty;
  private long dirtySince;
  private long lastSave;

  /** What the state file says: pieces, payload bytes of this session, seconds, stamps. */
  private int savedPieces = -1;

  private long savedBytes = -1;
  private long savedSeconds = -1;
  private int savedStamps;
  private boolean hasWritten;
  private long writtenAt;

  StateSaver(
      String id,
      String stateId,
      LoopUnit unit,
      ResumeStore store,
      PieceJournal journal,
      Executor writer,
      IntSupplier queuePosition) {
    this.id = id;
    this.stateId = stateId;
    this.unit = unit;
    this.store = store;
    this.journal = journal;
    this.writer = writer;
    this.queuePosition = queuePosition;
  }

  /**
   * @param known whether there is a state file for it
   */
  void of(Torrent t, boolean known) {
    torrent = t;
    this.known = known;
    magnet = null;
    lastSave = unit.loop.clock().nanos();
  }

  void of(MagnetTorrent m) {
    magnet = m;
  }

  /** The state file is as the torrent starts: these pieces, and files that look like this. */
  void restored(int pieces, List<FileStamp> stamps) {
    saved(pieces, 0, torrent.options().activeSeconds(), stamps);
  }

  private void saved(int pieces, long bytes, long seconds, List<FileStamp> stamps) {
    savedPieces = pieces;
    savedBytes = bytes;
    savedSeconds = seconds;
    savedStamps = stamps.hashCode();
  }

  private void written(int pieces, long bytes, ResumeState state, List<FileStamp> stamps) {
    saved(pieces, bytes, state.activeSeconds(), stamps);
    writtenAt = unit.loop.clock().nanos();
    hasWritten = true;
  }

  /** Whether the state file was written a moment ago, and nothing but time has passed since. */
  private boolean isFresh() {
    return hasWritten
        && !dirty
        && !hasMoved()
        && unit.loop.clock().nanos() - writtenAt < FRESH_NANOS;
  }

  /** Something has changed that no counter shows. */
  void changed() {
    if (!dirty) {
      dirty = true;
      dirtySince = unit.loop.clock().nanos();
    }
  }

  /** Whether a write is on its way. */
  boolean isSaving() {
    return saving;
  }

  /** Saves when it is time to; to be called now and then. */
  void look() {
    if (torrent == null && magnet == null || saving || !hasBegun()) {
      return;
    }
    long now = unit.loop.clock().nanos();
    boolean soon = dirty && now - dirtySince > SAVE_SOON_NANOS;
    boolean due = torrent != null && now - lastSave > SAVE_NANOS && hasMoved();
    if (soon || due) {
      save(() -> {});
    }
  }

  /** Nanoseconds until {@link #look} has something to do; {@link Long#MAX_VALUE}: not as it is. */
  long nanosToNextLook() {
    long now = unit.loop.clock().nanos();
    if (saving || dirty) {
      return Math.max(0, dirtySince + SAVE_SOON_NANOS - now);
    }
    return torrent != null && hasBegun() && hasMoved()
        ? Math.max(0, lastSave + SAVE_NANOS - now)
        : Long.MAX_VALUE;
  }

  /** Before that the torrent knows less of its pieces than the state file. */
  private boolean hasBegun() {
    return torrent == null || torrent.life().isStarted();
  }

  private boolean hasMoved() {
    return torrent.havePieces() != savedPieces || torrent.payloadBytes() != savedBytes;
  }

  /**
   * Saves what has changed since the last time; {@code done} runs on the loop, also after a
   * failure.
   *
   * @param seconds whether time that has passed is a change
   */
  void saveChanges(boolean seconds, Runnable done) {
    if (saving) {
      unit.loop.schedule(POLL_NANOS, () -> saveChanges(seconds, done));
    } else if (magnet != null) {
      saveIf(dirty, done);
    } else if (known && !hasBegun() || isFresh()) {
      done.run();
    } else if (dirty
        || hasMoved()
        || seconds && torrent.options().activeSeconds() != savedSeconds) {
      save(done);
    } else {
      // Files may have been made or laid out without a piece being written.
      torrent.storage().stamps(now -> saveIf(now.hashCode() != savedStamps, done));
    }
  }

  private void saveIf(boolean needed, Runnable done) {
    if (needed) {
      save(done);
    } else {
      done.run();
    }
  }

  /**
   * Forces the data, then saves the state that claims it; {@code done} runs on the loop, also after
   * a failure.
   */
  void save(Runnable done) {
    saving = true;
    dirty = false;
    lastSave = unit.loop.clock().nanos();
    if (torrent == null) {
      write(magnet.resumeState(queuePosition.getAsInt()), () -> {}, done);
      return;
    }
    Torrent t = torrent;
    Bits have = t.haves();
    long bytes = t.payloadBytes();
    Storage storage = t.storage();
    storage.sync(
        error -> {
          if (error != null) {
            Logger.warn("{}: state not saved: {}", id, error.getMessage());
            ended(done);
            return;
          }
          storage.stamps(
              stamps -> {
                ResumeState state = t.resumeState(have, stamps, queuePosition.getAsInt());
                write(state, () -> written(have.count(), bytes, state, stamps), done);
              });
        });
  }

  private void write(ResumeState state, Runnable written, Runnable done) {
    writer.execute(
        () -> {
          Runnable then = written;
          try {
            store.save(stateId, state);
            if (state.have().size() > 0) {
              journal.retain(state.have());
            }
          } catch (ResumeException e) {
            Logger.warn("{}: state not saved: {}", id, e.getMessage());
            then = this::failed;
          }
          Runnable outcome = then;
          unit.loop.execute(
              () -> {
                outcome.run();
                ended(done);
              });
        });
  }

  /** Tries again at the next round. */
  private void failed() {
    savedPieces = -1;
  }

  private void ended(Runnable done) {
    saving = false;
    done.run();
  }
}
