package io.bitonic.core.swarm;

import io.bitonic.core.rate.RateLimit;

/**
 * What a torrent may move in one direction: its own limit below the engine's, which torrents of all
 * loops share in turns. Nothing is asked of a clock or a lock while there is no limit.
 */
public final class Bandwidth {
  private static final long MIN_WAIT_NANOS = 2_000_000L;

  /** The engine's limit. Any thread; its lock guards the whole tree of limits. */
  public static final class Shared {
    private final RateLimit root = new RateLimit(null);
    private volatile boolean limited;

    /**
     * @param bytesPerSecond 0: none
     */
    public synchronized void limit(long bytesPerSecond) {
      root.limit(bytesPerSecond);
      limited = bytesPerSecond > 0;
    }

    public synchronized long limit() {
      return root.limit();
    }
  }

  private final Shared shared;
  private final RateLimit own;
  private boolean ownLimited;

  /** Taken, and not yet enough for a whole block. */
  private long credit;

  public Bandwidth(Shared shared) {
    this.shared = shared;
    this.own = new RateLimit(shared.root);
  }

  /**
   * @param bytesPerSecond the torrent's own limit, 0: none
   */
  void limit(long bytesPerSecond) {
    synchronized (shared) {
      own.limit(bytesPerSecond);
      ownLimited = bytesPerSecond > 0;
      credit = 0;
    }
  }

  /** Whether any number of bytes may move. */
  boolean unlimited() {
    return !ownLimited && !shared.limited;
  }

  /** How many of {@code wanted} bytes may move now; they count as moved. */
  int take(int wanted, long now) {
    if (unlimited()) {
      return wanted;
    }
    synchronized (shared) {
      return (int) own.take(wanted, now);
    }
  }

  /** So many of the bytes that were taken have not moved. */
  void giveBack(int bytes) {
    if (!unlimited()) {
      synchronized (shared) {
        own.giveBack(bytes);
      }
    }
  }

  /** Whether {@code bytes} may move as a whole; if so they count as moved. */
  boolean takeAll(int bytes, long now) {
    if (unlimited()) {
      return true;
    }
    synchronized (shared) {
      if (credit < bytes) {
        credit += own.take(bytes - credit, now);
      }
      if (credit < bytes) {
        return false;
      }
      credit -= bytes;
      return true;
    }
  }

  /** Whether {@code bytes} could move now. */
  boolean allows(int bytes, long now) {
    if (unlimited()) {
      return true;
    }
    synchronized (shared) {
      return own.nanosUntil(Math.max(1, bytes - credit), now) == 0;
    }
  }

  /** How long to wait before asking again. */
  long nanosUntil(long bytes, long now) {
    synchronized (shared) {
      return Math.max(MIN_WAIT_NANOS, own.nanosUntil(Math.max(1, bytes - credit), now));
    }
  }
}
