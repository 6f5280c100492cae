package io.bitonic.core.hash;

import java.util.concurrent.TimeUnit;

/**
 * When it pays to let pieces wait for others, to be hashed together: when so many come in so short
 * a time that nobody notices. Guarded by its owner.
 */
final class Gathering {
  /** No piece waits longer for others: ns. */
  static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  /** Bytes that may wait. */
  static final long ROOM = 32L << 20;

  /** With fewer than this together less is won than waiting costs. */
  private static final int WORTH = 12;

  /** Bytes after which what is to come is worth getting ready for. */
  private static final long BEGINNING = 32L << 20;

  private long last;

  /** Mean time between pieces: ns. */
  private long gap = TimeUnit.SECONDS.toNanos(1);

  private long seen;
  private long largest;
  private boolean told;

  /** A piece of {@code bytes} is ready to be hashed. */
  void came(int bytes, long now) {
    long since = Math.clamp(now - last, 0, TimeUnit.SECONDS.toNanos(1));
    gap += (since - gap) / 4;
    last = now;
    seen += bytes;
    largest = Math.max(bytes, largest);
  }

  /** True once: when pieces come fast and many have come. */
  boolean isFirstWorthIt() {
    if (told || seen < BEGINNING || WORTH * gap > PATIENCE) {
      return false;
    }
    told = true;
    return true;
  }

  /**
   * Milliseconds to wait for more; 0: none.
   *
   * @param waiting pieces that wait, at least 1
   * @param wanted pieces that are best hashed together
   */
  long toWait(int waiting, int wanted, long now) {
    long target = Math.min(wanted, ROOM / Math.max(1, largest));
    if (waiting >= target || target < WORTH || target * gap > PATIENCE) {
      return 0;
    }
    // The next one should have come long ago: there is none.
    long left = last + Math.min(8 * gap, PATIENCE) - now;
    return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }
}
