package io.bitonic.app.e2e;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, which only looking can tell. */
final class Until {
  private static final long LOOK_MILLIS = 20;

  private Until() {}

  /** Looks until {@code seen} holds; the test fails when it does not within {@code limit}. */
  static void seen(String what, Duration limit, BooleanSupplier seen) {
    if (!within(limit, seen)) {
      throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
    }
  }

  /** Whether {@code seen} came to hold within {@code limit}. */
  static boolean within(Duration limit, BooleanSupplier seen) {
    long end = System.nanoTime() + limit.toNanos();
    while (!seen.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    return true;
  }
}
