package io.bitonic.core.swarm;

import io.bitonic.core.rate.TokenBucket;

/**
 * What may move in one direction: the torrent's own limit and the engine's limit, which torrents of
 * all loops share. Nothing is asked of a clock or a lock while there is no limit.
 */
public final class Bandwidth {
  private static final long MIN_WAIT_NANOS = 2_000_000L;

  /** The engine's limit; any thread. */
  public static final class Shared {
    private final TokenBucket bucket = new TokenBucket();
    private volatile boolean limited;

    /**
     * @param bytesPerSecond 0: none
     */
    public synchronized void limit(long bytesPerSecond) {
      bucket.limit(bytesPerSecond);
      limited = bytesPerSecond > 0;
    }

    public synchronized long limit() {
      return bucket.limit();
    }

    private synchronized long take(long wanted, long now) {
      return bucket.take(wanted, now);
    }

    private synchronized long nanosUntil(long bytes, long now) {
      return bucket.nanosUntil(bytes, now);
    }

    private synchronized void charge(long bytes, long now) {
      bucket.charge(bytes, now);
    }
  }

  private final Shared shared;
  private final TokenBucket own = new TokenBucket();

  public Bandwidth(Shared shared) {
    this.shared = shared;
  }

  /**
   * @param bytesPerSecond the torrent's own limit, 0: none
   */
  void limit(long bytesPerSecond) {
    own.limit(bytesPerSecond);
  }

  long limit() {
    return own.limit();
  }

  /** How many of {@code wanted} bytes may move now; they count as moved. */
  int take(int wanted, long now) {
    if (own.limit() == 0 && !shared.limited) {
      return wanted;
    }
    long mine = own.take(wanted, now);
    if (!shared.limited || mine == 0) {
      return (int) mine;
    }
    long granted = shared.take(mine, now);
    own.giveBack(mine - granted);
    return (int) granted;
  }

  /** Whether {@code bytes} may move as a whole; if so they count as moved. */
  boolean takeAll(int bytes, long now) {
    if (own.limit() == 0 && !shared.limited) {
      return true;
    }
    if (nanosLeft(bytes, now) > 0) {
      return false;
    }
    own.charge(bytes, now);
    if (shared.limited) {
      shared.charge(bytes, now);
    }
    return true;
  }

  /** How long to wait before asking again. */
  long nanosUntil(long bytes, long now) {
    return Math.max(MIN_WAIT_NANOS, nanosLeft(bytes, now));
  }

  private long nanosLeft(long bytes, long now) {
    long mine = own.nanosUntil(bytes, now);
    return shared.limited ? Math.max(mine, shared.nanosUntil(bytes, now)) : mine;
  }
}
