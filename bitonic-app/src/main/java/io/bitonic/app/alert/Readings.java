package io.bitonic.app.alert;

import io.bitonic.app.metrics.Sample;
import io.bitonic.core.alert.AlertSample;
import io.bitonic.core.alert.Metric;
import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.NetworkState.PortMap;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Gives the values of metrics by their names, from one look at the engine after the other. Not
 * thread-safe.
 */
final class Readings implements AlertSample {
  private final TrackerWatch trackers = new TrackerWatch();
  private final TorrentTimes times = new TorrentTimes();
  private final SafeNames names = new SafeNames();
  private final ProcessValues process = new ProcessValues();
  private Sample sample;
  private long wallMillis;
  private long elapsedMillis;
  private long banned;
  private Distribution turns;
  private Distribution latency;
  private double turn = Double.NaN;
  private double request = Double.NaN;
  private long incomingMillis = -1;

  /** Takes what the engine has told. */
  void event(EngineEvent e, long elapsed) {
    trackers.event(e, elapsed);
    if (e instanceof EngineEvent.PeerBanned) {
      banned++;
    }
  }

  /** Takes a look at the engine. */
  void look(Sample s, long wall, long elapsed) {
    sample = s;
    wallMillis = wall;
    elapsedMillis = elapsed;
    times.look(s.torrents(), elapsed);
    process.look(elapsed);
    Distribution all = s.stats().loopTurns().stream().reduce(Distribution::plus).orElse(null);
    turn = quantile(turns, all, 0.99);
    turns = all;
    request = quantile(latency, s.stats().requestLatency(), 0.5);
    latency = s.stats().requestLatency();
    boolean called = peers("incoming") > 0 || peers("outgoing") == 0 || !listens();
    incomingMillis = called || incomingMillis < 0 ? elapsed : incomingMillis;
  }

  private int peers(String direction) {
    return sample.stats().peers().byDirection().getOrDefault(direction, 0);
  }

