package io.bitonic.core.utp;

/** Round-trip time and the retransmission time-out that follows from it (RFC 6298). */
final class RttEstimate {
  static final long MIN_RTO = 500_000_000L;
  private static final long MAX_RTO = 60_000_000_000L;

  private long smoothed;
  private long variation;
  private long min = Long.MAX_VALUE;

  void sample(long nanos) {
    long rtt = Math.max(1, nanos);
    min = Math.min(min, rtt);
    if (smoothed == 0) {
      smoothed = rtt;
      variation = rtt / 2;
    } else {
      variation += (Math.abs(smoothed - rtt) - variation) / 4;
      smoothed += (rtt - smoothed) / 8;
    }
  }

  /** 0: not known yet. */
  long smoothed() {
    return smoothed;
  }

  /** The shortest ever, 0: not known yet. */
  long min() {
    return min == Long.MAX_VALUE ? 0 : min;
  }

  /**
   * @param backoff time-outs in a row
   */
  long timeout(int backoff) {
    long base = smoothed == 0 ? 1_000_000_000L : Math.max(MIN_RTO, smoothed + 4 * variation);
    return Math.min(MAX_RTO, base << Math.min(backoff, 6));
  }
}
