package io.bitonic.core.disk;

import io.bitonic.core.metrics.DiskMeters;
import io.bitonic.core.util.Threads;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.tinylog.Logger;

/**
 * Disk workers, shared by all storages.
 *
 * <p>Threads: {@link #submit} may be called on any thread and never waits. Jobs start in the order
 * of submission and run at the same time on the workers. A worker is never interrupted: that would
 * close the file under it.
 */
public final class DiskPool implements AutoCloseable {
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final DiskMeters meters = new DiskMeters();
  private final Thread[] threads;
  private boolean closed;

  /**
   * @param workers threads, at least 1
   */
  public DiskPool(int workers) {
    threads = new Thread[Math.max(1, workers)];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().daemon().name("bitonic-disk-" + i).start(this::work);
    }
  }

  /**
   * @throws RejectedExecutionException after {@link #close}
   */
  void submit(Runnable job) {
    synchronized (queue) {
      if (closed) {
        throw new RejectedExecutionException("the disk pool is closed");
      }
      queue.addLast(job);
      queue.notify();
    }
  }

  /** How long reads and writes take. */
  public DiskMeters meters() {
    return meters;
  }

  /** Jobs that wait for a worker. */
  public int queued() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /** Does what is queued, then ends the workers and waits for them. */
  @Override
  public void close() {
    synchronized (queue) {
      closed = true;
      queue.notifyAll();
    }
    Threads.join(threads);
  }

  private void work() {
    for (Runnable job = take(); job != null; job = take()) {
      try {
        job.run();
      } catch (RuntimeException | Error e) {
        Logger.error(e, "A disk job failed in an unexpected way");
      }
    }
  }

  private Runnable take() {
    synchronized (queue) {
      while (queue.isEmpty()) {
        if (closed) {
          return null;
        }
        try {
          queue.wait();
        } catch (InterruptedException e) {
          Logger.debug("A disk worker ignores an interrupt");
        }
      }
      return queue.pollFirst();
    }
  }
}