  private boolean listens() {
    return sample.engine().listenPort() > 0 && sample.engine().network().online();
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public long elapsedMillis() {
    return elapsedMillis;
  }

  @Override
  public void each(Metric metric, Visitor visitor) {
    switch (metric.scope()) {
      case ALL -> visitor.value("", "", ALL.get(metric.name()).applyAsDouble(this));
      case TRACKER -> trackers.each(elapsedMillis, visitor);
      case TORRENT -> {
        ToDoubleFunction<TorrentSnapshot> value = torrent(metric.name());
        List<TorrentSnapshot> all = sample.torrents();
        names.look(all);
        for (int i = 0; i < all.size(); i++) {
          TorrentSnapshot t = all.get(i);
          visitor.value(t.id(), names.safe(i), value.applyAsDouble(t));
        }
      }
    }
  }

  private ToDoubleFunction<TorrentSnapshot> torrent(String metric) {
    return switch (metric) {
      case "torrent.stalled" -> t -> times.stalled(t.id());
      case "torrent.waiting" -> t -> times.waiting(t.id());
      case "torrent.error" -> t -> t.state() == TorrentState.ERROR ? 1 : 0;
      case "torrent.progress" -> t -> 100 * t.progress();
      case "torrent.download_rate" -> TorrentSnapshot::downRate;
      case "torrent.upload_rate" -> TorrentSnapshot::upRate;
      case "torrent.ratio" -> TorrentSnapshot::ratio;
      case "torrent.peers" -> TorrentSnapshot::peers;
      case "torrent.seeds" -> TorrentSnapshot::seeds;
      case "torrent.availability" -> TorrentSnapshot::availability;
      default -> throw new IllegalArgumentException(metric);
    };
  }

  /** Seconds that this part of what came since stayed below; NaN without any. */
  private static double quantile(Distribution before, Distribution now, double q) {
    return now == null ? Double.NaN : now.since(before).quantile(q);
  }

  // ---- metrics of the whole program
  // ------------------------------------------------------------------------------

  private static final Map<String, ToDoubleFunction<Readings>> ALL =
      Map.ofEntries(
          entry("disk.free", r -> r.sample.diskFree() < 0 ? Double.NaN : r.sample.diskFree()),
          entry("disk.free_percent", r -> percent(r.sample.diskFree(), r.sample.diskTotal())),
          engine("disk.queue", EngineSnapshot::diskQueue),
          engine("hash.queue", EngineSnapshot::hashQueue),
          engine("buffer.used_percent", e -> percent(e.bufferBytes(), e.bufferBound())),
          engine("download.rate", EngineSnapshot::downRate),
          engine("upload.rate", EngineSnapshot::upRate),
          stats("download.total", EngineStats::received),
          stats("upload.total", EngineStats::sent),
          stats("wasted.total", EngineStats::wasted),
          stats("wasted.percent", s -> percent(s.wasted(), s.received())),
          stats("pieces.passed", EngineStats::piecesPassed),
          stats("pieces.failed", EngineStats::piecesFailed),
          entry("request.latency", r -> r.request),
          stats("requests.outstanding", s -> s.peers().outstanding()),
          stats("requests.queued", s -> s.peers().queued()),
          entry("loop.turn", r -> r.turn),
          engine("peers.connected", EngineSnapshot::peers),
          engine("peers.connecting", EngineSnapshot::halfOpen),
          entry("peers.incoming", r -> r.peers("incoming")),
          entry("peers.outgoing", r -> r.peers("outgoing")),
          stats("peers.snubbed", s -> s.peers().byState().getOrDefault("snubbed", 0)),
          entry("peers.banned", r -> r.banned),
          engine("torrents.count", EngineSnapshot::torrents),
          state("torrents.downloading", TorrentState.DOWNLOADING),
          entry(
              "torrents.seeding",
              r -> r.count(TorrentState.SEEDING) + r.count(TorrentState.FINISHED)),
          state("torrents.paused", TorrentState.PAUSED),
          state("torrents.error", TorrentState.ERROR),
          entry(
              "torrents.waiting",
              r -> r.sample.torrents().stream().filter(t -> !t.waiting().isEmpty()).count()),
          entry("torrents.stalled", r -> r.times.stalledCount()),
          stats("announces.ok", s -> s.udpAnnounces().ok() + s.httpAnnounces().ok()),
          stats("announces.failed", s -> s.udpAnnounces().failed() + s.httpAnnounces().failed()),
          entry("trackers.failing", r -> r.trackers.failing()),
          engine("dht.nodes", e -> e.dhtNodes() < 0 ? Double.NaN : e.dhtNodes()),
          engine("network.online", e -> e.network().online() ? 1 : 0),
          engine("network.listening", Readings::listening),
          engine("network.port_mapped", e -> mapped(e.network().portMap())),
          entry("network.no_incoming", Readings::noIncoming),
          engine("events.dropped", EngineSnapshot::eventsDropped),
          entry("memory.heap_percent", r -> ProcessValues.heapPercent()),
          entry("process.cpu_percent", r -> r.process.cpuPercent()),
          entry("process.open_files_percent", r -> r.process.openFilesPercent()));

  private static Map.Entry<String, ToDoubleFunction<Readings>> entry(
      String name, ToDoubleFunction<Readings> value) {
    return Map.entry(name, value);
  }

  private static Map.Entry<String, ToDoubleFunction<Readings>> engine(
      String name, ToDoubleFunction<EngineSnapshot> value) {
    return Map.entry(name, r -> value.applyAsDouble(r.sample.engine()));
  }

  private static Map.Entry<String, ToDoubleFunction<Readings>> stats(
      String name, ToDoubleFunction<EngineStats> value) {
    return Map.entry(name, r -> value.applyAsDouble(r.sample.stats()));
  }

  private static Map.Entry<String, ToDoubleFunction<Readings>> state(
      String name, TorrentState state) {
    return Map.entry(name, r -> r.count(state));
  }

  private int count(TorrentState state) {
    return sample.states().get(state);
  }

  private static double percent(long part, long all) {
    return all <= 0 || part < 0 ? Double.NaN : 100.0 * part / all;
  }

  /** Behind a proxy, and without the bound interface, nobody can call: that is not a fault. */
  private static double listening(EngineSnapshot e) {
    boolean may = e.network().proxy().isEmpty() && e.network().online();
    return !may ? Double.NaN : e.listenPort() > 0 ? 1 : 0;
  }

  private static double mapped(PortMap p) {
    return p == PortMap.MAPPED ? 1 : p == PortMap.FAILED ? 0 : Double.NaN;
  }

  private static double noIncoming(Readings r) {
    return r.listens() ? (r.elapsedMillis - r.incomingMillis) / 1000.0 : Double.NaN;
  }
}
