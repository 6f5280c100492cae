package io.bitonic.bench;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/** Storage that forgets: every write is done at once. */
final class NoStorage implements Storage {
  private final BenchLoop loop;
  private final ArrayDeque<Done> written = new ArrayDeque<>();

  /** One object for all, so that what is measured is not this. */
  private final Runnable completion = this::complete;

  NoStorage(BenchLoop loop) {
    this.loop = loop;
  }

  @Override
  public void prepare(Done done) {
    loop.execute(() -> done.done(null));
  }

  @Override
  public void wanted(Bits files) {
    // There are no files.
  }

  @Override
  public void write(PieceBuffer buffer, Done done) {
    written.addLast(done);
    loop.execute(completion);
  }

  private void complete() {
    written.pollFirst().done(null);
  }

  @Override
  public void read(int piece, int offset, ByteBuffer dst, Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Slice slice(int piece, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void releaseSlice(Slice slice) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void check(Bits pieces, Checked each, Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void cancelCheck() {
    // Nothing is checked.
  }

  @Override
  public void stamps(Consumer<List<FileStamp>> result) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sync(Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path newRoot, Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rename(int file, List<String> newPath, Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(Done done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(Done done) {
    throw new UnsupportedOperationException();
  }
}
