package io.bitonic.core.alert;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Samples by hand, a second or more apart. */
final class Samples {
  static final long START = 1_700_000_000_000L;
  private final Map<String, Map<String, Double>> values = new HashMap<>();
  private long seconds;

  /** Goes on by so many seconds. */
  Samples after(long more) {
    seconds += more;
    return this;
  }

  Samples set(String metric, double value) {
    return set(metric, "", value);
  }

  Samples set(String metric, String subject, double value) {
    values.computeIfAbsent(metric, k -> new LinkedHashMap<>()).put(subject, value);
    return this;
  }

  Samples remove(String metric, String subject) {
    values.get(metric).remove(subject);
    return this;
  }

  long wall() {
    return START + seconds * 1000;
  }

  /** As it is now. */
  AlertSample now() {
    long wall = wall();
    long elapsed = seconds * 1000;
    return new AlertSample() {
      @Override
      public long wallMillis() {
        return wall;
      }

      @Override
      public long elapsedMillis() {
        return elapsed;
      }

      @Override
      public void each(Metric metric, Visitor visitor) {
        values
            .getOrDefault(metric.name(), Map.of())
            .forEach((s, v) -> visitor.value(s, s.isEmpty() ? "" : "name of " + s, v));
      }
    };
  }
}
