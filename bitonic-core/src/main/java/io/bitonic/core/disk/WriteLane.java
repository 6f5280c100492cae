package io.bitonic.core.disk;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs one storage's writes one after the other, on whatever disk worker is free: the kernel locks
 * a file while it is written, and two workers that write to one spend their time waiting for that
 * lock.
 *
 * <p>Threads: {@link #add} on the loop, the rest on a disk worker; the lock guards the queue only.
 */
final class WriteLane implements Runnable {
  /** Writes before other jobs get their turn. */
  private static final int TURN = 16;

  private final ArrayDeque<Runnable> writes = new ArrayDeque<>();
  private DiskPool disk;
  private boolean running;

  void add(Runnable write, DiskPool pool) {
    synchronized (writes) {
      writes.addLast(write);
      if (running) {
        return;
      }
      running = true;
      disk = pool;
    }
    pool.submit(this);
  }

  @Override
  public void run() {
    for (int i = 0; i < TURN; i++) {
      Runnable next;
      synchronized (writes) {
        next = writes.pollFirst();
        if (next == null) {
          running = false;
          return;
        }
      }
      next.run();
    }
    try {
      disk.submit(this);
    } catch (RejectedExecutionException e) {
      // The pool is being closed, which waits for what was submitted before.
      run();
    }
  }
}
