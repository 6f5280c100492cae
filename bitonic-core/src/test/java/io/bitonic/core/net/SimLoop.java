package io.bitonic.core.net;

import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.util.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * A loop in virtual time, run by the test: nothing happens until the test lets time pass. Tasks run
 * in the order of submission, timers by time and then in the order they were set, so a run is
 * repeated exactly. Only the thread that made it may use it.
 *
 * <p>Monotonic time starts just below the overflow of {@code long}, so that code which compares
 * times instead of differences fails early.
 */
public final class SimLoop implements Loop {
  private final LoopMeters meters = new LoopMeters();
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();
  private static final long START_WALL_MILLIS = 1_750_000_000_000L;
  private static final int MAX_TASKS_AT_ONE_INSTANT = 1_000_000;

  private static final class SimTimer implements Timer {
    final long at;
    final long sequence;
    final Runnable task;
    boolean cancelled;

    SimTimer(long at, long sequence, Runnable task) {
      this.at = at;
      this.sequence = sequence;
      this.task = task;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final Thread owner = Thread.currentThread();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<SimTimer> timers =
      new PriorityQueue<>(
          Comparator.<SimTimer>comparingLong(t -> t.at).thenComparingLong(t -> t.sequence));
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return START + elapsed;
        }

        @Override
        public long wallMillis() {
          return START_WALL_MILLIS + elapsed / 1_000_000;
        }
      };

  private long elapsed;
  private long timersSet;

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public LoopMeters meters() {
    return meters;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == owner;
  }

  @Override
  public void execute(Runnable task) {
    checkThread();
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    checkThread();
    SimTimer t = new SimTimer(elapsed + Math.max(0, delayNanos), timersSet++, task);
    timers.add(t);
    return t;
  }

  /** Virtual time since the loop was made. */
  public Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  /** Timers that have neither fired nor been cancelled. */
  public int pendingTimers() {
    return (int) timers.stream().filter(t -> !t.cancelled).count();
  }

  /** Runs all that is due now. */
  public void run() {
    advance(Duration.ZERO);
  }

  /** Lets time pass, running everything that falls due on the way. */
  public void advance(Duration by) {
    runUntil(() -> false, by);
  }

  /**
   * Lets time pass until a condition holds; it is looked at after each task.
   *
   * @return false when it did not come to hold in that time
   */
  public boolean runUntil(BooleanSupplier condition, Duration atMost) {
    checkThread();
    long end = elapsed + atMost.toNanos();
    int atThisInstant = 0;
    while (!condition.getAsBoolean()) {
      long before = elapsed;
      Runnable next = next(end);
      if (next == null) {
        elapsed = end;
        return condition.getAsBoolean();
      }
      atThisInstant = elapsed == before ? atThisInstant + 1 : 0;
      if (atThisInstant > MAX_TASKS_AT_ONE_INSTANT) {
        throw new AssertionError("the loop spins at " + elapsed());
      }
      next.run();
    }
    return true;
  }

  private Runnable next(long end) {
    Runnable task = tasks.poll();
    if (task != null) {
      return task;
    }
    for (SimTimer t = timers.peek(); t != null && t.at <= end; t = timers.peek()) {
      timers.remove();
      if (!t.cancelled) {
        elapsed = Math.max(elapsed, t.at);
        return t.task;
      }
    }
    return null;
  }

  private void checkThread() {
    if (!inLoop()) {
      throw new AssertionError("a simulated loop is used by " + Thread.currentThread());
    }
  }
}
