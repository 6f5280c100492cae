package io.bitonic.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.TrackerHealth;
import org.junit.jupiter.api.Test;

class TrackerScoreTest {
  private static final long MILLI = 1_000_000L;

  @Test
  void nothingIsKnownAtFirst() {
    assertEquals(TrackerHealth.UNKNOWN, new TrackerScore().view());
  }

  @Test
  void answersRaiseAndFailuresLower() {
    TrackerScore s = new TrackerScore();
    s.answered(80 * MILLI);
    assertEquals(77, s.score());
    for (int i = 0; i < 30; i++) {
      s.answered(80 * MILLI);
    }
    assertEquals(new TrackerHealth(100, 31, 0, 80), s.view());
    s.failed();
    assertEquals(75, s.score());
    s.failed();
    assertEquals(56, s.score());
    for (int i = 0; i < 30; i++) {
      s.failed();
    }
    assertEquals(0, s.score());
    assertEquals(32, s.view().failures());
  }

  @Test
  void slowAnswersCostUpToTwenty() {
    TrackerScore quick = new TrackerScore();
    TrackerScore slow = new TrackerScore();
    TrackerScore slowest = new TrackerScore();
    for (int i = 0; i < 30; i++) {
      quick.answered(900 * MILLI);
      slow.answered(3_000 * MILLI);
      slowest.answered(60_000 * MILLI);
    }
    assertEquals(100, quick.score());
    assertEquals(90, slow.score());
    assertEquals(80, slowest.score());
  }

  @Test
  void timesThatCannotBeAreTakenForNone() {
    TrackerScore s = new TrackerScore();
    s.answered(-5);
    assertEquals(0, s.view().meanMillis());
    assertTrue(s.score() > 70);
  }
}
