package io.bitonic.tui.terminal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Between the thread that reads bytes and the UI thread that wants events. {@link #put} and {@link
 * #end} belong to the reader and block while the queue is full, {@link #wake} to any thread, {@link
 * #poll} to the UI thread, which also decodes.
 */
final class InputQueue {
  private static final byte[] WAKE = {};
  private static final byte[] END = {};
  private static final int CHUNKS = 64;

  private final ArrayBlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS);
  private final AtomicBoolean wakePending = new AtomicBoolean();
  private final ArrayDeque<InputEvent> events = new ArrayDeque<>();
  private final KeyDecoder decoder = new KeyDecoder(events::add);
  private final Supplier<InputEvent> signals;
  private long lastBytes;
  private boolean closed;

  /**
   * @param signals asked before each wait: an event that a signal has caused, or null
   */
  InputQueue(Supplier<InputEvent> signals) {
    this.signals = signals;
  }

  void put(byte[] bytes, int count) throws InterruptedException {
    chunks.put(Arrays.copyOf(bytes, count));
  }

  void end() throws InterruptedException {
    chunks.put(END);
  }

  void wake() {
    if (wakePending.compareAndSet(false, true)) {
      chunks.offer(WAKE);
    }
  }

  /** The next event, or null after {@code millis} or a wake-up. */
  InputEvent poll(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      InputEvent event = ready();
      if (event != null) {
        return event;
      }
      long now = System.nanoTime();
      int partial = decoder.waitMillis();
      long expiry = partial < 0 ? deadline : lastBytes + TimeUnit.MILLISECONDS.toNanos(partial);
      long until = Math.min(deadline - now, expiry - now);
      byte[] chunk = chunks.poll(Math.max(0, until), TimeUnit.NANOSECONDS);
      if (chunk == null && partial >= 0 && System.nanoTime() - expiry >= 0) {
        decoder.expire();
      } else if (chunk == null) {
        return null;
      } else if (chunk == WAKE) {
        wakePending.set(false);
        return ready();
      } else if (chunk == END) {
        closed = true;
        events.add(new InputEvent.Closed());
      } else {
        lastBytes = System.nanoTime();
        decoder.feed(chunk, 0, chunk.length);
      }
    }
  }

  private InputEvent ready() {
    InputEvent event = events.poll();
    return event != null || closed ? event : signals.get();
  }
}
