package io.bitonic.app.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.bitonic.app.alert.Outbox;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.EngineStats.Announces;
import io.bitonic.core.api.EngineStats.DhtCounts;
import io.bitonic.core.api.TorrentState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of an engine by their names. What they show is taken from the engine once per scrape,
 * so that all of a scrape is of one moment.
 *
 * <p>Concurrency: one thread at a time scrapes. {@link EventCounts} count on a thread of their own.
 */
final class Metrics implements AutoCloseable {
  private final Engine engine;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EventCounts events;
  private Sample sample;

  /**
   * @param perTorrent series of each torrent as well
   */
  Metrics(Engine engine, boolean perTorrent) {
    this.engine = engine;
    this.events = new EventCounts(engine);
    registry.throwExceptionOnRegistrationFailure();
    transfer();
    queues();
    peers();
    discovery();
    torrents();
    process();
    registry.getPrometheusRegistry().register(new TimeCollector(() -> sample));
    registry.getPrometheusRegistry().register(new TrackerCollector(() -> sample));
    if (perTorrent) {
      registry.getPrometheusRegistry().register(new TorrentCollector(() -> sample));
    }
  }

  /**
   * What is to be seen now.
   *
   * @throws IOException when the engine does not answer
   */
  MetricSnapshots scrape() throws IOException {
    sample = Sample.take(engine);
    return registry.getPrometheusRegistry().scrape();
  }

  @Override
  public void close() {
    events.close();
    registry.close();
  }

  // ---- what there is
  // ----------------------------------------------------------------------------------------------

  private void transfer() {
    counter("bitonic.download.bytes", "Payload received.", s -> s.stats().received());
    counter("bitonic.upload.bytes", "Payload sent.", s -> s.stats().sent());
    counter(
        "bitonic.wasted.bytes",
        "Payload received in vain: duplicates and failed pieces.",
        s -> s.stats().wasted());
    gauge(
        "bitonic.download.rate.bytes", "Payload received per second.", s -> s.engine().downRate());
    gauge("bitonic.upload.rate.bytes", "Payload sent per second.", s -> s.engine().upRate());
    gauge(
        "bitonic.download.limit.bytes",
        "Download limit per second, 0 without.",
        s -> s.engine().downLimit());
    gauge(
        "bitonic.upload.limit.bytes",
        "Upload limit per second, 0 without.",
        s -> s.engine().upLimit());
    String pieces = "Downloaded pieces, by what their hash said.";
    counter("bitonic.pieces", pieces, s -> s.stats().piecesPassed(), "result", "passed");
    counter("bitonic.pieces", pieces, s -> s.stats().piecesFailed(), "result", "failed");
  }

  private void queues() {
    gauge("bitonic.disk.queue.jobs", "Jobs waiting for the disk.", s -> s.engine().diskQueue());
    gauge("bitonic.hash.queue.pieces", "Pieces waiting to be hashed.", s -> s.engine().hashQueue());
    gauge("bitonic.buffer.bytes", "Piece buffers in use.", s -> s.engine().bufferBytes());
    gauge("bitonic.buffer.limit.bytes", "Piece buffers at most.", s -> s.engine().bufferBound());
    gauge(
        "bitonic.disk.free.bytes",
        "Space free in the save folder that has the least; absent without torrents.",
        s -> s.diskFree() < 0 ? Double.NaN : s.diskFree());
    gauge(
        "bitonic.disk.free.ratio",
        "The same as a part of that disk, 0 to 1.",
        s -> s.diskTotal() <= 0 ? Double.NaN : (double) s.diskFree() / s.diskTotal());
    counter(
        "bitonic.events.dropped",
        "Events that slow subscribers missed.",
        s -> s.engine().eventsDropped());
    gauge(
        "bitonic.events.waiting",
        "Events that subscribers have not taken yet.",
        s -> s.stats().eventsWaiting());
    FunctionCounter.builder("bitonic.alert.notices.dropped", this, m -> Outbox.dropped())
        .description("Notices of alerts that were left out because a command or webhook is slow.")
        .register(registry);
    for (String kind : EventCounts.KINDS) {
      FunctionCounter.builder("bitonic.events", events, e -> e.of(kind))
          .description("Events of the engine, by kind.")
          .tag("event", kind)
          .register(registry);
    }
  }

  private void peers() {
    gauge("bitonic.peers", "Connected peers.", s -> s.engine().peers());
    gauge("bitonic.peers.connecting", "Connection attempts.", s -> s.engine().halfOpen());
    by("transport", EngineStats.Peers::byTransport, "tcp", "utp");
    by("direction", EngineStats.Peers::byDirection, "incoming", "outgoing");
    by(
        "source",
        EngineStats.Peers::bySource,
        "tracker",
        "manual",
        "magnet",
        "resume",
        "lsd",
        "dht",
        "pex",
        "incoming");
    by("encryption", EngineStats.Peers::byEncryption, "none", "handshake", "rc4");
    by(
        "state",
        EngineStats.Peers::byState,
        "choked",
        "unchoked",
        "choking",
        "unchoking",
        "interested",
        "interesting",
        "optimistic",
        "snubbed",
        "seed");
    by("health", EngineStats.Peers::byHealth, "bad", "poor", "ordinary", "good");
    gauge(
        "bitonic.requests.outstanding",
        "Requests for blocks that are not answered yet.",
        s -> s.stats().peers().outstanding());
    gauge(
        "bitonic.requests.queued",
        "Requests of peers that wait for us.",
        s -> s.stats().peers().queued());
  }

