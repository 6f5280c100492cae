package io.bitonic.core.api;

import java.time.Duration;

/**
 * A bounded queue of events of one subscriber. A full queue drops the oldest events and counts
 * them.
 */
public interface EventSubscription extends AutoCloseable {
  /** The next event, or null when none came within {@code timeout}. */
  EngineEvent poll(Duration timeout) throws InterruptedException;

  /** The next event, or null when there is none now. */
  EngineEvent poll();

  /** Events dropped so far because nobody took them. */
  long dropped();

  @Override
  void close();
}
