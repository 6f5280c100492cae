package io.bitonic.bench;

import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.Clock;
import java.util.ArrayDeque;

/** A loop that the benchmark turns: tasks run when it says so, timers never. */
final class BenchLoop implements Loop {
  private final LoopMeters meters = new LoopMeters();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final Thread owner = Thread.currentThread();

  void run() {
    for (Runnable t = tasks.poll(); t != null; t = tasks.poll()) {
      t.run();
    }
  }

  @Override
  public Clock clock() {
    return Clock.SYSTEM;
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
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    return () -> {};
  }
}
