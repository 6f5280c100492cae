package io.bitonic.app.support;

import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.NetworkState;
import java.util.List;
import java.util.Map;

/** What an engine may have counted. */
public final class TestStats {
  private TestStats() {}

  /** Numbers that differ from each other. */
  public static EngineStats some() {
    return some(5);
  }

  public static EngineStats some(long piecesFailed) {
    Distribution d = new Distribution(new double[] {0.001, 0.002}, new long[] {3, 2, 1}, 0.5);
    return new EngineStats(
        1_000_001,
        2_000_002,
        33,
        44,
        piecesFailed,
        List.of(d, d.plus(d)),
        d,
        new EngineStats.Announces(6, 7),
        new EngineStats.Announces(8, 9),
        Map.of("tracker.example", Map.of("ok", 21L, "timeout", 22L)),
        new EngineStats.DiskTimes(d, d.plus(d), d),
        23,
        new EngineStats.Peers(
            Map.of("tcp", 4, "utp", 3),
            Map.of("incoming", 2),
            Map.of("dht", 1),
            Map.of("rc4", 5),
            Map.of("snubbed", 6),
            Map.of("good", 9),
            10,
            11),
        new EngineStats.DhtCounts(12, 13, 14, 15, 24, 25, 26, 16, 17, 18, 19, 20));
  }

  /** An engine that listens and has so many peers. */
  public static EngineSnapshot snapshot(int peers) {
    return new EngineSnapshot(
        10, 20, 30, 40, 1, peers, 3, 6881, 0, 0, 32, 64, 5, 6, 7, false, NetworkState.PLAIN, 50);
  }
}
