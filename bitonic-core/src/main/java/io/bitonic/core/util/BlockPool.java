package io.bitonic.core.util;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Off-heap buffers for pieces and blocks, bounded in bytes. Thread-safe: taken on event loops,
 * given back on any thread; the lock is held for a queue operation only.
 *
 * <p>Back-pressure: {@link #take} returns null when the pool is at its bound; the caller stops
 * reading and asks again when {@link #belowLowWater} is true (75 % of the bound).
 */
public final class BlockPool {
  private static final int MAX_SIZE = 1 << 30;

  private volatile long bound;
  private long lentBytes;
  private long idleBytes;
  private final IntMap<ArrayDeque<PieceBuffer>> idle = new IntMap<>();

  /**
   * @param bound bytes lent at most
   */
  public BlockPool(long bound) {
    this.bound = bound;
  }

  /**
   * A buffer of at least {@code size} bytes, or null when the bound is reached. One buffer is
   * always lent.
   *
   * @param size bytes, at most 1 GiB
   */
  public PieceBuffer take(int piece, int size) {
    return take(piece, size, false);
  }

  /**
   * As {@link #take}, but never null: for the few buffers without which a torrent would stand
   * still.
   */
  public PieceBuffer takeBeyondBound(int piece, int size) {
    return take(piece, size, true);
  }

  private PieceBuffer take(int piece, int size, boolean beyond) {
    int capacity = capacity(size);
    PieceBuffer b;
    synchronized (this) {
      if (!beyond && lentBytes > 0 && lentBytes + capacity > bound) {
        return null;
      }
      ArrayDeque<PieceBuffer> q = idle.get(capacity);
      b = q == null ? null : q.pollLast();
      if (b != null) {
        idleBytes -= capacity;
      } else if (lentBytes + idleBytes + capacity > bound) {
        idle.clear();
        idleBytes = 0;
      }
      lentBytes += capacity;
    }
    if (b == null) {
      b = allocate(capacity);
    }
    b.data.clear();
    b.piece = piece;
    b.size = size;
    b.lent = true;
    return b;
  }

  private PieceBuffer allocate(int capacity) {
    try {
      return new PieceBuffer(ByteBuffer.allocateDirect(capacity));
    } catch (OutOfMemoryError e) {
      synchronized (this) {
        lentBytes -= capacity;
      }
      throw e;
    }
  }

  private static int capacity(int size) {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException("buffer of " + size + " bytes");
    }
    return Math.max(PieceLayout.BLOCK, size + 4095 & ~4095);
  }

  /** How many buffers of {@code size} bytes could be taken now. */
  public synchronized int room(int size) {
    long n = (bound - lentBytes) / capacity(size);
    return (int) Math.max(lentBytes == 0 ? 1 : 0, n);
  }

  /** Gives a buffer back, exactly once. */
  public void release(PieceBuffer b) {
    int capacity = b.data.capacity();
    synchronized (this) {
      if (!b.lent) {
        throw new IllegalStateException("buffer released twice");
      }
      b.lent = false;
      lentBytes -= capacity;
      idleBytes += capacity;
      ArrayDeque<PieceBuffer> q = idle.get(capacity);
      if (q == null) {
        q = new ArrayDeque<>();
        idle.put(capacity, q);
      }
      q.addLast(b);
    }
  }

  /** Changes the bound; what is lent beyond it comes back in its time. */
  public void bound(long bytes) {
    bound = bytes;
  }

  /** Whether enough is back to resume reading. */
  public synchronized boolean belowLowWater() {
    return lentBytes <= bound / 4 * 3;
  }

  /** Bytes that may be lent. */
  public long bound() {
    return bound;
  }

  /** Bytes lent now. */
  public synchronized long lent() {
    return lentBytes;
  }
}
