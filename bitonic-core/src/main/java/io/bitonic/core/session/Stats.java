package io.bitonic.core.session;

import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.metrics.Count;
import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.metrics.LoopMeters.Protocol;
import io.bitonic.core.swarm.PeerCensus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Gathers what the loops have counted. The peers are counted by one task on each loop, only when
 * somebody asks.
 */
final class Stats {
  private Stats() {}

  /**
   * Any thread.
   *
   * @param torrents those that have peers
   */
  static CompletableFuture<EngineStats> gather(
      Shared shared, EventBus bus, Collection<TorrentUnit> torrents) {
    List<TorrentUnit> all = List.copyOf(torrents);
    CompletableFuture<PeerCensus> peers = CompletableFuture.completedFuture(new PeerCensus());
    for (LoopUnit unit : shared.loops()) {
      peers = peers.thenCombine(census(unit, all), PeerCensus::plus);
    }
    return peers.thenApply(p -> of(shared, bus, p));
  }

  private static CompletableFuture<PeerCensus> census(LoopUnit unit, List<TorrentUnit> all) {
    CompletableFuture<PeerCensus> done = new CompletableFuture<>();
    unit.loop.execute(
        () -> {
          PeerCensus census = new PeerCensus();
          for (TorrentUnit t : all) {
            if (t.unit() == unit) {
              count(t, census);
            }
          }
          done.complete(census);
        });
    return done;
  }

  private static void count(TorrentUnit t, PeerCensus census) {
    if (t.torrent() != null) {
      census.add(t.torrent());
    } else if (t.magnet() != null) {
      census.add(t.magnet());
    }
  }

  private static EngineStats of(Shared shared, EventBus bus, PeerCensus peers) {
    List<LoopMeters> loops = shared.loops().stream().map(u -> u.loop.meters()).toList();
    List<Distribution> turns = new ArrayList<>();
    loops.forEach(m -> turns.add(m.turns.read()));
    return new EngineStats(
        sum(loops, m -> m.received),
        sum(loops, m -> m.sent),
        sum(loops, m -> m.wasted),
        sum(loops, m -> m.piecesPassed),
        sum(loops, m -> m.piecesFailed),
        List.copyOf(turns),
        loops.stream().map(m -> m.requests.read()).reduce(Distribution::plus).orElseThrow(),
        announces(loops, Protocol.UDP),
        announces(loops, Protocol.HTTP),
        trackers(loops),
        shared.disk().meters().read(),
        bus.waiting(),
        peers.result(),
        shared.dht() == null || !shared.dht().isOn() ? null : shared.dht().counts());
  }

  private static long sum(List<LoopMeters> loops, Function<LoopMeters, Count> which) {
    return loops.stream().mapToLong(m -> which.apply(m).get()).sum();
  }

  private static Map<String, Map<String, Long>> trackers(List<LoopMeters> loops) {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    loops.forEach(m -> m.trackers().addTo(all));
    return all;
  }

  private static EngineStats.Announces announces(List<LoopMeters> loops, Protocol protocol) {
    return loops.stream()
        .map(m -> m.announces(protocol))
        .reduce(EngineStats.Announces::plus)
        .orElseThrow();
  }
}
