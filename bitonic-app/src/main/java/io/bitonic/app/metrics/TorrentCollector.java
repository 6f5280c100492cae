package io.bitonic.app.metrics;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.text.Text;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Series of each torrent, labelled by its id and its name; of the first {@value #MOST}. */
final class TorrentCollector implements MultiCollector {
  static final int MOST = 500;
  private static final String PREFIX = "bitonic_torrent_";
  private static final int NAME_LENGTH = 100;

  private record Row(
      String name, boolean counter, String help, ToDoubleFunction<TorrentSnapshot> value) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("download_bytes", true, "Payload received, all sessions.", t -> t.downloaded()),
          new Row("upload_bytes", true, "Payload sent, all sessions.", t -> t.uploaded()),
          new Row("download_rate_bytes", false, "Payload received per second.", t -> t.downRate()),
          new Row("upload_rate_bytes", false, "Payload sent per second.", t -> t.upRate()),
          new Row("size_bytes", false, "Size of the chosen files.", t -> t.wantedSize()),
          new Row(
              "progress_ratio",
              false,
              "Verified part of the chosen files, 0 to 1.",
              TorrentSnapshot::progress),
          new Row("peers", false, "Connected peers.", t -> t.peers()),
          new Row("seeds", false, "Connected peers that have everything.", t -> t.seeds()));

  /** Full names of the series. */
  static List<String> names() {
    return ROWS.stream().map(r -> PREFIX + r.name + (r.counter ? "_total" : "")).toList();
  }

  private final Supplier<Sample> sample;

  TorrentCollector(Supplier<Sample> sample) {
    this.sample = sample;
  }

  @Override
  public MetricSnapshots collect() {
    Sample s = sample.get();
    if (s == null || s.torrents().isEmpty()) {
      return new MetricSnapshots();
    }
    List<TorrentSnapshot> shown = s.torrents().subList(0, Math.min(MOST, s.torrents().size()));
    List<Labels> labels = shown.stream().map(TorrentCollector::labels).toList();
    return new MetricSnapshots(
        ROWS.stream()
            .map(r -> r.counter ? counter(r, shown, labels) : gauge(r, shown, labels))
            .toList());
  }

  private static Labels labels(TorrentSnapshot t) {
    String name = Text.sanitise(t.name());
    int end =
        name.offsetByCodePoints(0, Math.min(NAME_LENGTH, name.codePointCount(0, name.length())));
    return Labels.of("id", t.id(), "name", name.substring(0, end));
  }

  private static MetricSnapshot gauge(
      Row row, List<TorrentSnapshot> torrents, List<Labels> labels) {
    GaugeSnapshot.Builder b = GaugeSnapshot.builder().name(PREFIX + row.name).help(row.help);
    for (int i = 0; i < labels.size(); i++) {
      b.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels.get(i))
              .value(row.value.applyAsDouble(torrents.get(i)))
              .build());
    }
    return b.build();
  }

  private static MetricSnapshot counter(
      Row row, List<TorrentSnapshot> torrents, List<Labels> labels) {
    CounterSnapshot.Builder b = CounterSnapshot.builder().name(PREFIX + row.name).help(row.help);
    for (int i = 0; i < labels.size(); i++) {
      b.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(labels.get(i))
              .value(row.value.applyAsDouble(torrents.get(i)))
              .build());
    }
    return b.build();
  }
}
