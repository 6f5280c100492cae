package io.bitonic.core.rate;

/**
 * A rate limit: tokens are bytes, they come in at the rate and gather up to the burst. Owned by one
 * thread; times are monotonic nanoseconds.
 */
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private long rate;
  private long burst;
  private double tokens;
  private long last;
  private boolean started;

  /** No limit. */
  public TokenBucket() {}

  /**
   * @param bytesPerSecond 0: no limit
   */
  public TokenBucket(long bytesPerSecond) {
    limit(bytesPerSecond);
  }

  /** Changes the limit; the burst is a quarter of a second, at least one 16 KiB block. */
  public void limit(long bytesPerSecond) {
    limit(bytesPerSecond, Math.max(16 * 1024, bytesPerSecond / 4));
  }

  /**
   * Changes the limit.
   *
   * @param bytesPerSecond ≥ 0; 0: no limit
   * @param burstBytes most that gathers while nothing moves, ≥ 1
   */
  public void limit(long bytesPerSecond, long burstBytes) {
    if (bytesPerSecond < 0 || burstBytes < 1) {
      throw new IllegalArgumentException(
          "limit " + bytesPerSecond + " B/s with a burst of " + burstBytes);
    }
    rate = bytesPerSecond;
    burst = burstBytes;
    tokens = Math.min(tokens, burst);
  }

  /** Bytes per second; 0: no limit. */
  public long limit() {
    return rate;
  }

  /** How much of {@code wanted} may move now; it counts as moved. */
  public long take(long wanted, long now) {
    if (rate == 0) {
      return wanted;
    }
    long granted = Math.min(wanted, available(now));
    tokens -= granted;
    return granted;
  }

  /** How much may move now, without taking it. */
  public long available(long now) {
    if (rate == 0) {
      return Long.MAX_VALUE;
    }
    refill(now);
    return Math.max(0, (long) tokens);
  }

  /** Gives back what was taken and not used. */
  public void giveBack(long bytes) {
    if (rate != 0) {
      tokens = Math.min(burst, tokens + bytes);
    }
  }

  /** Counts bytes that have moved already, even beyond what was allowed; later ones wait longer. */
  public void charge(long bytes, long now) {
    if (rate != 0) {
      refill(now);
      tokens -= bytes;
    }
  }

  /** Nanoseconds until {@code bytes} (or the burst, when that is less) may move; 0: now. */
  public long nanosUntil(long bytes, long now) {
    if (rate == 0) {
      return 0;
    }
    refill(now);
    double lacking = Math.min(bytes, burst) - tokens;
    return lacking <= 0 ? 0 : (long) Math.ceil(lacking * SECOND / rate);
  }

  private void refill(long now) {
    if (!started) {
      started = true;
      last = now;
    }
    long passed = now - last;
    if (passed > 0) {
      tokens = Math.min(burst, tokens + (double) passed * rate / SECOND);
      last = now;
    }
  }
}
