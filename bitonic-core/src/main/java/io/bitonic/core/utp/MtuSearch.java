package io.bitonic.core.utp;

/**
 * Finds the largest datagram that a path takes: full packets that may not be fragmented are sent
 * larger than what is known to pass. What passes is the new size, what gets lost twice is the new
 * bound. Sizes are of UDP payload.
 */
final class MtuSearch {
  /** IP header and UDP header. */
  static final int OVERHEAD_4 = 28;

  static final int OVERHEAD_6 = 48;
  private static final int LEAST = 576;
  private static final int MOST = 1500;

  /**
   * What is sent before anything is known. Larger than {@link #LEAST}, for such packets may be
   * fragmented, and nearly all paths take them whole (RFC 8200: 1280).
   */
  private static final int FIRST = 1280;

  private static final int ENOUGH = 16;
  private static final int TRIES = 2;
  private static final long AGAIN_NANOS = 600_000_000_000L;

  private final int overhead;
  private int floor;
  private int ceiling;
  private int probe;
  private int failures;
  private long nextSearch;
  private boolean resting;

  MtuSearch(int overhead) {
    this.overhead = overhead;
    this.floor = FIRST - overhead;
    this.ceiling = MOST - overhead;
  }

  /** Bytes of a datagram that passes. */
  int size() {
    return floor;
  }

  /** Bytes of the next probe, or 0 when none is wanted. */
  int wanted(long now) {
    if (probe != 0) {
      return 0;
    }
    if (ceiling - floor < ENOUGH) {
      if (!resting) {
        resting = true;
        nextSearch = now + AGAIN_NANOS;
      } else if (now - nextSearch >= 0 && floor < MOST - overhead) {
        resting = false;
        ceiling = MOST - overhead;
      }
      return 0;
    }
    // The largest is the likeliest.
    return ceiling == MOST - overhead ? ceiling : (floor + ceiling + 1) / 2;
  }

  void sent(int bytes) {
    probe = bytes;
  }

  boolean isProbing() {
    return probe != 0;
  }

  void passed() {
    floor = Math.max(floor, probe);
    ceiling = Math.max(ceiling, floor);
    probe = 0;
    failures = 0;
  }

  void lost() {
    if (++failures >= TRIES) {
      tooBig();
    }
    probe = 0;
  }

  /** The system says that it doesn't pass. */
  void tooBig() {
    ceiling = Math.max(floor, probe - 1);
    probe = 0;
    failures = 0;
  }

  /** Nothing gets through any more: perhaps because fragments don't. */
  void blackHole() {
    floor = LEAST - overhead;
    ceiling = Math.max(floor, Math.min(ceiling, FIRST - overhead));
    probe = 0;
    failures = 0;
  }
}
