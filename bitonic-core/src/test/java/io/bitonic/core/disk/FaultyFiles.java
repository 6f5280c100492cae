package io.bitonic.core.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Opens real files that fail on demand, write little at a time, or wait; counts what is open. */
final class FaultyFiles implements FileCache.Opener {
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();
  final AtomicInteger forced = new AtomicInteger();

  /** Bytes that may be written before {@link #failure}. */
  final AtomicLong space = new AtomicLong(Long.MAX_VALUE);

  volatile String failure = "No space left on device";
  volatile IOException openFailure;
  volatile int mostPerWrite = Integer.MAX_VALUE;

  /** Writes wait for it when it is set. */
  volatile CountDownLatch gate;

  @Override
  public FileChannel open(Path path, Set<OpenOption> options) throws IOException {
    if (openFailure != null) {
      throw openFailure;
    }
    FileChannel real = FileChannel.open(path, options);
    int now = open.incrementAndGet();
    mostOpen.accumulateAndGet(now, Math::max);
    return new Channel(real);
  }

  private final class Channel extends FileChannel {
    private final FileChannel real;

    Channel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
      CountDownLatch g = gate;
      if (g != null) {
        try {
          g.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      int limit = src.limit();
      int n = Math.min(mostPerWrite, src.remaining());
      if (space.get() < n) {
        throw new IOException(failure);
      }
      space.addAndGet(-n);
      src.limit(src.position() + n);
      try {
        return real.write(src, position);
      } finally {
        src.limit(limit);
      }
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
      return real.read(dst, position);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      forced.incrementAndGet();
      real.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      open.decrementAndGet();
      real.close();
    }

    @Override
    public int read(ByteBuffer dst) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer src) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
