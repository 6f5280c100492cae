package io.bitonic.core.util;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ThreadsTest {
  @Test
  void anInterruptIsKeptUntilAllHaveEnded() {
    CountDownLatch end = new CountDownLatch(1);
    Thread waits =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Thread frees = Thread.ofVirtual().unstarted(end::countDown);
    Thread never = Thread.ofVirtual().unstarted(() -> {});
    waits.start();
    Thread.currentThread().interrupt();
    frees.start();
    Threads.join(never, waits, frees);
    assertTrue(Thread.interrupted());
    assertFalse(waits.isAlive() || frees.isAlive());
    Threads.join(waits, frees);
    assertFalse(Thread.interrupted());
  }
}
