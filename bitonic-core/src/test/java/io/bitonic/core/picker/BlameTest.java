package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlameTest {
  private final List<Long> banned = new ArrayList<>();
  private final Blame blame = new Blame(100, 64, banned::add);

  /** Digests of blocks whose content is named by one number each. */
  private static byte[] digests(int... contents) {
    byte[] out = new byte[contents.length * 20];
    for (int b = 0; b < contents.length; b++) {
      out[b * 20] = (byte) contents[b];
    }
    return out;
  }

  @Test
  void theSoleSenderOfABadPieceIsBanned() {
    blame.failed(3, new long[] {7, 7, 7}, 3, null);
    assertEquals(List.of(7L), banned);
    assertTrue(blame.isBanned(7));
  }

  @Test
  void severalSendersBecomeSuspectsAndNobodyIsBanned() {
    blame.failed(3, new long[] {7, 8, 7}, 3, digests(1, 2, 3));
    assertTrue(blame.isOnParole(7) && blame.isOnParole(8));
    assertEquals(-2, blame.trust(7));
    assertEquals(List.of(), banned);
    assertTrue(blame.hasEvidence(3));
  }

  @Test
  void theGoodPieceNamesTheLiarAndClearsTheOther() {
    blame.failed(3, new long[] {7, 8, 7}, 3, digests(1, 99, 3));
    blame.passed(3, new long[] {9, 9, 9}, 3, digests(1, 2, 3));
    assertEquals(List.of(8L), banned);
    assertEquals(0, blame.trust(7));
    assertFalse(blame.isOnParole(7));
    assertFalse(blame.hasEvidence(3));
    assertEquals(1, blame.trust(9));
  }

  @Test
  void aBlockFromNoPeerIsNobodysFaultButMakesTheSenderNotSole() {
    blame.failed(3, new long[] {PiecePicker.NO_KEY, 8}, 2, digests(1, 2));
    assertEquals(List.of(), banned);
    blame.passed(3, new long[] {8, 8}, 2, digests(5, 2));
    assertEquals(List.of(), banned);
    blame.failed(4, new long[] {PiecePicker.NO_KEY, PiecePicker.NO_KEY}, 2, null);
    assertEquals(List.of(), banned);
  }

  @Test
  void withoutEvidenceTrustRunsOut() {
    for (int i = 0; i < 3; i++) {
      blame.failed(i, new long[] {7, 8 + i}, 2, null);
      assertFalse(blame.isBanned(7));
    }
    blame.failed(3, new long[] {7, 20}, 2, null);
    assertEquals(List.of(7L), banned);
  }

  @Test
  void evidenceThatIsPendingDoesNotBan() {
    for (int i = 0; i < 20; i++) {
      blame.failed(i, new long[] {7, 8}, 2, digests(1, 2));
    }
    assertEquals(List.of(), banned);
    assertEquals(-40, blame.trust(7));
    for (int i = 0; i < 20; i++) {
      blame.passed(i, new long[] {9, 9}, 2, digests(1, 3));
    }
    assertEquals(List.of(8L), banned);
    assertEquals(0, blame.trust(7));
  }

  @Test
  void trustGrowsByGoodPiecesUpToABound() {
    for (int i = 0; i < 50; i++) {
      blame.passed(i, new long[] {7, 8}, 2, null);
    }
    assertEquals(Blame.MOST_TRUST, blame.trust(7));
  }

  @Test
  void aGoodPieceFromItAloneEndsParole() {
    blame.failed(1, new long[] {7, 8}, 2, digests(1, 2));
    blame.passed(2, new long[] {7, 8}, 2, null);
    assertTrue(blame.isOnParole(7));
    blame.passed(3, new long[] {7, 7}, 2, null);
    assertFalse(blame.isOnParole(7));
  }

  @Test
  void evidenceBeyondTheBoundIsDroppedInFavourOfTheSuspects() {
    for (int i = 0; i < 33; i++) {
      blame.failed(i, new long[] {7, 8}, 2, digests(1, 2));
    }
    assertFalse(blame.hasEvidence(0));
    assertTrue(blame.hasEvidence(1) && blame.hasEvidence(32));
    assertEquals(-64, blame.trust(7));
    assertEquals(List.of(), banned);
  }

  @Test
  void manyVersionsOfOnePieceAreBounded() {
    for (int i = 0; i < 20; i++) {
      blame.failed(5, new long[] {7, 8 + i}, 2, digests(1, 2));
    }
    assertEquals(-2 * Blame.MOST_VERSIONS, blame.trust(7));
    blame.passed(5, new long[] {90, 90}, 2, digests(1, 3));
    assertEquals(Blame.MOST_VERSIONS, banned.size());
    assertEquals(0, blame.trust(7));
  }

  @Test
  void theLongestUnheardOfPeersAreForgotten() {
    for (long k = 0; k < 1000; k++) {
      blame.passed(1, new long[] {k}, 1, null);
    }
    assertEquals(0, blame.trust(0));
    assertEquals(0, blame.trust(899));
    assertEquals(1, blame.trust(900));
  }
}