  private void by(
      String label, Function<EngineStats.Peers, Map<String, Integer>> which, String... values) {
    for (String v : values) {
      gauge(
          "bitonic.peers.by." + label,
          "Connected peers, by " + label + ".",
          s -> which.apply(s.stats().peers()).getOrDefault(v, 0),
          label,
          v);
    }
  }

  private void discovery() {
    announces("udp", EngineStats::udpAnnounces);
    announces("http", EngineStats::httpAnnounces);
    gauge("bitonic.dht.nodes", "DHT nodes that answer.", dht(DhtCounts::nodes));
    gauge("bitonic.dht.known.nodes", "All DHT nodes known.", dht(DhtCounts::known));
    String queries = "DHT queries, by direction.";
    counter("bitonic.dht.queries", queries, dht(DhtCounts::queriesIn), "direction", "in");
    counter("bitonic.dht.queries", queries, dht(DhtCounts::queriesOut), "direction", "out");
    String answers = "Ends of our DHT queries, by result.";
    counter("bitonic.dht.answers", answers, dht(DhtCounts::answered), "result", "ok");
    counter("bitonic.dht.answers", answers, dht(DhtCounts::refused), "result", "error");
    counter("bitonic.dht.answers", answers, dht(DhtCounts::timedOut), "result", "timeout");
    String traffic = "Payload of DHT datagrams, by direction.";
    counter("bitonic.dht.traffic.bytes", traffic, dht(DhtCounts::bytesIn), "direction", "in");
    counter("bitonic.dht.traffic.bytes", traffic, dht(DhtCounts::bytesOut), "direction", "out");
    counter(
        "bitonic.dht.dropped.messages",
        "DHT messages of banned or unanswered senders.",
        dht(DhtCounts::dropped));
    gauge(
        "bitonic.dht.torrents",
        "Torrents of which others announced peers to us.",
        dht(DhtCounts::torrents));
    gauge(
        "bitonic.network.online",
        "1, or 0 while what traffic is bound to is not there.",
        s -> s.engine().network().online() ? 1 : 0);
    gauge(
        "bitonic.network.port.mapped",
        "1 while the router forwards the listen port.",
        s -> s.engine().network().portMap().name().equals("MAPPED") ? 1 : 0);
    gauge(
        "bitonic.network.blocked.ranges",
        "Address ranges of the IP filter.",
        s -> s.engine().network().blockedRanges());
  }

  private void announces(String protocol, Function<EngineStats, Announces> which) {
    String help = "Announces to trackers, by protocol and result.";
    ToDoubleFunction<Sample> ok = s -> which.apply(s.stats()).ok();
    ToDoubleFunction<Sample> failed = s -> which.apply(s.stats()).failed();
    counter("bitonic.announces", help, ok, "protocol", protocol, "result", "ok");
    counter("bitonic.announces", help, failed, "protocol", protocol, "result", "failed");
  }

  /** 0 while there is no DHT. */
  private static ToDoubleFunction<Sample> dht(ToDoubleFunction<DhtCounts> value) {
    return s -> s.stats().dht() == null ? 0 : value.applyAsDouble(s.stats().dht());
  }

  private void torrents() {
    for (TorrentState state : TorrentState.values()) {
      gauge(
          "bitonic.torrents",
          "Torrents, by state.",
          s -> s.states().get(state),
          "state",
          state.name().toLowerCase(Locale.ROOT));
    }
    gauge(
        "bitonic.torrents.waiting",
        "Torrents that can't move now though nothing is broken.",
        s -> s.torrents().stream().filter(t -> !t.waiting().isEmpty()).count());
  }

  private void process() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os) {
      FunctionCounter.builder("process.cpu.seconds", os, o -> o.getProcessCpuTime() / 1e9)
          .description("Processor time that the process has taken.")
          .register(registry);
    }
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<Sample> value, String... tags) {
    Gauge.builder(name, this, m -> m.read(value)).description(help).tags(tags).register(registry);
  }

  private void counter(String name, String help, ToDoubleFunction<Sample> value, String... tags) {
    FunctionCounter.builder(name, this, m -> m.read(value))
        .description(help)
        .tags(tags)
        .register(registry);
  }

  private double read(ToDoubleFunction<Sample> value) {
    return sample == null ? Double.NaN : value.applyAsDouble(sample);
  }
}
