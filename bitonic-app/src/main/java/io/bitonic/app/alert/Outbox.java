package io.bitonic.app.alert;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.tinylog.Logger;

/**
 * Does one thing after the other on a thread of its own; when too much waits, the newest is left
 * out, and the log says so. Methods from any thread.
 */
public final class Outbox implements AutoCloseable {
  private static final int MOST = 64;
  private static final long LAST_SECONDS = 1;
  private static final LongAdder DROPPED = new LongAdder();

  /** Something that may block. */
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  private final String name;
  private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST);
  private Thread thread;
  private volatile boolean closed;

  Outbox(String name) {
    this.name = name;
  }

  /** How many were left out in this process. */
  public static long dropped() {
    return DROPPED.sum();
  }

  synchronized void add(Task task) {
    if (closed || !waiting.offer(task)) {
      DROPPED.increment();
      Logger.warn("alerts: too many wait for the {}, so one is left out", name);
      return;
    }
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("bitonic-alert-" + name).start(this::run);
    }
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Task t = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (t != null) {
          t.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits has a second. */
  @Override
  public void close() {
    Thread t;
    synchronized (this) {
      closed = true;
      t = thread;
    }
    if (t == null) {
      return;
    }
    try {
      t.join(TimeUnit.SECONDS.toMillis(LAST_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    t.interrupt();
  }
}
