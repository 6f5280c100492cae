package io.bitonic.core.swarm;

import java.util.Arrays;

/** Requests sent to one peer and not yet answered, oldest first, with the time they were sent. */
final class RequestRing {
  private long[] refs = new long[64];
  private long[] sent = new long[64];
  private int head;
  private int count;

  int size() {
    return count;
  }

  /**
   * @param ref piece in the upper, block in the lower 32 bits
   */
  void add(long ref, long nowNanos) {
    if (count == refs.length) {
      refs = unroll(refs);
      sent = unroll(sent);
      head = 0;
    }
    int i = head + count & refs.length - 1;
    refs[i] = ref;
    sent[i] = nowNanos;
    count++;
  }

  private long[] unroll(long[] a) {
    long[] b = Arrays.copyOf(a, a.length * 2);
    System.arraycopy(a, head, b, 0, a.length - head);
    System.arraycopy(a, 0, b, a.length - head, head);
    return b;
  }

  long ref(int i) {
    return refs[head + i & refs.length - 1];
  }

  /** When the oldest was sent; only while there is one. */
  long oldest() {
    return sent[head];
  }

  /** Takes a request out; returns when it was sent, or Long.MIN_VALUE when it isn't there. */
  long remove(long ref) {
    int mask = refs.length - 1;
    for (int i = 0; i < count; i++) {
      int at = head + i & mask;
      if (refs[at] == ref) {
        final long when = sent[at];
        // Answers come in order, so it is nearly always the first; older ones are moved up by one.
        for (int j = i; j > 0; j--) {
          int to = head + j & mask;
          int from = head + j - 1 & mask;
          refs[to] = refs[from];
          sent[to] = sent[from];
        }
        head = head + 1 & mask;
        count--;
        return when;
      }
    }
    return Long.MIN_VALUE;
  }

  void clear() {
    count = 0;
  }
}
