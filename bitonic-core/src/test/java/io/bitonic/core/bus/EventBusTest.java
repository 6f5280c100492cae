package io.bitonic.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventBusTest {
  private final EventBus bus = new EventBus();

  private static EngineEvent event(long n) {
    return new EngineEvent.TorrentAdded(n, "id", "name");
  }

  @Test
  void theOldestAreDroppedAndCounted() {
    EventSubscription lazy = bus.subscribe(3);
    EventSubscription keen = bus.subscribe(100);
    for (int i = 0; i < 10; i++) {
      bus.publish(event(i));
    }
    assertEquals(7, lazy.dropped());
    assertEquals(7, bus.dropped());
    assertEquals(0, keen.dropped());
    assertEquals(event(7), lazy.poll());
    assertEquals(event(8), lazy.poll());
    assertEquals(event(9), lazy.poll());
    assertNull(lazy.poll());
    assertEquals(event(0), keen.poll());
  }

  @Test
  void nothingComesAfterClosing() {
    EventSubscription s = bus.subscribe(3);
    s.close();
    bus.publish(event(1));
    assertNull(s.poll());
    assertEquals(0, bus.dropped());
  }

  @Test
  void waitingEndsWhenTheTimeIsOver() throws InterruptedException {
    assertNull(bus.subscribe(1).poll(Duration.ofMillis(5)));
  }

  @Test
  void whatIsNotDroppedArrivesInOrderFromManyThreads() throws InterruptedException {
    int threads = 4;
    int each = 5000;
    EventSubscription s = bus.subscribe(64);
    List<Thread> publishers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long base = (long) t * each;
      publishers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      bus.publish(event(base + i));
                    }
                  }));
    }
    long[] last = new long[threads];
    java.util.Arrays.fill(last, -1);
    long got = 0;
    while (publishers.stream().anyMatch(Thread::isAlive)) {
      got += drain(s, last, each);
    }
    for (Thread t : publishers) {
      t.join();
    }
    got += drain(s, last, each);
    assertEquals((long) threads * each, got + s.dropped());
  }

  private static int drain(EventSubscription s, long[] last, int each) {
    int n = 0;
    for (EngineEvent e = s.poll(); e != null; e = s.poll()) {
      n++;
      int from = (int) (e.millis() / each);
      assertEquals(1, Long.compare(e.millis(), last[from]), "out of order");
      last[from] = e.millis();
    }
    return n;
  }
}
