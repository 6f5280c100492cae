package io.bitonic.core.rate;

/**
 * One level of a hierarchy of rate limits, such as all torrents → one torrent → one peer: what
 * moves must be allowed at its own level and at every level above.
 *
 * <p>Those who compete below one limited level take turns: in a round each may move an equal share,
 * and a round ends when all shares are used up or it has lasted twice as long as it should. Only
 * those who got less than they wanted count as competitors, so what the others leave is not lost. A
 * level without a limit costs nothing and imposes no turns.
 *
 * <p>Owned by one thread; times are monotonic nanoseconds.
 */
public final class RateLimit {
  private static final long SECOND = 1_000_000_000L;
  private static final long ROUND = SECOND / 20;

  /** Least share of a round: about one packet, so that nobody moves crumbs. */
  private static final long LEAST_SHARE = 1500;

  private final RateLimit parent;
  private final TokenBucket bucket = new TokenBucket();

  // As a level others compete below.
  private long round;
  private long roundEnd;
  private long moved;
  private int competitors = 1;
  private int refused;
  private long share;

  // As one who competes below the parent, in the parent's round of that number.
  private long seenRound = -1;
  private long movedInRound;
  private long refusedRound = -1;

  /**
   * @param parent the level above, null: none
   */
  public RateLimit(RateLimit parent) {
    this.parent = parent;
  }

  /** Sets this level's limit in bytes per second; 0: none. */
  public void limit(long bytesPerSecond) {
    bucket.limit(bytesPerSecond);
    roundEnd = Long.MIN_VALUE;
    startShares();
  }

  /** This level's limit in bytes per second; 0: none. */
  public long limit() {
    return bucket.limit();
  }

  /** Whether this level or one above has a limit. */
  public boolean isLimited() {
    return bucket.limit() != 0 || parent != null && parent.isLimited();
  }

  /** How much of {@code wanted} may move now; it counts as moved on every level. */
  public long take(long wanted, long now) {
    long granted = wanted;
    RateLimit child = null;
    for (RateLimit level = this; level != null; child = level, level = level.parent) {
      if (level.bucket.limit() != 0) {
        long allowed = level.allowance(child, now);
        if (allowed < granted) {
          // Only who is held back here competes here; its own limit may hold it back before.
          granted = allowed;
          level.refuse(child);
        }
      }
    }
    child = null;
    for (RateLimit level = this; level != null; child = level, level = level.parent) {
      if (level.bucket.limit() != 0) {
        level.bucket.take(granted, now);
        level.count(child, granted);
      }
    }
    return granted;
  }

  /** Gives back, on every level, what was taken and did not move. */
  public void giveBack(long bytes) {
    RateLimit child = null;
    for (RateLimit level = this; level != null; child = level, level = level.parent) {
      if (level.bucket.limit() != 0) {
        level.bucket.giveBack(bytes);
        level.count(child, -bytes);
      }
    }
  }

  /** Counts what has moved without asking, such as protocol overhead; later takes wait for it. */
  public void charge(long bytes, long now) {
    for (RateLimit level = this; level != null; level = level.parent) {
      level.bucket.charge(bytes, now);
    }
  }

  /** Nanoseconds until asking for {@code bytes} again makes sense; 0: now. */
  public long nanosUntil(long bytes, long now) {
    long wait = 0;
    RateLimit child = null;
    for (RateLimit level = this; level != null; child = level, level = level.parent) {
      if (level.bucket.limit() != 0) {
        wait = Math.max(wait, level.bucket.nanosUntil(bytes, now));
        if (child != null && level.allowance(child, now) == 0) {
          wait = Math.max(wait, level.nanosToNextRound(now));
        }
      }
    }
    return wait;
  }

  private long nanosToNextRound(long now) {
    long left = competitors * share - moved;
    long byRate = Math.max(0, left) * SECOND / bucket.limit();
    return Math.max(SECOND / 1000, Math.min(byRate, roundEnd - now));
  }

  private long allowance(RateLimit child, long now) {
    long available = bucket.available(now);
    if (child == null) {
      return available;
    }
    if (now >= roundEnd || moved >= competitors * share) {
      nextRound(now);
    }
    if (competitors == 1) {
      return available;
    }
    long used = child.seenRound == round ? child.movedInRound : 0;
    return Math.min(available, Math.max(0, share - used));
  }

  private void nextRound(long now) {
    round++;
    moved = 0;
    competitors = Math.max(1, refused);
    refused = 0;
    startShares();
    roundEnd = now + Math.max(ROUND, 2 * SECOND * competitors * share / bucket.limit());
  }

  private void startShares() {
    share = Math.max(LEAST_SHARE, bucket.limit() / (SECOND / ROUND) / competitors);
  }

  private void count(RateLimit child, long bytes) {
    moved += bytes;
    if (child == null) {
      return;
    }
    if (child.seenRound != round) {
      child.seenRound = round;
      child.movedInRound = 0;
    }
    child.movedInRound += bytes;
  }

  private void refuse(RateLimit child) {
    if (child != null && child.refusedRound != round) {
      child.refusedRound = round;
      if (++refused > competitors) {
        competitors = refused;
      }
    }
  }
}
