package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiecePickerTest {
  private static final int BLOCKS = 4;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);

  private PiecePicker picker(int pieces) {
    return new PiecePicker(
        PieceLayout.contiguous(
            (long) pieces * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK),
        random);
  }

  /** A picker that is past the first, random pieces; those are the last four. */
  private PiecePicker started(int pieces) {
    PiecePicker p = picker(pieces + 4);
    for (int i = 0; i < 4; i++) {
      p.have(pieces + i);
    }
    return p;
  }

  private static int[] pick(PiecePicker p, int slot, int max, int flags) {
    long[] out = new long[max];
    int n = p.pick(slot, max, flags, out);
    return Arrays.stream(out, 0, n).mapToInt(r -> (int) (r >>> 32) * 100 + (int) r).toArray();
  }

  private static int[] pieces(int[] picked) {
    return Arrays.stream(picked).map(r -> r / 100).distinct().toArray();
  }

  private static void seed(PiecePicker p, int... slots) {
    for (int s : slots) {
      p.peerJoined(s);
      p.peerHasAll(s);
    }
  }

  private static void has(PiecePicker p, int slot, int... pieces) {
    p.peerJoined(slot);
    for (int i : pieces) {
      p.peerHas(slot, i);
    }
  }

  private static void deliver(PiecePicker p, int slot, int... picked) {
    for (int r : picked) {
      assertEquals(PiecePicker.ACCEPTED, p.received(slot, r / 100, r % 100));
    }
  }

  @Test
  void rarestComesFirstAndAPieceIsAskedWhole() {
    PiecePicker p = started(4);
    seed(p, 0);
    has(p, 1, 0, 1, 3);
    has(p, 2, 0, 3);
    assertArray(new int[] {200, 201, 202, 203, 100, 101}, pick(p, 0, 6, 0));
    assertArray(new int[] {102, 103}, pick(p, 1, 2, 0));
  }

  private static void assertArray(int[] expected, int[] actual) {
    assertEquals(Arrays.toString(expected), Arrays.toString(actual));
  }

  @Test
  void tiesAreBrokenAtRandomAndSoAreTheFirstPieces() {
    for (boolean begun : new boolean[] {true, false}) {
      Set<Integer> first = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        PiecePicker p = begun ? started(10) : picker(10);
        seed(p, 0);
        has(p, 1, 3);
        first.add(pieces(pick(p, 0, 1, 0))[0]);
      }
      assertEquals(begun ? 9 : 10, first.size());
    }
  }

  @Test
  void partialPiecesAreFinishedTheMostCompleteFirst() {
    PiecePicker p = started(20);
    seed(p, 0);
    int[] blocks = pick(p, 0, 12, 0);
    int[] three = pieces(blocks);
    deliver(p, 0, Arrays.copyOfRange(blocks, 4, 7));
    deliver(p, 0, blocks[0]);
    p.releasedAll(0);
    assertEquals(2, p.partialPieces());
    assertArray(new int[] {three[1], three[0]}, pieces(pick(p, 0, 4, 0)));
  }

  @Test
  void highPriorityComesBeforeRarityAndZeroNever() {
    PiecePicker p = started(4);
    seed(p, 0);
    has(p, 1, 2, 1);
    p.priority(2, 3);
    p.priority(0, 1);
    p.priority(3, 0);
    assertArray(new int[] {2, 1, 0}, pieces(pick(p, 0, 50, 0)));
    assertEquals(3, p.partialPieces());
  }

  @Test
  void snubbedPeersTakeTheCommonest() {
    PiecePicker p = started(4);
    seed(p, 0);
    has(p, 1, 0, 1, 3);
    has(p, 2, 0, 3);
    has(p, 3, 3);
    assertArray(new int[] {3}, pieces(pick(p, 0, 1, PiecePicker.SNUBBED)));
  }

  @Test
  void fastPeersGetPiecesForThemselves() {
    PiecePicker p = started(20);
    seed(p, 0, 1, 2);
    int[] a = pieces(pick(p, 0, 2, PiecePicker.FAST));
    int[] b = pieces(pick(p, 1, 2, PiecePicker.FAST));
    assertTrue(a[0] != b[0]);
    assertArray(a, pieces(pick(p, 0, 2, PiecePicker.FAST)));
    assertTrue(pieces(pick(p, 2, 1, 0))[0] != b[0], "another must not get into its run");
    p.releasedAll(2);
    p.maxPartial(1);
    assertTrue(pick(p, 2, 1, 0).length == 1, "unless nothing else may be begun");
  }

  @Test
  void peersOnParoleGetWholePiecesAlone() {
    PiecePicker p = started(20);
    seed(p, 0, 1);
    int shared = pieces(pick(p, 0, 2, 0))[0];
    int own = pieces(pick(p, 1, 2, PiecePicker.PAROLE))[0];
    assertTrue(own != shared);
    int[] rest = pick(p, 0, 100, 0);
    assertFalse(Arrays.stream(pieces(rest)).anyMatch(x -> x == own));
    assertEquals(PiecePicker.UNWANTED, p.received(0, own, 3));
    assertFalse(p.wants(0, own, 3));
    assertArray(new int[] {own}, pieces(pick(p, 1, 2, PiecePicker.PAROLE)));
    p.releasedAll(1);
    assertEquals(20 - p.partialPieces(), 1, "given up, it is for all");
    assertArray(new int[] {own}, pieces(pick(p, 0, 2, 0)));
  }

  @Test
  void aChokedPeerIsAskedForItsAllowedFastPiecesOnly() {
    PiecePicker p = started(20);
    has(p, 0, 1, 2, 3);
    p.allowedFast(0, 2);
    p.allowedFast(0, 9);
    p.allowedFast(0, -1);
    p.allowedFast(0, 1 << 30);
    assertArray(new int[] {200, 201, 202, 203}, pick(p, 0, 9, PiecePicker.CHOKED_ALLOWED_FAST));
    assertEquals(0, pick(p, 0, 9, PiecePicker.CHOKED_ALLOWED_FAST).length);
  }

  @Test
  void sequentialTakesTheLowest() {
    PiecePicker p = picker(20);
    p.order(PieceOrder.SEQUENTIAL);
    seed(p, 0);
    has(p, 1, 1, 7, 4);
    assertArray(new int[] {1, 4}, pieces(pick(p, 1, 8, 0)));
    assertArray(new int[] {0, 2, 3}, pieces(pick(p, 0, 12, 0)));
  }

  @Test
  void sequentialTakesALowerPieceThatWasLost() {
    PiecePicker p = picker(20);
    p.order(PieceOrder.SEQUENTIAL);
    seed(p, 0);
    p.have(0);
    assertArray(new int[] {1}, pieces(pick(p, 0, 4, 0)));
    p.lose(0);
    assertArray(new int[] {0}, pieces(pick(p, 0, 4, 0)));
  }

  @Test
  void roundRobinGoesOnFromTheLastPiece() {
    PiecePicker p = picker(20);
    p.order(PieceOrder.ROUND_ROBIN);
    seed(p, 0);
    int[] got = pieces(pick(p, 0, 40, 0));
    for (int i = 1; i < got.length; i++) {
      assertEquals((got[i - 1] + 1) % 20, got[i]);
    }
    p.order(PieceOrder.RAREST_FIRST);
    assertEquals(10, pieces(pick(p, 0, 100, 0)).length, "the order may change at any time");
  }

  @Test
  void openPiecesAreBoundedButNoPeerStaysIdle() {
    PiecePicker p = started(100);
    p.maxPartial(4);
    seed(p, 0);
    has(p, 1, 50);
    p.priority(50, 1);
    assertEquals(16, pick(p, 0, 100, 0).length);
    assertEquals(4, p.partialPieces());
    assertArray(new int[] {5000}, pick(p, 1, 1, 0));
    assertEquals(5, p.partialPieces());
    has(p, 2, 51, 52, 53, 54, 55, 56, 57, 58, 59);
    p.released(1, 50, 0);
    int excess = 0;
    for (int s = 3; s < 20; s++) {
      has(p, s, 50 + s);
      excess += pick(p, s, 1, 0).length;
    }
    assertEquals(4, excess, "the excess is bounded too");
    assertEquals(-1, p.reclaim(), "everybody works");
    deliver(p, 3, 5300);
    p.peerLeft(3);
    assertEquals(53, p.reclaim());
    assertEquals(7, p.partialPieces());
    assertEquals(1, pick(p, 2, 1, 0).length);
  }

  @Test
  void endgameAsksIdlePeersForBusyBlocksAndCancels() {
    PiecePicker p = started(1);
    seed(p, 0, 1, 2, 3);
    assertFalse(p.inEndgame());
    assertEquals(3, pick(p, 0, 3, 0).length);
    assertFalse(p.inEndgame(), "a block is left");
    assertArray(new int[] {3}, pick(p, 1, 8, 0));
    assertTrue(p.inEndgame());
    assertEquals(0, pick(p, 2, 8, PiecePicker.NO_ENDGAME).length);
    assertEquals(0, pick(p, 2, 8, PiecePicker.SNUBBED).length);
    assertArray(new int[] {3, 2}, pick(p, 2, 2, 0));
    assertArray(new int[] {1, 0, 3, 2}, pick(p, 3, 8, 0));
    deliver(p, 3, 3);
    int[] others = new int[3];
    assertEquals(2, p.others(3, 0, 3, others));
    assertEquals(Set.of(1, 2), Set.of(others[0], others[1]));
    assertFalse(p.isRequested(1, 0, 3));
    assertEquals(0, p.outstanding(1));
    assertEquals(PiecePicker.DUPLICATE, p.received(1, 0, 3));
    deliver(p, 0, 0, 1, 2);
    assertTrue(p.isPieceReceived(0));
    p.passed(0);
    assertEquals(0, p.outstanding(3), "what is still asked for is void");
    p.have(0);
    assertTrue(p.isFinished());
    assertFalse(p.inEndgame());
  }

  @Test
  void piecesThatNobodyHasDoNotHoldUpTheEndgame() {
    PiecePicker p = started(2);
    has(p, 0, 0);
    has(p, 1, 0);
    assertEquals(4, pick(p, 0, 8, 0).length);
    assertTrue(p.inEndgame());
    has(p, 2, 1);
    assertFalse(p.inEndgame());
    assertEquals(0, pick(p, 1, 8, 0).length);
  }

  @Test
  void aFailedPieceIsMissingAgainAndItsSendersAreKnownEvenWhenTheyLeft() {
    PiecePicker p = started(1);
    p.peerJoined(0, 1111);
    p.peerHasAll(0);
    p.peerJoined(1, 2222);
    p.peerHasAll(1);
    deliver(p, 0, pick(p, 0, 3, 0));
    deliver(p, 1, pick(p, 1, 3, 0));
    p.peerLeft(0);
    p.peerJoined(0, 3333);
    int[] slots = new int[BLOCKS];
    long[] keys = new long[BLOCKS];
    assertEquals(BLOCKS, p.contributors().slots(0, slots));
    assertEquals(BLOCKS, p.contributors().keys(0, keys));
    assertEquals("[-1, -1, -1, 1]", Arrays.toString(slots));
    assertEquals("[1111, 1111, 1111, 2222]", Arrays.toString(keys));
    p.failed(0);
    assertEquals(0, p.contributors().slots(0, slots));
    assertEquals(4, pick(p, 1, 8, 0).length);
  }

  @Test
  void aPieceThatBecomesSkippedIsDropped() {
    PiecePicker p = started(2);
    has(p, 0, 1);
    int[] blocks = pick(p, 0, 4, 0);
    deliver(p, 0, blocks[0]);
    p.priority(1, 0);
    assertFalse(p.isOpen(1));
    assertFalse(p.interesting(0));
    assertEquals(0, p.outstanding(0));
    assertEquals(PiecePicker.UNWANTED, p.received(0, 1, 1));
    assertEquals(0, pick(p, 0, 4, 0).length);
    p.priority(1, 2);
    assertTrue(p.interesting(0));
    assertEquals(4, pick(p, 0, 4, 0).length);
  }

  @Test
  void resumedBlocksCountAndAreNotAskedFor() {
    PiecePicker p = started(2);
    seed(p, 0);
    assertTrue(p.present(1, 2));
    assertFalse(p.present(1, 2));
    assertEquals(PieceLayout.BLOCK, p.partialBytes());
    assertArray(new int[] {100, 101, 103}, pick(p, 0, 3, 0));
  }

  @Test
  void countsWhatIsLeft() {
    PiecePicker p = picker(3);
    long piece = (long) BLOCKS * PieceLayout.BLOCK;
    assertEquals(3 * piece, p.wantedLeft());
    p.priority(0, 0);
    p.have(1);
    assertEquals(piece, p.wantedLeft());
    p.passed(2);
    assertEquals(piece, p.wantedLeft());
    assertEquals(1, p.wantedMissing());
    p.have(2);
    assertTrue(p.isFinished());
    p.lose(2);
    assertEquals(piece, p.wantedLeft());
  }

  @Test
  void distributedCopiesCountOursToo() {
    PiecePicker p = picker(4);
    assertEquals(0, p.distributedCopies());
    seed(p, 0);
    has(p, 1, 0, 1);
    p.have(2);
    assertEquals(1.75, p.distributedCopies());
    p.peerLeft(0);
    assertEquals(0.75, p.distributedCopies());
  }

  @Test
  void aPeerThatGetsItsLastPieceIsASeed() {
    PiecePicker p = picker(3);
    has(p, 0, 0, 1);
    assertFalse(p.peerIsSeed(0));
    p.peerHas(0, 2);
    assertTrue(p.peerIsSeed(0));
    assertEquals(3, p.peerPieces(0));
    p.peerLost(0, 1);
    assertFalse(p.peerIsSeed(0));
    assertEquals(0, p.availability(1));
    assertEquals(1, p.availability(2));
    Bits full = new Bits(3);
    full.setAll();
    p.peerBitfield(0, full);
    assertTrue(p.peerIsSeed(0));
    assertThrows(IllegalArgumentException.class, () -> p.peerBitfield(0, new Bits(4)));
  }

  @Test
  void numbersFromTheWireAreBounded() {
    PiecePicker p = picker(3);
    seed(p, 0);
    pick(p, 0, 12, 0);
    for (int piece : new int[] {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertEquals(PiecePicker.UNWANTED, p.received(0, piece, 0));
      assertFalse(p.wants(0, piece, 0));
      assertFalse(p.isRequested(0, piece, 0));
      p.released(0, piece, 0);
    }
    for (int block : new int[] {-1, 4, Integer.MAX_VALUE}) {
      assertEquals(PiecePicker.UNWANTED, p.received(0, 0, block));
      assertEquals(0, p.others(0, 0, block, new int[3]));
    }
    assertThrows(IllegalArgumentException.class, () -> p.peerJoined(0));
    assertThrows(IllegalArgumentException.class, () -> p.peerJoined(-1));
  }

  @Test
  void anEmptyTorrentIsFinished() {
    PiecePicker p = new PiecePicker(PieceLayout.contiguous(0, 16384), random);
    p.peerJoined(0);
    p.peerHasAll(0);
    p.peerBitfield(0, new Bits(0));
    assertTrue(p.isFinished());
    assertEquals(0, p.pick(0, 5, 0, new long[5]));
    assertEquals(0, p.distributedCopies());
  }

  @ParameterizedTest
  @CsvSource({"RAREST_FIRST", "SEQUENTIAL", "ROUND_ROBIN"})
  void aDownloadFromTwoPartialPeersFinishes(PieceOrder order) {
    PiecePicker p = picker(50);
    p.order(order);
    has(p, 0, 49);
    has(p, 1, 0);
    for (int i = 0; i < 50; i++) {
      p.peerHas(i % 2, i);
    }
    Set<Integer> done = new TreeSet<>();
    for (int turn = 0; !p.isFinished(); turn++) {
      assertTrue(turn < 1000);
      int slot = turn % 2;
      for (int r : pick(p, slot, 3, 0)) {
        deliver(p, slot, r);
        if (p.isPieceReceived(r / 100)) {
          p.passed(r / 100);
          p.have(r / 100);
          assertTrue(done.add(r / 100));
        }
      }
    }
    assertEquals(50, done.size());
  }

  @Test
  void anUnreliablePeerHoldsUpNoPieceThatIsNearlyDone() {
    PiecePicker p = started(2);
    seed(p, 0, 1, 2);
    int[] first = pick(p, 0, 3, 0);
    int[] second = pick(p, 0, 2, 0);
    deliver(p, 0, first);
    int nearlyDone = first[0] / 100;
    int begun = second[1] / 100;
    assertEquals(nearlyDone, second[0] / 100, "its last block is asked of the first peer");
    p.releasedAll(0);
    assertArray(new int[] {begun}, pieces(pick(p, 1, 1, PiecePicker.UNRELIABLE)));
    assertArray(new int[] {nearlyDone}, pieces(pick(p, 2, 1, 0)));
    pick(p, 2, 3, 0);
    seed(p, 3);
    assertEquals(0, pick(p, 3, 1, PiecePicker.UNRELIABLE).length);
    assertEquals(1, pick(p, 3, 1, 0).length, "the endgame");
    p.releasedAll(2);
    p.releasedAll(3);
    p.peerLeft(0);
    p.peerLeft(2);
    assertArray(new int[] {begun}, pieces(pick(p, 1, 8, PiecePicker.UNRELIABLE)));
    assertArray(new int[] {nearlyDone}, pieces(pick(p, 1, 8, PiecePicker.UNRELIABLE)));
  }
}
