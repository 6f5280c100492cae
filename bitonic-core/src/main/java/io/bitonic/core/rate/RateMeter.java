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
  private long tick;
  private long firstTick;
  private boolean started;

  /** Counts bytes that moved at {@code now}. */
  public void add(long bytes, long now) {
    advance(now);
    buckets[(int) Math.floorMod(tick, (long) buckets.length)] += bytes;
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
    long ticks = Math.min(tick - firstTick, TICKS);
    long span = Math.max(ticks * TICK + now - tick * TICK, 4 * TICK);
    return (long) (sum * 1e9 / span);
  }

  /** Bytes counted in all. */
  public long total() {
    return total;
  }

  private void advance(long now) {
    long t = Math.floorDiv(now, TICK);
    if (!started) {
      started = true;
      tick = t;
      firstTick = t;
      return;
    }
    if (t - tick > TICKS) {
      java.util.Arrays.fill(buckets, 0);
      sum = 0;
      tick = t;
      return;
    }
    while (tick < t) {
      int i = (int) Math.floorMod(++tick, (long) buckets.length);
      sum -= buckets[i];
      buckets[i] = 0;
    }
  }
}
