package io.bitonic.core.net;

import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.util.Clock;
import java.util.concurrent.Executor;

/**
 * The single thread that owns a set of torrents and sockets, as seen by code that must not know
 * whether it is a real {@code EventLoop} or a simulated one.
 */
public interface Loop extends Executor {
  /** {@link #share} of a connection that is alone. */
  int MAX_SHARE = 1 << 20;

  /** A timer that was scheduled. */
  interface Timer {
    /** Loop thread only; no effect once it has fired. */
    void cancel();
  }

  Clock clock();

  /** What the loop counts of its work; only its thread writes. */
  LoopMeters meters();

  /** Whether the caller is the loop's thread. */
  boolean inLoop();

  /** Runs {@code task} on the loop, in the order of submission per thread. Any thread. */
  @Override
  void execute(Runnable task);

  /**
   * Bytes that one connection may read, or write, before others have their turn: the less, the more
   * connections are busy, so that a turn of the loop stays short. At least a block. Loop thread
   * only.
   */
  default int share() {
    return MAX_SHARE;
  }

  /** Runs {@code task} once on the loop after {@code delayNanos}. Loop thread only. */
  Timer schedule(long delayNanos, Runnable task);
}
