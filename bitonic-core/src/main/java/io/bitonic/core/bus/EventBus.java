package io.bitonic.core.bus;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delivers rare events to subscribers. Any thread may publish; publishing never waits: a full queue
 * drops its oldest event and counts it, so a slow subscriber can never slow the engine.
 */
public final class EventBus {
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();

  public void publish(EngineEvent event) {
    for (Subscription s : subscriptions) {
      s.offer(event);
    }
  }

  /**
   * @param capacity events kept, ≥ 1
   */
  public EventSubscription subscribe(int capacity) {
    Subscription s = new Subscription(capacity);
    subscriptions.add(s);
    return s;
  }

  /** Events dropped over all subscribers. */
  public long dropped() {
    return dropped.get();
  }

  /** Events that subscribers have not taken yet. */
  public int waiting() {
    return subscriptions.stream().mapToInt(s -> s.queue.size()).sum();
  }

  private final class Subscription implements EventSubscription {
    private final ArrayBlockingQueue<EngineEvent> queue;
    private final AtomicLong missed = new AtomicLong();

    Subscription(int capacity) {
      this.queue = new ArrayBlockingQueue<>(capacity);
    }

    void offer(EngineEvent event) {
      while (!queue.offer(event)) {
        if (queue.poll() != null) {
          missed.incrementAndGet();
          dropped.incrementAndGet();
        }
      }
    }

    @Override
    public EngineEvent poll(Duration timeout) throws InterruptedException {
      return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public EngineEvent poll() {
      return queue.poll();
    }

    @Override
    public long dropped() {
      return missed.get();
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }
}
