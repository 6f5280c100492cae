package io.bitonic.core.picker;

/**
 * How many requests one peer is given at once, and how long it may take to answer.
 *
 * <p>Slow start: one more request per block that comes, until the rate grows by less than 5 kB/s
 * from one second to the next. After that as many as the peer sends in three seconds. Times are
 * monotonic nanoseconds.
 */
public final class RequestWindow {
  private static final long SECOND = 1_000_000_000L;
  private static final int BLOCK = 16 * 1024;
  private static final int LEAST = 2;
  private static final int LEAST_STARTED = 16;
  private static final int MOST = 500;
  private static final long GROWTH = 5_000;
  private static final int QUEUE_SECONDS = 3;
  private static final long FIRST_TIMEOUT = 20 * SECOND;
  private static final long LEAST_TIMEOUT = 2 * SECOND;
  private static final long MOST_TIMEOUT = 60 * SECOND;

  private int cap;
  private int size = LEAST;
  private boolean slowStart = true;
  private boolean snubbed;
  private long lastRate;
  private boolean measured;
  private long mean;
  private long deviation;

  /**
   * @param maxRequests the setting; held within 2–500
   */
  public RequestWindow(int maxRequests) {
    cap = Math.clamp(maxRequests, LEAST, MOST);
  }

  /** The peer's {@code reqq} (BEP 10): it answers no more than this many at once. */
  public void peerLimit(int reqq) {
    cap = Math.clamp(reqq, 1, cap);
    size = Math.min(size, cap);
  }

  /** Requests that may be outstanding. */
  public int size() {
    return snubbed ? 1 : size;
  }

  /** Whether the window still grows with every block. */
  public boolean inSlowStart() {
    return slowStart;
  }

  /**
   * A requested block has come.
   *
   * @param nanos since it was requested or, when that is less, since the block before it came
   */
  public void block(long nanos) {
    if (slowStart) {
      size = Math.min(cap, Math.max(size + 1, LEAST_STARTED));
    }
    if (measured) {
      long error = nanos - mean;
      mean += error / 8;
      deviation += (Math.abs(error) - deviation) / 4;
    } else {
      measured = true;
      mean = nanos;
      deviation = nanos / 2;
    }
  }

  /** Once a second, with the rate at which the peer sends now, in bytes per second. */
  public void tick(long rate) {
    if (slowStart) {
      // Nothing has come yet: the rate says nothing about the window.
      slowStart = !measured || rate - lastRate >= GROWTH;
    }
    lastRate = rate;
    if (!slowStart) {
      long bySpeed = Math.min(MOST, QUEUE_SECONDS * rate / BLOCK);
      size = Math.min(cap, Math.max((int) bySpeed, LEAST_STARTED));
    }
  }

  /** The peer has stalled (true), or sends again (false) and starts anew. */
  public void snubbed(boolean stalled) {
    if (snubbed && !stalled) {
      slowStart = true;
      lastRate = 0;
      size = Math.min(cap, LEAST);
    }
    snubbed = stalled;
  }

  /**
   * Nanoseconds after which the oldest request has timed out, counted as in {@link #block}: mean
   * plus four deviations, within 2–60 s; 20 s before the first block.
   */
  public long timeout() {
    return measured ? Math.clamp(mean + 4 * deviation, LEAST_TIMEOUT, MOST_TIMEOUT) : FIRST_TIMEOUT;
  }
}
