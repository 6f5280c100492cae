package io.bitonic.core.tracker;

import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A loop on a thread of its own in real time, for tests with real sockets. */
public final class ThreadLoop implements Loop, AutoCloseable {
  private final LoopMeters meters = new LoopMeters();
  private volatile Thread thread;
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            thread = Thread.ofPlatform().daemon().name("test loop").unstarted(task);
            return thread;
          },
          // Calls may end after their test.
          new ThreadPoolExecutor.DiscardPolicy());

  public ThreadLoop() {
    executor.setRemoveOnCancelPolicy(true);
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
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    ScheduledFuture<?> f = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> f.cancel(false);
  }

  /** Runs something on the loop and waits for it. */
  public <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> out = new CompletableFuture<>();
    execute(
        () -> {
          try {
            out.complete(task.call());
          } catch (Exception e) {
            out.completeExceptionally(e);
          }
        });
    try {
      return out.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Timers neither fired nor cancelled; what is due now does not count. */
  int pending() {
    return (int)
        executor.getQueue().stream()
            .filter(t -> ((Delayed) t).getDelay(TimeUnit.NANOSECONDS) > 0)
            .count();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
