package io.bitonic.app.perf;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * CPU time of the threads that some piece of work starts: they, and those that they start, belong
 * to a group of their own. A thread that ends takes its time with it. Used by one thread.
 */
final class ThreadTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ThreadGroup group;
  private final Map<Long, Long> before = new HashMap<>();

  ThreadTimes(String name) {
    group = new ThreadGroup(name);
  }

  /** Runs something in the group and waits for it; what it throws comes out here. */
  <T> T call(Supplier<T> work) throws InterruptedException {
    Object[] result = new Object[2];
    Thread t =
        Thread.ofPlatform()
            .group(group)
            .name(group.getName())
            .start(
                () -> {
                  try {
                    result[0] = work.get();
                  } catch (RuntimeException | Error e) {
                    result[1] = e;
                  }
                });
    t.join();
    switch (result[1]) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
        @SuppressWarnings("unchecked")
        T value = (T) result[0];
        return value;
      }
    }
  }

  /** The time of now is the beginning. */
  void begin() {
    before.clear();
    before.putAll(now());
  }

  /** Seconds since the beginning; NaN where the JVM does not measure threads. */
  double seconds() {
    if (!THREADS.isThreadCpuTimeSupported()) {
      return Double.NaN;
    }
    long nanos = 0;
    for (Map.Entry<Long, Long> e : now().entrySet()) {
      nanos += e.getValue() - before.getOrDefault(e.getKey(), 0L);
    }
    return nanos / 1e9;
  }

  private Map<Long, Long> now() {
    Thread[] threads = new Thread[group.activeCount() + 64];
    int n = group.enumerate(threads);
    Map<Long, Long> times = new HashMap<>();
    for (int i = 0; i < n; i++) {
      long t = THREADS.getThreadCpuTime(threads[i].threadId());
      if (t > 0) {
        times.put(threads[i].threadId(), t);
      }
    }
    return times;
  }

  /** CPU seconds of the whole process; NaN where the system does not tell. */
  static double process() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(n -> n / 1e9)
        .orElse(Double.NaN);
  }
}
