package io.bitonic.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackerTallyTest {
  @Test
  void onlySoManyHostsHaveALineOfTheirOwn() {
    TrackerTally tally = new TrackerTally();
    for (int i = 0; i < 1000; i++) {
      tally.add("t" + i + ".example", AnnounceOutcome.OK);
    }
    tally.add("", AnnounceOutcome.INVALID);
    tally.add("t0.example", AnnounceOutcome.TIMEOUT);
    Map<String, Map<String, Long>> all = new HashMap<>();
    tally.addTo(all);
    tally.addTo(all);
    assertEquals(TrackerTally.MAX_HOSTS + 1, all.size());
    assertEquals(2, all.get("t0.example").get("ok"));
    assertEquals(2, all.get("t0.example").get("timeout"));
    assertEquals(2L * (1000 - TrackerTally.MAX_HOSTS), all.get("other").get("ok"));
    assertEquals(2, all.get("other").get("invalid"));
  }
}
