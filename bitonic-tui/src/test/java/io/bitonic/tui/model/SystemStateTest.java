package io.bitonic.tui.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeStats;
import org.junit.jupiter.api.Test;

class SystemStateTest {
  @Test
  void briefTimesFitTheirColumn() {
    assertEquals("–", Format.brief(Double.NaN));
    assertEquals("0µs", Format.brief(0));
    assertEquals("85µs", Format.brief(85e-6));
    assertEquals("1.0ms", Format.brief(0.000_999_9));
    assertEquals("9.9ms", Format.brief(0.009_9));
    assertEquals("340ms", Format.brief(0.34));
    assertEquals("1.0s", Format.brief(0.999_9));
    assertEquals("12s", Format.brief(12));
    assertEquals("2m40", Format.brief(160));
    for (double s = 1e-7; s < 1e9; s *= 1.07) {
      assertTrue(Format.brief(s).length() <= 6, Format.brief(s));
    }
  }

  @Test
  void theSystemIsShownAsRatesOfTheLastSeconds() {
    SystemState s = new SystemState();
    FakeEngine engine = new FakeEngine(1);
    for (int i = 0; i <= 30; i++) {
      s.take(engine.snapshot(), FakeStats.after(100 + i), FakeStats.process(i), i * 1_000_000_000L);
    }
    assertEquals(130, s.cpuPercent(), 1e-6);
    assertEquals(0.4, s.gcPercent(), 1e-6);
    assertEquals(130, s.cpu.at(0), 1e-3);
    assertEquals(10, s.dht().queriesIn(), 1e-6);
    assertEquals(124, s.diskReads().perSecond(), 1e-6);
    assertTrue(s.diskReads().recent());
    assertTrue(s.diskReads().p99() <= 0.01);
    assertEquals(0, s.diskSyncs().perSecond());
    assertFalse(s.diskSyncs().recent(), "none lately: of the whole run");
    assertTrue(s.diskSyncs().median() > 0);
    assertEquals(0.545, s.loops().getFirst().busy(), 1e-6);
    assertEquals(0, s.busy.at(400), "not that long ago");
    assertEquals(0.545, s.busy.max(History.SAMPLES), 1e-3);
  }
}
