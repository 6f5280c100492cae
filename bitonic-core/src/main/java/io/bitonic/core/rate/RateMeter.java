package io.bitonic.core.rate;

/**
 * Bytes per second, averaged over the last five seconds or, in the beginning, over as many as have
 * passed. Owned by one thread; times are monotonic nanoseconds.
 */
public final class RateMeter {
  private static final long TICK = 250_000_000L;
  private static final int TICKS = 20;

  private final long[] buckets = new long[TICKS + 1];
  private long sum;
  private long total;

  /** When the tick under way began; a tick never begins at a fixed time of the clock. */
  private long tickStart;

  /** Whole ticks before it that are counted, at most {@link #TICKS}. */
  private int ticks;

  private int at;
  private boolean started;

  /** Counts bytes that moved at {@code now}. */
  public void add(long bytes, long now) {
    advance(now);
    buckets[at] += bytes;
    sum += bytes;
    total += bytes;
  }

  /** Bytes per second. */
  public long rate(long now) {
    if (!started) {
      return 0;
    }
    advance(now);
    // The tick under way is counted by the part of it that has passed, not rounded away.
    long span = Math.max(ticks * TICK + Math.max(0, now - tickStart), 4 * TICK);
    return (long) (sum * 1e9 / span);
  }

  /** Bytes counted in all. */
  public long total() {
    return total;
  }

  private void advance(long now) {
    if (!started) {
      started = true;
      tickStart = now;
      return;
    }
    // Differences only: the clock may overflow.
    long passed = (now - tickStart) / TICK;
    if (passed <= 0) {
      return;
    }
    tickStart += passed * TICK;
    ticks = (int) Math.min(TICKS, ticks + passed);
    if (passed > TICKS) {
      java.util.Arrays.fill(buckets, 0);
      sum = 0;
      return;
    }
    for (; passed > 0; passed--) {
      at = at == TICKS ? 0 : at + 1;
      sum -= buckets[at];
      buckets[at] = 0;
    }
  }
}
