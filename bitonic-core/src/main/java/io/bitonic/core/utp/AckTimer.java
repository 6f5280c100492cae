package io.bitonic.core.utp;

/**
 * When an ack is due: at once for what is out of the ordinary, for data in order after every second
 * packet or a short while. One thread.
 */
final class AckTimer {
  private static final long DELAY = 10_000_000L;
  private static final int PACKETS = 2;

  private int unacked;
  private boolean due;
  private boolean later;
  private long by;

  /** The other side is waiting to hear of something. */
  void now() {
    due = true;
  }

  /** A packet of data has come in order. */
  void packet(long now) {
    if (++unacked >= PACKETS) {
      due = true;
    } else if (!later) {
      later = true;
      by = now + DELAY;
    }
  }

  boolean isDue() {
    return due;
  }

  /** An ack that tells everything has gone. */
  void sent() {
    due = false;
    later = false;
    unacked = 0;
  }

  /** Nanoseconds until {@link #tick} makes one due; {@link Long#MAX_VALUE}: it won't. */
  long dueIn(long now) {
    return later ? by - now : Long.MAX_VALUE;
  }

  void tick(long now) {
    due |= later && now - by >= 0;
  }
}
