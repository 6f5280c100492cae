package io.bitonic.core.utp;

/**
 * The shortest one-way delay of the last 20 minutes, one minimum a minute. Delays are differences
 * of two unrelated clocks in µs modulo 2^32, so that only their distances mean anything.
 */
final class BaseDelay {
  private static final int MINUTES = 20;
  private static final long MINUTE = 60_000_000_000L;

  private final int[] minima = new int[MINUTES];
  private int used;
  private int current;
  private long minuteBegan;
  private int base;

  boolean isKnown() {
    return used > 0;
  }

  int base() {
    return base;
  }

  /** Takes a sample; returns how far the base went down, in µs. */
  int sample(int delay, long now) {
    if (used == 0) {
      used = 1;
      minima[0] = delay;
      base = delay;
      minuteBegan = now;
      return 0;
    }
    if (now - minuteBegan >= MINUTE) {
      minuteBegan = now;
      current = (current + 1) % MINUTES;
      used = Math.min(MINUTES, used + 1);
      minima[current] = delay;
      findBase();
    } else if (delay - minima[current] < 0) {
      minima[current] = delay;
    }
    if (delay - base < 0) {
      int drop = base - delay;
      base = delay;
      return drop;
    }
    return 0;
  }

  private void findBase() {
    base = minima[current];
    for (int i = 0; i < used; i++) {
      if (minima[i] - base < 0) {
        base = minima[i];
      }
    }
  }

  /**
   * Raises all minima: the other side's clock runs slower than ours, which shows as a delay that
   * falls all the time in the other direction, and would show as a growing queue in this one.
   */
  void drift(int micros) {
    for (int i = 0; i < used; i++) {
      minima[i] += micros;
    }
    base += micros;
  }

  /** Queueing delay of a sample in µs. */
  int above(int delay) {
    return Math.max(0, delay - base);
  }
}
