package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.SimLoop;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** A torrent's files in memory. Completions come after a random while, in any order. */
final class SimStorage implements Storage {
  private static final int SLOWEST_NANOS = 3_000_000;

  private final SimLoop loop;
  private final RandomGenerator random;
  private final PieceLayout layout;
  private final IntPredicate good;
  private final int files;
  final byte[] data;

  /** Pieces in the order in which they were written. */
  final List<Integer> written = new ArrayList<>();

  /** The last word about which files are wanted. */
  Bits wantedFiles;

  /** Writes find no space. */
  boolean full;

  /** What every read fails with, or null. */
  StorageException.Kind readFailure;

  /** Share of the reads that give wrong bytes. */
  double lies;

  int failedWrites;
  private boolean checkCancelled;

  /**
   * @param good whether a piece of {@link #data} has the right hash
   */
  SimStorage(SimLoop loop, RandomGenerator random, PieceLayout layout, int files, GoodPiece good) {
    this.loop = loop;
    this.random = random;
    this.layout = layout;
    this.files = files;
    this.data = new byte[(int) layout.totalSize()];
    this.good = piece -> good.test(data, piece);
  }

  /** Whether a piece of some data has the right hash. */
  interface GoodPiece {
    boolean test(byte[] data, int piece);
  }

  private void later(Runnable task) {
    loop.schedule(100_000 + random.nextInt(SLOWEST_NANOS), task);
  }

  private static StorageException failure(StorageException.Kind kind) {
    return new StorageException(kind, "file.bin: simulated " + kind, null);
  }

  @Override
  public void prepare(Done done) {
    later(() -> done.done(null));
  }

  @Override
  public void wanted(Bits chosen) {
    wantedFiles = chosen.copy();
  }

  @Override
  public void write(PieceBuffer buffer, Done done) {
    // The bytes are taken at the end, when they must still be the caller's.
    later(
        () -> {
          if (full) {
            failedWrites++;
            done.done(failure(StorageException.Kind.FULL));
            return;
          }
          buffer.data.clear().limit(buffer.size);
          buffer.data.get(data, (int) layout.pieceStart(buffer.piece), buffer.size);
          written.add(buffer.piece);
          done.done(null);
        });
  }

  @Override
  public void read(int piece, int offset, ByteBuffer dst, Done done) {
    later(
        () -> {
          if (readFailure != null) {
            done.done(failure(readFailure));
            return;
          }
          int at = dst.position();
          dst.put(data, (int) layout.pieceStart(piece) + offset, dst.remaining());
          if (lies > 0 && random.nextDouble() < lies) {
            int i = at + random.nextInt(dst.position() - at);
            dst.put(i, (byte) (dst.get(i) ^ 0x55));
          }
          done.done(null);
        });
  }

  @Override
  public Slice slice(int piece, int offset, int length) {
    return null;
  }

  @Override
  public void releaseSlice(Slice slice) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void check(Bits pieces, Checked each, Done done) {
    checkCancelled = false;
    checkNext(pieces, pieces.nextSet(0), each, done);
  }

  private void checkNext(Bits pieces, int piece, Checked each, Done done) {
    later(
        () -> {
          if (checkCancelled) {
            done.done(failure(StorageException.Kind.CLOSED));
          } else if (piece < 0) {
            done.done(null);
          } else {
            each.piece(piece, good.test(piece));
            checkNext(pieces, pieces.nextSet(piece + 1), each, done);
          }
        });
  }

  @Override
  public void cancelCheck() {
    checkCancelled = true;
  }

  @Override
  public void stamps(Consumer<List<FileStamp>> result) {
    later(() -> result.accept(Collections.nCopies(files, null)));
  }

  @Override
  public void sync(Done done) {
    later(() -> done.done(null));
  }

  @Override
  public void move(Path newRoot, Done done) {
    later(() -> done.done(null));
  }

  @Override
  public void rename(int file, List<String> newPath, Done done) {
    later(() -> done.done(null));
  }

  @Override
  public void delete(Done done) {
    later(() -> done.done(null));
  }

  @Override
  public void close(Done done) {
    later(() -> done.done(null));
  }
}
