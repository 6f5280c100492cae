package io.bitonic.app.metrics;

import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineStats.DiskTimes;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/**
 * The engine's histograms. Micrometer has no meter that takes finished buckets, so these go to the
 * registry below it.
 */
final class TimeCollector implements MultiCollector {
  private final Supplier<Sample> sample;

  TimeCollector(Supplier<Sample> sample) {
    this.sample = sample;
  }

  @Override
  public MetricSnapshots collect() {
    Sample s = sample.get();
    if (s == null) {
      return new MetricSnapshots();
    }
    HistogramSnapshot.Builder turns =
        HistogramSnapshot.builder()
            .name("bitonic_loop_turn_seconds")
            .help("Time of a turn of an event loop, without the wait for sockets.");
    List<Distribution> loops = s.stats().loopTurns();
    for (int i = 0; i < loops.size(); i++) {
      turns.dataPoint(point(loops.get(i), Labels.of("loop", Integer.toString(i))));
    }
    HistogramSnapshot requests =
        HistogramSnapshot.builder()
            .name("bitonic_request_latency_seconds")
            .help("Time from a request for a block to its last byte.")
            .dataPoint(point(s.stats().requestLatency(), Labels.EMPTY))
            .build();
    DiskTimes d = s.stats().disk();
    HistogramSnapshot disk =
        HistogramSnapshot.builder()
            .name("bitonic_disk_operation_seconds")
            .help("Time that the file system takes, without the wait for a worker.")
            .dataPoint(point(d.reads(), Labels.of("operation", "read")))
            .dataPoint(point(d.writes(), Labels.of("operation", "write")))
            .dataPoint(point(d.syncs(), Labels.of("operation", "sync")))
            .build();
    return new MetricSnapshots(turns.build(), requests, disk);
  }

  private static HistogramDataPointSnapshot point(Distribution d, Labels labels) {
    double[] bounds = new double[d.counts().length];
    System.arraycopy(d.bounds(), 0, bounds, 0, d.bounds().length);
    bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, d.counts()))
        .sum(d.sum())
        .labels(labels)
        .build();
  }
}
