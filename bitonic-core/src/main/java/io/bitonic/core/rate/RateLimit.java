package io.bitonic.core.rate;

/**
 * One level of a hierarchy of rate limits, such as all torrents → one torrent → one peer: what
 * moves must be allowed at its own level and at every level above.
 *
 * <p>Those who compete below one limited level take turns, whatever levels lie between: in a round
 * each may move a share by its weight, and a round ends when all shares are used up or it has
 * lasted twice as long as it should. Only those who got less than they wanted count as competitors,
 * so what the others leave is not lost. A level without a limit costs nothing and imposes no turns.
 *
 * <p>Owned by one thread; times are monotonic nanoseconds.
 */
public final class RateLimit {
  private static final long SECOND = 1_000_000_000L;
  private static final long ROUND = SECOND / 20;

  /** Least share of a round: about one packet, so that nobody moves crumbs. */
  private static final long LEAST_SHARE = 1500;

  /** The place of one who moves bytes among those who compete below one level. */
  private static final class Seat {
    final RateLimit level;
    long seenRound = -1;
    long moved;
    long refusedRound = -1;

    Seat(RateLimit level) {
      this.level = level;
    }
  }

  private final TokenBucket bucket = new TokenBucket();

  // As one who competes: a seat below each level above, the nearest first.
  private Seat[] seats;
  private int weight = 1;

  // As a level others compete below.
  private long round;
  private long roundEnd;
  private long moved;

  /** Those who got less than they wanted, and their weights together. */
  private int rivals = 1;

  private int weights = 1;
  private int refused;
  private int refusedWeights;
  private long share;

  /**
   * @param parent the level above, null: none
   */
  public RateLimit(RateLimit parent) {
    parent(parent);
  }

  /**
   * Puts it below another level.
   *
   * @param above null: none
   */
  public void parent(RateLimit above) {
    int n = above == null ? 0 : above.seats.length + 1;
    seats = new Seat[n];
    for (int i = 0; i < n; i++) {
      seats[i] = new Seat(i == 0 ? above : above.seats[i - 1].level);
    }
  }

  /**
   * Its share where it competes, in relation to others.
   *
   * @param relative 1–100; 1 unless set
   */
  public void weight(int relative) {
    weight = Math.clamp(relative, 1, 100);
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
    boolean limited = bucket.limit() != 0;
    for (Seat seat : seats) {
      limited |= seat.level.bucket.limit() != 0;
    }
    return limited;
  }

  /** How much of {@code wanted} may move now; it counts as moved on every level. */
  public long take(long wanted, long now) {
    long granted = Math.min(wanted, bucket.available(now));
    for (Seat seat : seats) {
      if (seat.level.bucket.limit() != 0) {
        long allowed = seat.level.allowance(seat, weight, now);
        if (allowed < granted) {
          // Only who is held back here competes here; its own limit may hold it back before.
          granted = allowed;
          seat.level.refuse(seat, weight);
        }
      }
    }
    bucket.take(granted, now);
    for (Seat seat : seats) {
      if (seat.level.bucket.limit() != 0) {
        seat.level.bucket.take(granted, now);
        seat.level.count(seat, granted);
      }
    }
    return granted;
  }

  /** Gives back, on every level, what was taken and did not move. */
  public void giveBack(long bytes) {
    bucket.giveBack(bytes);
    for (Seat seat : seats) {
      if (seat.level.bucket.limit() != 0) {
        seat.level.bucket.giveBack(bytes);
        seat.level.count(seat, -bytes);
      }
    }
  }

  /** Counts what has moved without asking, such as protocol overhead; later takes wait for it. */
  public void charge(long bytes, long now) {
    bucket.charge(bytes, now);
    for (Seat seat : seats) {
      seat.level.bucket.charge(bytes, now);
    }
  }

  /** Nanoseconds until asking for {@code bytes} again makes sense; 0: now. */
  public long nanosUntil(long bytes, long now) {
    long wait = bucket.nanosUntil(bytes, now);
    for (Seat seat : seats) {
      RateLimit level = seat.level;
      if (level.bucket.limit() != 0) {
        wait = Math.max(wait, level.bucket.nanosUntil(bytes, now));
        if (level.allowance(seat, weight, now) == 0) {
          wait = Math.max(wait, level.nanosToNextRound(now));
        }
      }
    }
    return wait;
  }

  private long nanosToNextRound(long now) {
    long left = weights * share - moved;
    long byRate = Math.max(0, left) * SECOND / bucket.limit();
    return Math.max(SECOND / 1000, Math.min(byRate, roundEnd - now));
  }

  private long allowance(Seat seat, int itsWeight, long now) {
    long available = bucket.available(now);
    if (now >= roundEnd || moved >= weights * share) {
      nextRound(now);
    }
    if (rivals == 1) {
      return available;
    }
    long used = seat.seenRound == round ? seat.moved : 0;
    return Math.min(available, Math.max(0, itsWeight * share - used));
  }

  private void nextRound(long now) {
    round++;
    moved = 0;
    rivals = Math.max(1, refused);
    weights = Math.max(1, refusedWeights);
    refused = 0;
    refusedWeights = 0;
    startShares();
    roundEnd = now + Math.max(ROUND, 2 * SECOND * weights * share / bucket.limit());
  }

  private void startShares() {
    share = Math.max(LEAST_SHARE, bucket.limit() / (SECOND / ROUND) / weights);
  }

  private void count(Seat seat, long bytes) {
    moved += bytes;
    if (seat.seenRound != round) {
      seat.seenRound = round;
      seat.moved = 0;
    }
    seat.moved += bytes;
  }

  private void refuse(Seat seat, int itsWeight) {
    if (seat.refusedRound != round) {
      seat.refusedRound = round;
      refused++;
      refusedWeights += itsWeight;
      rivals = Math.max(rivals, refused);
      weights = Math.max(weights, refusedWeights);
    }
  }
}
