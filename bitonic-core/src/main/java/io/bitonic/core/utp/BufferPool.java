package io.bitonic.core.utp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Lends direct buffers whose sizes are powers of two, up to a bound of bytes in all. Any thread;
 * the connections of all loops share one.
 */
public final class BufferPool {
  static final int SMALLEST = 1 << 11;
  static final int LARGEST = 1 << 22;
  private static final int SHIFT = Integer.numberOfTrailingZeros(SMALLEST);

  /** Bytes of free buffers that are kept for later. */
  private static final long KEPT = 16L << 20;

  private final ArrayDeque<ByteBuffer>[] free;
  private final long bound;
  private long lent;
  private long kept;

  /**
   * @param bound bytes lent at most
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public BufferPool(long bound) {
    this.bound = bound;
    this.free = new ArrayDeque[Integer.numberOfTrailingZeros(LARGEST) - SHIFT + 1];
    for (int i = 0; i < free.length; i++) {
      free[i] = new ArrayDeque<>();
    }
  }

  /** A buffer of at least so many bytes, or null when too much is lent. */
  synchronized ByteBuffer take(int bytes) {
    int size = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
    if (size > LARGEST || lent + size > bound) {
      return null;
    }
    lent += size;
    ByteBuffer b = free[Integer.numberOfTrailingZeros(size) - SHIFT].pollLast();
    if (b == null) {
      return ByteBuffer.allocateDirect(size);
    }
    kept -= size;
    return b.clear();
  }

  synchronized void give(ByteBuffer b) {
    int size = b.capacity();
    lent -= size;
    if (kept + size <= KEPT) {
      kept += size;
      free[Integer.numberOfTrailingZeros(size) - SHIFT].addLast(b);
    }
  }

  /** Bytes lent now. */
  public synchronized long lent() {
    return lent;
  }
}
