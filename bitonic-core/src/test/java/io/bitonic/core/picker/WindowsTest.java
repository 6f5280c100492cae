package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What readers wait for comes first. */
class WindowsTest {
  private static final int BLOCKS = 4;
  private static final int PIECES = 60;

  private final PiecePicker p =
      new PiecePicker(
          PieceLayout.contiguous(
              (long) PIECES * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK),
          RandomGeneratorFactory.of("L64X128MixRandom").create(3));

  private void seed(int slot) {
    p.peerJoined(slot);
    p.peerHasAll(slot);
  }

  private long[] pick(int slot, int max, int flags) {
    long[] out = new long[max];
    return Arrays.copyOf(out, p.pick(slot, max, flags, out));
  }

  private int[] pieces(int slot, int max, int flags) {
    return Arrays.stream(pick(slot, max, flags))
        .mapToInt(r -> (int) (r >>> 32))
        .distinct()
        .toArray();
  }

  @Test
  void aWindowIsPickedInOrderThenTheRestRarestFirst() {
    for (int i = 0; i < 4; i++) {
      p.have(PIECES - 1 - i);
    }
    seed(0);
    p.peerJoined(1);
    for (int i = 0; i < PIECES; i++) {
      if (i != 33) {
        p.peerHas(1, i);
      }
    }
    p.window(7, 20, 23, false);
    assertArrayEquals(new int[] {20, 21}, pieces(0, 2 * BLOCKS, 0));
    assertArrayEquals(new int[] {22, 23, 33}, pieces(0, 3 * BLOCKS, PiecePicker.FAST));
  }

  @Test
  void windowsShareByDeadlineAndFollowTheirReader() {
    seed(0);
    p.window(1, 10, 12, false);
    p.window(2, 40, 41, false);
    assertArrayEquals(new int[] {10, 40, 11}, pieces(0, 3 * BLOCKS, 0));
    p.window(1, 30, 31, false);
    assertArrayEquals(new int[] {30, 31, 41}, sorted(pieces(0, 3 * BLOCKS, 0)));
    p.closeWindow(1);
    p.closeWindow(2);
    p.window(3, 5, 5, false);
    assertEquals(5, pieces(0, BLOCKS, 0)[0]);
    assertEquals(null, p.check());
  }

  private static int[] sorted(int[] a) {
    Arrays.sort(a);
    return a;
  }

  @Test
  void skippedPiecesAndThoseThePeerLacksAreLeftOut() {
    p.peerJoined(0);
    for (int i = 0; i < PIECES; i++) {
      if (i != 11) {
        p.peerHas(0, i);
      }
    }
    p.priority(12, 0);
    p.have(10);
    p.window(1, 10, 14, false);
    assertArrayEquals(new int[] {13, 14}, pieces(0, 2 * BLOCKS, 0));
  }

  @Test
  void aPieceThatAnotherPeerHasForItselfIsHelpedWithWhenItIsInTheWindow() {
    seed(0);
    seed(1);
    p.window(1, 9, 9, false);
    assertEquals(2, pick(0, 2, PiecePicker.FAST).length);
    assertArrayEquals(new long[] {9L << 32 | 2, 9L << 32 | 3}, pick(1, 2, PiecePicker.FAST));
  }

  @Test
  void stalledAndSuspectPeersGetNothingOfIt() {
    seed(0);
    seed(1);
    p.window(1, 9, 9, false);
    int first = 0;
    for (int i = 0; i < 20; i++) {
      long r = pick(0, 1, i % 2 == 0 ? PiecePicker.SNUBBED : PiecePicker.PAROLE)[0];
      first += r >>> 32 == 9 ? 1 : 0;
      p.released(0, (int) (r >>> 32), (int) r);
    }
    assertTrue(first < 5, "by chance alone, not " + first + " of 20 times");
    assertArrayEquals(new int[] {9}, pieces(1, BLOCKS, 0));
  }

  @Test
  void whenTheReaderWaitsTheFirstPieceIsAskedOfTwo() {
    seed(0);
    seed(1);
    p.window(1, 9, 30, false);
    assertArrayEquals(new int[] {9}, pieces(0, BLOCKS, 0));
    assertArrayEquals(new int[] {10}, pieces(1, BLOCKS, 0));
    p.window(1, 9, 30, true);
    assertArrayEquals(new int[] {9, 11}, pieces(1, 2 * BLOCKS, 0));
    seed(2);
    assertArrayEquals(new int[] {12}, pieces(2, BLOCKS, 0), "not of three");
  }

  @Test
  void partialPiecesStayWithinTheirBound() {
    p.maxPartial(2);
    seed(0);
    p.window(1, 0, 9, false);
    assertArrayEquals(new int[] {0, 1}, pieces(0, 100, 0));
  }

  @Test
  void aWindowOutsideTheTorrentIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> p.window(1, 5, PIECES, false));
    assertThrows(IllegalArgumentException.class, () -> p.window(1, 6, 5, false));
    assertThrows(IllegalArgumentException.class, () -> p.window(1, -1, 5, false));
  }
}
