package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InputQueueTest {
  private final ArrayDeque<InputEvent> signals = new ArrayDeque<>();
  private final InputQueue queue = new InputQueue(signals::poll);

  private void type(String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    queue.put(bytes, bytes.length);
  }

  @Test
  void givesEventsInOrder() throws InterruptedException {
    type("ab");
    type("c");
    assertEquals(Key.of("a"), queue.poll(0));
    assertEquals(Key.of("b"), queue.poll(0));
    assertEquals(Key.of("c"), queue.poll(0));
    assertNull(queue.poll(0));
  }

  @Test
  void escapeBecomesAKeyEvenWhenPolledInShortSteps() throws InterruptedException {
    type("\u001b");
    InputEvent event = null;
    long start = System.nanoTime();
    while (event == null) {
      event = queue.poll(5);
    }
    assertEquals(Key.of(Name.ESCAPE), event);
    assertTrue(
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) >= KeyDecoder.ESCAPE_MILLIS - 1);
  }

  @Test
  void escapeIsReadWithinOneLongPoll() throws InterruptedException {
    type("\u001b");
    assertEquals(Key.of(Name.ESCAPE), queue.poll(10_000));
  }

  @Test
  void wakingEndsALongPollOnceAndCoalesces() throws InterruptedException {
    queue.wake();
    queue.wake();
    queue.wake();
    assertNull(queue.poll(10_000));
    type("x");
    assertEquals(Key.of("x"), queue.poll(10_000));
  }

  @Test
  void signalsComeFirstAndWithTheWakeUp() throws InterruptedException {
    signals.add(new InputEvent.Resize(80, 24));
    assertEquals(new InputEvent.Resize(80, 24), queue.poll(10_000));
    queue.wake();
    signals.add(new InputEvent.Resumed());
    assertEquals(new InputEvent.Resumed(), queue.poll(10_000));
  }

  @Test
  void theEndIsToldAfterAllThatWasTyped() throws InterruptedException {
    type("q");
    queue.end();
    assertEquals(Key.of("q"), queue.poll(0));
    assertEquals(new InputEvent.Closed(), queue.poll(0));
    assertNull(queue.poll(0));
  }
}
