package io.bitonic.app.metrics;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts an engine's events by kind, on a virtual thread that ends with {@link #close}. */
final class EventCounts implements AutoCloseable {
  private static final int CAPACITY = 1024;

  /** All kinds, as {@code hash_failed}. */
  static final List<String> KINDS =
      Arrays.stream(EngineEvent.class.getPermittedSubclasses()).map(EventCounts::kind).toList();

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final EventSubscription events;
  private final Thread thread;

  EventCounts(Engine engine) {
    KINDS.forEach(k -> counts.put(k, new LongAdder()));
    events = engine.subscribe(CAPACITY);
    thread = Thread.ofVirtual().name("bitonic-metrics-events").start(this::run);
  }

  private static String kind(Class<?> event) {
    return event.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private void run() {
    try (events) {
      while (!Thread.interrupted()) {
        EngineEvent e = events.poll(Duration.ofSeconds(10));
        if (e != null) {
          counts.get(kind(e.getClass())).increment();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many of this kind there have been; any thread. */
  long of(String kind) {
    return counts.get(kind).sum();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
