package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeStats;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.SystemState;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks are taken while somebody sees them, and at no other time. */
@Timeout(30)
class SystemFeedTest {
  private static final long SECOND = 1_000_000_000L;

  private final FakeEngine engine = new FakeEngine(1);
  private final Harness harness = new Harness(engine, 80, 24);
  private final Semaphore answers = new Semaphore(0);
  private final Background background = new Background(answers::release);
  private final AtomicInteger looks = new AtomicInteger();
  private final SystemFeed feed =
      new SystemFeed(
          engine,
          harness.state,
          background,
          () -> {
            looks.incrementAndGet();
            return FakeStats.process(3);
          });

  private void answer() throws InterruptedException {
    assertTrue(answers.tryAcquire(10, TimeUnit.SECONDS));
    assertTrue(background.drain());
  }

  @Test
  void onlyWhileThePageIsOpen() throws Exception {
    feed.tick(SECOND);
    harness.keys("8");
    SystemState page = ((Overlay.SystemPage) harness.state.overlay()).state();
    feed.tick(SECOND + 1);
    feed.tick(3 * SECOND);
    answer();
    assertEquals(1, looks.get(), "one at a time, and none before it was open");
    assertNotNull(page.stats());
    assertEquals(4, page.process().processors());
    feed.tick(SECOND + 2);
    assertEquals(1, looks.get(), "a second has not passed");
    harness.keys("?");
    feed.tick(4 * SECOND);
    answer();
    assertEquals(2, looks.get(), "also behind the help");
    harness.keys("Esc");
    harness.keys("8");
    feed.tick(6 * SECOND);
    feed.tick(60 * SECOND);
    assertEquals(0, answers.availablePermits());
    assertEquals(2, looks.get(), "closed");
    harness.keys("8");
    feed.tick(60 * SECOND + 1);
    answer();
    assertEquals(3, looks.get(), "at once when it is opened again");
    background.close();
  }

  @Test
  void theProcessIsLookedAt() {
    var p = ProcessProbe.look();
    assertTrue(p.heapUsed() > 0 && p.threads() > 0 && p.uptimeMillis() > 0 && p.cpuNanos() > 0);
    assertTrue(p.processors() > 0 && p.openFiles() > 0 && p.gcRuns() >= 0 && p.gcMillis() >= 0);
  }
}
