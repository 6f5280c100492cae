package io.bitonic.core.utp;

import java.nio.ByteBuffer;

/**
 * What came in: bytes in order in a ring until they are read, packets out of order each in a buffer
 * until the gap before them is filled. Bounded by a window in bytes.
 */
final class ReceiveQueue {
  /** How far ahead of the next packet one may be to be kept. */
  static final int REACH = 1024;

  private static final int FIRST_RING = 1 << 16;

  private final BufferPool pool;
  private ByteBuffer ring;
  private int at;
  private int size;
  private ByteBuffer[] early;
  private int earlyCount;
  private int earlyBytes;

  /** The packet that comes next in order. */
  int next;

  ReceiveQueue(BufferPool pool) {
    this.pool = pool;
  }

  /** Bytes that can be read. */
  int size() {
    return size;
  }

  /** Bytes here in all. */
  int held() {
    return size + earlyBytes;
  }

  boolean hasEarly() {
    return earlyCount > 0;
  }

  /** Takes the payload that is next in order, or says that there is no room for it. */
  boolean append(ByteBuffer src, int from, int n, int window) {
    if (size + n > window || !ensure(n)) {
      return false;
    }
    // Kept, but there was no room for it when its turn came.
    drop(next & REACH - 1);
    put(src, from, n);
    next = Seq.plus(next, 1);
    while (earlyCount > 0) {
      int slot = next & REACH - 1;
      ByteBuffer b = early[slot];
      if (b == null || !ensure(b.remaining())) {
        break;
      }
      put(b, 0, b.remaining());
      drop(slot);
      next = Seq.plus(next, 1);
    }
    return true;
  }

  private void drop(int slot) {
    if (early != null && early[slot] != null) {
      earlyCount--;
      earlyBytes -= early[slot].remaining();
      pool.give(early[slot]);
      early[slot] = null;
    }
  }

  private boolean ensure(int n) {
    int need = size + n;
    if (ring != null && need <= ring.capacity()) {
      return true;
    }
    ByteBuffer bigger = pool.take(Math.max(FIRST_RING, need));
    if (bigger == null) {
      return false;
    }
    if (ring != null) {
      int straight = Math.min(size, ring.capacity() - at);
      bigger.put(0, ring, at, straight);
      bigger.put(straight, ring, 0, size - straight);
      pool.give(ring);
    }
    ring = bigger;
    at = 0;
    return true;
  }

  private void put(ByteBuffer src, int from, int n) {
    int to = at + size & ring.capacity() - 1;
    int straight = Math.min(n, ring.capacity() - to);
    ring.put(to, src, from, straight);
    if (straight < n) {
      ring.put(0, src, from + straight, n - straight);
    }
    size += n;
  }

  /** Keeps a packet that is ahead by 1 to {@link #REACH} - 1. */
  void keep(ByteBuffer src, int from, int n, int sequence, int window) {
    if (early == null) {
      early = new ByteBuffer[REACH];
    }
    int slot = sequence & REACH - 1;
    if (early[slot] != null || held() + n > window) {
      return;
    }
    ByteBuffer b = pool.take(n);
    if (b == null) {
      return;
    }
    b.put(0, src, from, n).limit(n);
    early[slot] = b;
    earlyCount++;
    earlyBytes += n;
  }

  /** Moves what fits into {@code dst}. */
  int read(ByteBuffer dst) {
    int n = Math.min(size, dst.remaining());
    if (n == 0) {
      return 0;
    }
    int straight = Math.min(n, ring.capacity() - at);
    int to = dst.position();
    dst.put(to, ring, at, straight);
    if (straight < n) {
      dst.put(to + straight, ring, 0, n - straight);
    }
    dst.position(to + n);
    at = at + n & ring.capacity() - 1;
    size -= n;
    return n;
  }

  /** What is there is thrown away. */
  void discard() {
    at = 0;
    size = 0;
  }

  /** Whether a packet is here or was. */
  boolean has(int sequence) {
    return early != null && early[sequence & REACH - 1] != null;
  }

  /**
   * Writes a selective ack: a bit for each packet from {@code next + 1} on.
   *
   * @return its bytes, a multiple of 4 up to {@code max}
   */
  int selectiveAck(ByteBuffer b, int to, int max) {
    int last = -1;
    int found = 0;
    for (int i = 0; i < max * 8 && found < earlyCount && i < REACH - 1; i++) {
      if (has(next + 1 + i)) {
        last = i;
        found++;
      }
    }
    if (last < 0) {
      return 0;
    }
    int bytes = (last / 32 + 1) * 4;
    for (int k = 0; k < bytes; k++) {
      int bits = 0;
      for (int i = 0; i < 8 && k * 8 + i < REACH - 1; i++) {
        if (has(next + 1 + k * 8 + i)) {
          bits |= 1 << i;
        }
      }
      b.put(to + k, (byte) bits);
    }
    return bytes;
  }

  /** Gives the memory back while nothing is in it. */
  void trim() {
    if (size == 0 && ring != null) {
      pool.give(ring);
      ring = null;
    }
  }

  void close() {
    discard();
    trim();
    for (int i = 0; earlyCount > 0 && i < REACH; i++) {
      drop(i);
    }
  }
}
