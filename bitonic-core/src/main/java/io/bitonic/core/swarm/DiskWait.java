package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;

/** Waits for a full disk to take data again, and asks now and then. Loop thread only. */
final class DiskWait {
  private static final long RETRY_NANOS = 5_000_000_000L;

  private final Loop loop;
  private final Runnable retry;
  private String reason = "";
  private Loop.Timer timer;

  DiskWait(Loop loop, Runnable retry) {
    this.loop = loop;
    this.retry = retry;
  }

  /** Why it waits; empty when it doesn't. */
  String reason() {
    return reason;
  }

  /**
   * A write has failed for want of space.
   *
   * @return whether this is news
   */
  boolean full(String message) {
    boolean news = reason.isEmpty();
    if (news) {
      reason = message;
    }
    if (timer == null) {
      timer =
          loop.schedule(
              RETRY_NANOS,
              () -> {
                timer = null;
                retry.run();
              });
    }
    return news;
  }

  /** The wait is over, or given up. */
  void cancel() {
    reason = "";
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
