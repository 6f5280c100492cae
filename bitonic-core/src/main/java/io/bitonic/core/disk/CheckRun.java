package io.bitonic.core.disk;

import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.hash.PieceDigests;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.hash.ZeroPieces;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.tinylog.Logger;

/**
 * Reads and hashes pieces in order, several ahead.
 *
 * <p>Threads: owned by the loop; a group of buffers is read into on a disk worker, then hashed on
 * hash workers, and comes back to the loop. At most {@link #AHEAD_BYTES} are under way, or two
 * pieces. Their buffers come from the shared pool; when that has none and nothing is under way, a
 * buffer of its own is used, so that a check goes on, slowly, while everything else holds all of
 * the pool.
 */
final class CheckRun extends JobQueue.Job {
  private static final int AHEAD_BYTES = 64 << 20;

  /** Missing pieces reported before other tasks of the loop get their turn. */
  private static final int BURST = 4096;

  /** What a check works with. */
  record Tools(
      JobQueue jobs,
      Executor loop,
      TorrentFiles files,
      HashPool hashes,
      PieceHashes expected,
      BlockPool pool) {}

  /** What reading a piece came to. */
  private enum Found {
    DATA,
    ZEROS,
    NOTHING
  }

  /** Pieces read by one worker, one after the other, and then hashed together. */
  private static final class Group {
    final int most;
    final List<PieceBuffer> buffers;
    final Found[] found;
    StorageException failed;

    Group(int most) {
      this.most = most;
      this.buffers = new ArrayList<>(most);
      this.found = new Found[most];
    }
  }

  private final Tools tools;
  private final Bits pieces;
  private final Storage.Checked each;
  private final Storage.Done done;
  private final BlockPool reserve = new BlockPool(1);
  private final ZeroPieces zeros = new ZeroPieces();
  private DiskPool disk;
  private PieceBuffer own;
  private long[] sizes;
  private int next;
  private int underWay;
  private boolean cancelled;
  private boolean over;

  CheckRun(Tools tools, Bits pieces, Storage.Checked each, Storage.Done done) {
    this.tools = tools;
    this.pieces = pieces.copy();
    this.each = each;
    this.done = done;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  void start(DiskPool disk) {
    this.disk = disk;
    boolean v1 = tools.expected.kind() == PieceHashes.Kind.SHA1;
    HashChoice.expect(
        v1 ? HashAlgorithm.SHA1 : HashAlgorithm.SHA256,
        (long) pieces.count() * tools.files.table().layout.pieceLength());
    disk.submit(
        () -> {
          long[] now = tools.files.sizes();
          tools.loop.execute(
              () -> {
                sizes = now;
                pump();
              });
        });
  }

  private void pump() {
    int missing = 0;
    Group group = null;
    while (!over && !cancelled && error == null) {
      int piece = pieces.nextSet(next);
      if (piece < 0) {
        break;
      }
      if (!tools.files.table().present(piece, sizes)) {
        next = piece + 1;
        report(piece, false);
        if (++missing == BURST) {
          tools.loop.execute(this::pump);
          break;
        }
        continue;
      }
      if (group == null) {
        int ahead = ahead();
        int most = Math.clamp(ahead / 2, 1, PieceDigests.batch(tools.expected.kind()));
        if (underWay > 0 && underWay + most > ahead) {
          return;
        }
        group = new Group(most);
      }
      PieceBuffer b = take(piece);
      if (b == null) {
        break;
      }
      next = piece + 1;
      underWay++;
      group.buffers.add(b);
      if (group.buffers.size() == group.most) {
        read(group);
        group = null;
      }
    }
    if (group != null && !group.buffers.isEmpty()) {
      read(group);
    }
    if (underWay == 0 && !over && (cancelled || error != null || pieces.nextSet(next) < 0)) {
      over = true;
      if (cancelled && error == null) {
        error = DiskErrors.closed("The check was stopped.");
      }
      tools.jobs.post(this);
    }
  }

  /** Pieces under way: two batches for each of two hash workers, as big as batches are now. */
  private int ahead() {
    int length = tools.files.table().layout.pieceLength();
    return Math.clamp(AHEAD_BYTES / length, 2, 4 * PieceDigests.batch(tools.expected.kind()));
  }

  private PieceBuffer take(int piece) {
    int size = tools.files.table().layout.pieceSize(piece);
    PieceBuffer b = tools.pool.take(piece, size);
    if (b == null && underWay == 0) {
      own = reserve.take(piece, size);
      b = own;
    }
    return b;
  }

  private void release(PieceBuffer b) {
    if (b == own) {
      own = null;
      reserve.release(b);
    } else {
      tools.pool.release(b);
    }
    underWay--;
  }

  private void read(Group group) {
    try {
      disk.submit(() -> readNow(group));
    } catch (RejectedExecutionException e) {
      group.buffers.forEach(this::release);
      error = DiskErrors.closed("The disk workers have ended.");
    }
  }

  /**
   * On a disk worker; not the rest of a group whose reading failed for another reason than gaps.
   */
  private void readNow(Group group) {
    for (int i = 0; i < group.buffers.size() && group.failed == null; i++) {
      PieceBuffer b = group.buffers.get(i);
      try {
        b.data.limit(b.size).position(0);
        long start = System.nanoTime();
        tools.files.read(tools.files.table().layout.pieceStart(b.piece), b.data);
        disk.meters().reads.recordShared(System.nanoTime() - start);
        group.found[i] = ZeroPieces.isZero(b) ? Found.ZEROS : Found.DATA;
      } catch (StorageException e) {
        if (e.kind() == StorageException.Kind.MISSING) {
          Logger.debug("Piece {} fails: {}", b.piece, e.getMessage());
          group.found[i] = Found.NOTHING;
        } else {
          group.failed = e;
        }
      } catch (RuntimeException | Error e) {
        group.failed =
            new StorageException(
                StorageException.Kind.IO, "The check failed: " + e + ". Check again.", e);
      }
    }
    tools.loop.execute(() -> wereRead(group));
  }

  private void wereRead(Group group) {
    if (cancelled || error != null || group.failed != null) {
      group.buffers.forEach(this::release);
      error = error == null ? group.failed : error;
      pump();
      return;
    }
    List<PieceBuffer> data = new ArrayList<>(group.buffers.size());
    for (int i = 0; i < group.buffers.size(); i++) {
      PieceBuffer b = group.buffers.get(i);
      switch (group.found[i]) {
        case DATA -> data.add(b);
        case ZEROS -> done(b, zeros.good(b, tools.expected));
        case NOTHING -> done(b, false);
      }
    }
    try {
      if (!data.isEmpty()) {
        tools.hashes.submitAll(data, tools.expected, this::result, tools.loop);
      }
    } catch (RejectedExecutionException e) {
      data.forEach(this::release);
      error = DiskErrors.closed("The hash workers have ended.");
    }
    pump();
  }

  private void result(PieceBuffer b, boolean good) {
    done(b, good);
    pump();
  }

  private void done(PieceBuffer b, boolean good) {
    int piece = b.piece;
    release(b);
    if (!cancelled) {
      report(piece, good);
    }
  }

  private void report(int piece, boolean good) {
    try {
      each.piece(piece, good);
    } catch (RuntimeException e) {
      Logger.error(e, "The receiver of a checked piece failed");
    }
  }

  @Override
  void completed() {
    done.done(error);
  }
}
