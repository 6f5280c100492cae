package io.bitonic.app.metrics;

import io.bitonic.app.text.Json;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Metrics as one JSON object: {@code {"metrics":[{"name", "type", "help", "samples":[…]}]}}. */
final class MetricsJson {
  private MetricsJson() {}

  static String of(MetricSnapshots all) {
    List<Json> metrics = new ArrayList<>();
    for (MetricSnapshot m : all) {
      String type = m.getClass().getSimpleName().replace("Snapshot", "").toLowerCase(Locale.ROOT);
      String name = m.getMetadata().getPrometheusName();
      List<Json> samples = new ArrayList<>();
      m.getDataPoints().forEach(p -> samples.add(sample(p)));
      metrics.add(
          new Json()
              .put("name", type.equals("counter") ? name + "_total" : name)
              .put("type", type)
              .put("help", m.getMetadata().getHelp())
              .put("samples", samples));
    }
    return new Json().put("metrics", metrics).toString();
  }

  private static Json sample(DataPointSnapshot p) {
    Json labels = new Json();
    for (Label l : p.getLabels()) {
      labels.put(l.getName(), l.getValue());
    }
    Json json = new Json().put("labels", labels);
    switch (p) {
      case CounterDataPointSnapshot c -> json.number("value", c.getValue());
      case GaugeDataPointSnapshot g -> json.number("value", g.getValue());
      case HistogramDataPointSnapshot h -> {
        List<Json> buckets = new ArrayList<>();
        long below = 0;
        for (var b : h.getClassicBuckets()) {
          below += b.getCount();
          // JSON has no infinity: the last bucket's bound is null.
          buckets.add(new Json().number("le", b.getUpperBound()).put("count", below));
        }
        json.put("count", h.getCount()).number("sum", h.getSum()).put("buckets", buckets);
      }
      default -> json.number("value", Double.NaN);
    }
    return json;
  }
}
