package io.bitonic.core.utp;

/** How many bytes the other side may have under way to us. One thread. */
final class ReceiveWindow {
  private static final int MAX_WINDOW = 2 << 20;

  /** Packets that were sent before the window was full are not to be lost. */
  private static final int SLACK = 1 << 16;

  private static final long TUNE_NANOS = 50_000_000L;

  private final ReceiveQueue in;
  private int window;
  private int offered;
  private long tuneFrom;
  private int tuneBytes;

  /**
   * @param least bytes that are offered at least
   */
  ReceiveWindow(ReceiveQueue in, int least, long now) {
    this.in = in;
    this.window = least;
    this.tuneFrom = now;
  }

  /** Bytes that are offered now. */
  int open() {
    return Math.max(0, window - in.held());
  }

  /** Bytes that are taken at most. */
  int most() {
    return window + SLACK;
  }

  /** The other side has been told of {@link #open}. */
  void told() {
    offered = open();
  }

  /** Whether the other side waits to hear that there is room again. */
  boolean isWorthTelling() {
    return offered < window / 4 && window - in.held() >= window / 2;
  }

  /**
   * Offers twice what comes in during a round trip without queues. So the window doesn't hold up a
   * far sender, while a near one can't send more at once than the socket's buffer holds.
   *
   * @param roundTrip the shortest, in nanoseconds
   */
  void tune(int bytes, long roundTrip, long now) {
    tuneBytes += bytes;
    long took = now - tuneFrom;
    if (took >= TUNE_NANOS) {
      long wanted = (long) (2.0 * tuneBytes * roundTrip / took);
      window = (int) Math.clamp(wanted, window, MAX_WINDOW);
      tuneFrom = now;
      tuneBytes = 0;
    }
  }
}
