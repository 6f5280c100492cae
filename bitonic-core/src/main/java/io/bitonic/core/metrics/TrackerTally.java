package io.bitonic.core.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how announces have ended, by the tracker's host: the first {@link #MAX_HOSTS} have a line
 * of their own, all others share one. Any thread.
 */
public final class TrackerTally {
  /** Hosts that are counted on their own. */
  public static final int MAX_HOSTS = 64;

  /** Stands for all hosts beyond, and for URLs without one. */
  public static final String OTHER = "other";

  private static final AnnounceOutcome[] OUTCOMES = AnnounceOutcome.values();

  private final ConcurrentMap<String, AtomicLongArray> hosts = new ConcurrentHashMap<>();

  /** One more announce has ended. */
  public void add(String host, AnnounceOutcome outcome) {
    boolean own = !host.isEmpty() && (hosts.containsKey(host) || hosts.size() < MAX_HOSTS);
    hosts
        .computeIfAbsent(own ? host : OTHER, h -> new AtomicLongArray(OUTCOMES.length))
        .incrementAndGet(outcome.ordinal());
  }

  /** Adds what has been counted to {@code total}: by host, then by outcome. */
  public void addTo(Map<String, Map<String, Long>> total) {
    hosts.forEach(
        (host, counts) -> {
          Map<String, Long> of = total.computeIfAbsent(host, h -> new LinkedHashMap<>());
          for (AnnounceOutcome o : OUTCOMES) {
            of.merge(o.label(), counts.get(o.ordinal()), Long::sum);
          }
        });
  }
}
