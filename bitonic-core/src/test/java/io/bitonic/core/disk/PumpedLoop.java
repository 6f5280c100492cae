package io.bitonic.core.disk;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A loop that the test's thread runs: tasks wait until the test asks for them. */
public final class PumpedLoop implements Executor {
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private int executed;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs tasks until the condition holds; fails when nothing comes for 20 seconds. */
  public void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Runnable task = tasks.poll(20, TimeUnit.SECONDS);
        if (task == null) {
          throw new AssertionError("the loop got no task for 20 s");
        }
        executed++;
        task.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Tasks run so far. */
  public int executed() {
    return executed;
  }
}
