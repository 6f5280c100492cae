package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final int MIB = 1 << 20;

  private final Gathering g = new Gathering();
  private long now = 5_000_000_000L;

  private void come(int count, int bytes, long micros) {
    for (int i = 0; i < count; i++) {
      now += micros * 1_000;
      g.came(bytes, now);
    }
  }

  @Test
  void piecesThatComeFastWaitForOthers() {
    come(40, MIB, 2_000);
    assertEquals(17, g.toWait(1, 16, now), "eight times the two milliseconds between two");
    assertEquals(0, g.toWait(16, 16, now), "enough");
  }

  @Test
  void nobodyWaitsForWhatDoesNotCome() {
    come(40, MIB, 2_000);
    assertEquals(0, g.toWait(3, 16, now + 17_000_000));
    come(1, MIB, 900_000);
    assertEquals(0, g.toWait(3, 16, now), "slow again");
  }

  @Test
  void slowOrLargePiecesNeverWait() {
    come(40, MIB, 7_000);
    assertEquals(0, g.toWait(1, 16, now), "16 of them take 112 ms");
    come(40, 4 * MIB, 1_000);
    assertEquals(0, g.toWait(1, 16, now), "8 of them are all that may wait");
  }

  @Test
  void getsReadyOnceForMuchThatComesFast() {
    come(31, MIB, 2_000);
    assertFalse(g.isFirstWorthIt(), "too little so far");
    come(1, MIB, 2_000);
    assertTrue(g.isFirstWorthIt());
    assertFalse(g.isFirstWorthIt());
  }
}
