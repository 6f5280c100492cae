package io.bitonic.core.util;

/** What the JDK's threads lack. */
public final class Threads {
  private Threads() {}

  /** Waits until all have ended, also when it is interrupted meanwhile, which it does not hide. */
  public static void join(Thread... threads) {
    boolean interrupted = false;
    for (Thread t : threads) {
      while (t.isAlive()) {
        try {
          t.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
