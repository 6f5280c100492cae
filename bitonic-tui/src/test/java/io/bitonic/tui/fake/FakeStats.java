package io.bitonic.tui.fake;

import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineStats;
import io.bitonic.tui.model.ProcessLook;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an engine may have counted after so many seconds; the same seconds give the same. */
public final class FakeStats {
  private static final double[] BOUNDS = {0.001, 0.01, 0.1, 1, 10};

  private FakeStats() {}

  private static Distribution times(long... counts) {
    double sum = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      sum += counts[i] * BOUNDS[i] / 2;
    }
    return new Distribution(BOUNDS, counts, sum);
  }

  /**
   * @param seconds since the start
   */
  public static EngineStats after(long seconds) {
    long wave = seconds % 20 < 10 ? seconds * 3 : seconds;
    Map<String, Map<String, Long>> trackers = new TreeMap<>();
    trackers.put("tracker.example.org", outcomes(40 + seconds / 30, 0, 1, 0, 0));
    trackers.put("dead.example.net", outcomes(0, 0, 0, 12, 0));
    trackers.put("\u001b[31mred.example", outcomes(2, 3, 0, 0, 1));
    return new EngineStats(
        seconds << 24,
        seconds << 20,
        seconds << 10,
        16 * seconds,
        2,
        List.of(times(900 * seconds, 9 * seconds, seconds, 0, 0, 0), times(seconds, 0, 0, 0, 0, 0)),
        times(0, 10 * seconds, 900 * seconds, 80 * seconds + wave, seconds, 0),
        new EngineStats.Announces(30, 12),
        new EngineStats.Announces(12, 5),
        trackers,
        new EngineStats.DiskTimes(
            times(120 * seconds, 4 * seconds, 0, 0, 0, 0),
            times(8 * seconds, 7 * seconds, seconds, 0, 0, 0),
            times(0, 1, 2, 0, 0, 0)),
        (int) (seconds % 7),
        new EngineStats.Peers(
            Map.of("tcp", 131, "utp", 57),
            Map.of("incoming", 43, "outgoing", 145),
            Map.of("tracker", 80, "dht", 60, "pex", 40, "incoming", 8, "lsd", 0),
            Map.of("none", 70, "handshake", 18, "rc4", 100),
            Map.of(
                "choked",
                150,
                "unchoked",
                38,
                "choking",
                90,
                "unchoking",
                98,
                "interested",
                61,
                "interesting",
                120,
                "optimistic",
                4,
                "snubbed",
                7,
                "seed",
                66),
            Map.of("bad", 3, "poor", 9, "ordinary", 120, "good", 56),
            1_500 + (int) (seconds % 13) * 20,
            96),
        new EngineStats.DhtCounts(
            412,
            530,
            10 * seconds,
            6 * seconds,
            5 * seconds,
            2,
            seconds / 2,
            3,
            900 * seconds,
            700 * seconds,
            17,
            2));
  }

  private static Map<String, Long> outcomes(
      long ok, long refused, long timeout, long unreachable, long invalid) {
    return Map.of(
        "ok",
        ok,
        "refused",
        refused,
        "timeout",
        timeout,
        "unreachable",
        unreachable,
        "invalid",
        invalid);
  }

  /** The process at the same time: 1.3 of 4 processors. */
  public static ProcessLook process(long seconds) {
    return new ProcessLook(
        seconds * 1_300_000_000L,
        4,
        (150L << 20) + (seconds % 16 << 23),
        1L << 30,
        300L << 20,
        seconds * 4,
        seconds / 3,
        31,
        148,
        seconds * 1000);
  }
}
