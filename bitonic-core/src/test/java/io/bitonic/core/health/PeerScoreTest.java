package io.bitonic.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.PeerHealth;
import org.junit.jupiter.api.Test;

class PeerScoreTest {
  private static final long SECOND = 1_000_000_000L;

  /** Close to where the clock overflows, so that only differences may be looked at. */
  private static final long NOW = Long.MAX_VALUE - 5 * SECOND;

  @Test
  void oneOfWhomNothingIsKnownIsOrdinary() {
    PeerScore s = new PeerScore();
    assertEquals(PeerHealth.UNKNOWN, s.view(NOW));
    assertEquals(Standing.ORDINARY, s.standing(NOW));
  }

  @Test
  void speedCountsInRelationToTheOthers() {
    PeerScore slow = new PeerScore();
    PeerScore even = new PeerScore();
    PeerScore fast = new PeerScore();
    for (int i = 0; i < 60; i++) {
      slow.rate(1_000, 10_000);
      even.rate(10_000, 10_000);
      fast.rate(1_000_000, 10_000);
    }
    assertEquals(76, slow.score(NOW));
    assertEquals(88, even.score(NOW));
    assertEquals(100, fast.score(NOW));
    assertEquals(Standing.GOOD, fast.standing(NOW));
    // It takes some seconds, not one, to lose it.
    fast.rate(0, 10_000);
    assertEquals(100, fast.score(NOW));
    for (int i = 0; i < 60; i++) {
      fast.rate(0, 10_000);
    }
    assertEquals(75, fast.score(NOW));
  }

  @Test
  void whenNobodySendsNobodyIsSlow() {
    PeerScore s = new PeerScore();
    s.rate(0, 0);
    assertEquals(75, s.score(NOW));
  }

  @Test
  void everyFaultCosts() {
    PeerScore calls = new PeerScore();
    calls.called();
    calls.called();
    calls.callFailed(NOW);
    assertEquals(60, calls.score(NOW));
    calls.hungUp(NOW);
    assertEquals(52, calls.score(NOW));
    assertEquals(2, calls.view(NOW).calls());
    assertEquals(2, calls.view(NOW).failedCalls());

    PeerScore answers = new PeerScore();
    answers.stalled(NOW);
    assertEquals(63, answers.score(NOW));
    answers.timedOut(9, NOW);
    assertEquals(60, answers.score(NOW));
    answers.rejected(NOW);
    assertEquals(59, answers.score(NOW));
    PeerHealth v = answers.view(NOW);
    assertEquals(1, v.stalls());
    assertEquals(9, v.timeouts());
    assertEquals(1, v.rejects());

    PeerScore data = new PeerScore();
    data.badPiece(NOW);
    assertEquals(45, data.score(NOW));
    assertEquals(Standing.POOR, data.standing(NOW));
    data.badPiece(NOW);
    assertEquals(Standing.BAD, data.standing(NOW));
  }

  @Test
  void faultsAreForgivenInTime() {
    PeerScore s = new PeerScore();
    for (int i = 0; i < 50; i++) {
      s.callFailed(NOW);
    }
    assertEquals(0, s.score(NOW));
    assertEquals(5, s.score(NOW + 600 * SECOND));
    assertEquals(75, s.score(NOW + 2_000 * SECOND));
    assertEquals(75, s.score(NOW + 20_000 * SECOND));
    assertEquals(50, s.view(NOW + 20_000 * SECOND).failedCalls(), "what was counted is kept");
    s.stalled(NOW + 20_000 * SECOND);
    assertEquals(63, s.score(NOW + 20_000 * SECOND));
  }

  @Test
  void suspectsAreNeverBetterThanPoor() {
    PeerScore s = new PeerScore();
    s.rate(1_000_000, 10);
    s.suspected(true);
    assertEquals(40, s.score(NOW));
    assertTrue(s.view(NOW).suspected());
    s.suspected(false);
    assertEquals(100, s.score(NOW));
  }

  @Test
  void blocksThatNobodyAskedForCountWhenTheyAreMany() {
    PeerScore s = new PeerScore();
    s.received(1 << 20);
    s.wasted(512 * 1024);
    assertEquals(75, s.score(NOW));
    s.wasted(512 * 1024);
    assertEquals(60, s.score(NOW));
    s.received(98 << 20);
    assertEquals(75, s.score(NOW));
  }

  @Test
  void twoRecordsOfOnePeerAreAdded() {
    PeerScore a = new PeerScore();
    a.called();
    a.callFailed(NOW);
    PeerScore b = new PeerScore();
    b.badPiece(NOW);
    b.received(7);
    b.rate(20, 10);
    a.add(b, NOW);
    assertEquals(55, a.score(NOW));
    PeerHealth v = a.view(NOW);
    assertEquals(1, v.calls());
    assertEquals(1, v.badPieces());
    assertEquals(7, v.received());
    assertEquals(2, v.share());
    assertFalse(v.suspected());
  }

  @Test
  void standings() {
    assertEquals(Standing.BAD, Standing.of(24));
    assertEquals(Standing.POOR, Standing.of(25));
    assertEquals(Standing.ORDINARY, Standing.of(50));
    assertEquals(Standing.GOOD, Standing.of(90));
  }
}
