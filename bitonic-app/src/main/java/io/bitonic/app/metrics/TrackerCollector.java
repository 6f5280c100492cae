package io.bitonic.app.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/**
 * How announces have ended, of each tracker's host that has been asked. The engine bounds how many
 * there are.
 */
final class TrackerCollector implements MultiCollector {
  /** The name of the series, without what counters end with. */
  static final String NAME = "bitonic_tracker_announces";

  private final Supplier<Sample> sample;

  TrackerCollector(Supplier<Sample> sample) {
    this.sample = sample;
  }

  @Override
  public MetricSnapshots collect() {
    Sample s = sample.get();
    if (s == null || s.stats().trackers().isEmpty()) {
      return new MetricSnapshots();
    }
    CounterSnapshot.Builder b =
        CounterSnapshot.builder().name(NAME).help("Announces, by the tracker's host and result.");
    s.stats()
        .trackers()
        .forEach(
            (host, results) ->
                results.forEach(
                    (result, n) ->
                        b.dataPoint(
                            CounterDataPointSnapshot.builder()
                                .labels(Labels.of("tracker", host, "result", result))
                                .value(n)
                                .build())));
    return new MetricSnapshots(b.build());
  }
}
