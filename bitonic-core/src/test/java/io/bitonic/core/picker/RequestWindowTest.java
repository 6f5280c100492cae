package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RequestWindowTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;

  private static void blocks(RequestWindow w, int n) {
    for (int i = 0; i < n; i++) {
      w.block(50 * MS);
    }
  }

  @Test
  void beginsWithTwoAndGrowsWithEveryBlock() {
    RequestWindow w = new RequestWindow(500);
    assertEquals(2, w.size());
    blocks(w, 1);
    assertEquals(16, w.size());
    blocks(w, 30);
    assertEquals(46, w.size());
  }

  @Test
  void slowStartEndsWhenTheRateNoLongerGrows() {
    RequestWindow w = new RequestWindow(500);
    w.tick(0);
    assertTrue(w.inSlowStart(), "nothing has come yet");
    blocks(w, 100);
    w.tick(1_000_000);
    assertTrue(w.inSlowStart());
    w.tick(1_004_000);
    assertFalse(w.inSlowStart());
    assertEquals(3 * 1_004_000 / 16384, w.size());
    blocks(w, 100);
    assertEquals(3 * 1_004_000 / 16384, w.size());
    w.tick(1000);
    assertEquals(16, w.size());
    w.tick(1L << 40);
    assertEquals(500, w.size());
  }

  @Test
  void thePeersLimitAndTheSettingHold() {
    RequestWindow w = new RequestWindow(100_000);
    blocks(w, 2000);
    assertEquals(500, w.size());
    w.peerLimit(250);
    assertEquals(250, w.size());
    w.peerLimit(-7);
    assertEquals(1, w.size());
    RequestWindow small = new RequestWindow(10);
    blocks(small, 50);
    assertEquals(10, small.size());
  }

  @Test
  void aSnubbedPeerGetsOneRequestAndStartsAnew() {
    RequestWindow w = new RequestWindow(500);
    blocks(w, 100);
    w.tick(0);
    w.snubbed(true);
    assertEquals(1, w.size());
    w.snubbed(false);
    assertEquals(2, w.size());
    assertTrue(w.inSlowStart());
  }

  @Test
  void timeoutFollowsMeanAndDeviationWithinBounds() {
    RequestWindow w = new RequestWindow(500);
    assertEquals(20 * SECOND, w.timeout());
    for (int i = 0; i < 200; i++) {
      w.block(3 * SECOND);
    }
    assertEquals(3 * SECOND, w.timeout(), 10 * MS);
    w.block(5 * SECOND);
    assertTrue(w.timeout() > 5 * SECOND);
    blocks(w, 200);
    assertEquals(2 * SECOND, w.timeout());
    w.block(10_000 * SECOND);
    assertEquals(60 * SECOND, w.timeout());
  }
}
