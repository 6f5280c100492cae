package io.bitonic.core.util;

/** Source of time, injected so that whole swarms run under a simulated clock. */
public interface Clock {
  /** Monotonic time in nanoseconds; only differences mean anything. */
  long nanos();

  /** Wall-clock time in milliseconds since 1970-01-01 UTC, for dates that are stored or shown. */
  long wallMillis();

  /** The system's clocks. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }
      };
}
