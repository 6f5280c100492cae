package io.bitonic.tui.app;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Work that may block, each on a virtual thread of its own; its answer is run on the UI thread.
 * {@link #post} may be called by any thread, {@link #drain} by the UI thread.
 */
final class Background implements AutoCloseable {
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Runnable wake;

  /**
   * @param wake ends the UI thread's wait
   */
  Background(Runnable wake) {
    this.wake = wake;
  }

  /**
   * @return the thread, to be interrupted when its answer is not wanted any more
   */
  Thread start(String name, Runnable work) {
    Thread t =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(t);
    t.start();
    return t;
  }

  /** Runs something on the UI thread, soon. */
  void post(Runnable answer) {
    answers.add(answer);
    wake.run();
  }

  /**
   * Runs what was posted.
   *
   * @return true when there was something
   */
  boolean drain() {
    boolean any = false;
    for (Runnable r = answers.poll(); r != null; r = answers.poll()) {
      r.run();
      any = true;
    }
    return any;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
