package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunChooserTest {
  private static final int BLOCKS = 4;
  private static final int WEB = 3;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);

  private PiecePicker picker(int pieces) {
    PiecePicker p =
        new PiecePicker(
            PieceLayout.contiguous(
                (long) pieces * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK),
            random);
    p.peerJoined(WEB);
    p.peerHasAll(WEB);
    return p;
  }

  private static int[] run(PiecePicker p, int max, int flags) {
    long[] out = new long[max];
    int n = p.pickRun(WEB, max, flags, out);
    assertNull(p.check());
    return Arrays.stream(out, 0, n).mapToInt(r -> (int) (r >>> 32) * BLOCKS + (int) r).toArray();
  }

  private static int[] between(int from, int to) {
    int[] all = new int[to - from];
    Arrays.setAll(all, i -> from + i);
    return all;
  }

  private static void receive(PiecePicker p, int... blocks) {
    for (int b : blocks) {
      assertEquals(PiecePicker.ACCEPTED, p.received(WEB, b / BLOCKS, b % BLOCKS));
    }
  }

  @Test
  void takesWholePiecesThatFollowEachOther() {
    PiecePicker p = picker(64);
    int[] got = run(p, 8 * BLOCKS, 0);
    assertEquals(8 * BLOCKS, got.length);
    assertEquals(0, got[0] % (8 * BLOCKS), "aligned, so that no short gaps are left");
    assertArrayEquals(between(got[0], got[0] + got.length), got);
    assertEquals(got.length, p.outstanding(WEB));
  }

  @Test
  void everyRunIsOneAndTheLastTakesTheRest() {
    PiecePicker p = picker(37);
    int all = 0;
    for (int i = 0; i < 40 && !p.isFinished(); i++) {
      int[] got = run(p, 8 * BLOCKS, 0);
      assertArrayEquals(between(got[0], got[0] + got.length), got);
      all += got.length;
      receive(p, got);
      for (int b : got) {
        if (p.isPieceReceived(b / BLOCKS)) {
          p.passed(b / BLOCKS);
          p.have(b / BLOCKS);
        }
      }
    }
    assertTrue(p.isFinished());
    assertEquals(37 * BLOCKS, all);
  }

  @Test
  void endsWhereSomethingIsThere() {
    PiecePicker p = picker(10);
    p.order(PieceOrder.SEQUENTIAL);
    p.have(3);
    assertArrayEquals(between(0, 3 * BLOCKS), run(p, 8 * BLOCKS, 0));
    p.priority(6, 0);
    assertArrayEquals(between(4 * BLOCKS, 6 * BLOCKS), run(p, 8 * BLOCKS, 0));
  }

  @Test
  void goesOnWhereAPieceWasLeft() {
    PiecePicker p = picker(4);
    p.order(PieceOrder.SEQUENTIAL);
    int[] got = run(p, 8 * BLOCKS, 0);
    receive(p, Arrays.copyOf(got, 2));
    p.releasedAll(WEB);
    assertArrayEquals(between(2, 4 * BLOCKS), run(p, 8 * BLOCKS, 0));
  }

  @Test
  void isBoundedByThePiecesThatMayBeOpen() {
    PiecePicker p = picker(64);
    p.maxPartial(3);
    assertEquals(3 * BLOCKS, run(p, 32 * BLOCKS, 0).length);
  }

  @Test
  void doesNotMixWhatIsWantedLessIntoWhatIsWantedMore() {
    PiecePicker p = picker(20);
    for (int i = 8; i < 12; i++) {
      p.priority(i, 3);
    }
    assertArrayEquals(between(8 * BLOCKS, 12 * BLOCKS), run(p, 16 * BLOCKS, 0));
  }

  @Test
  void servesReadersFirst() {
    PiecePicker p = picker(40);
    p.window(1, 21, 30, false);
    int[] got = run(p, 6 * BLOCKS, 0);
    assertArrayEquals(between(21 * BLOCKS, 27 * BLOCKS), got);
  }

  @Test
  void inTheEndgameAsksForAFewThatOthersOwe() {
    PiecePicker p = picker(2);
    p.peerJoined(7);
    p.peerHasAll(7);
    long[] out = new long[2 * BLOCKS];
    assertEquals(2 * BLOCKS, p.pick(7, 2 * BLOCKS, 0, out));
    int[] got = run(p, 2 * BLOCKS, 0);
    assertArrayEquals(between(got[0], got[0] + got.length), got);
    assertTrue(got.length >= 1 && got.length <= BLOCKS, got.length + " blocks");
  }

  @Test
  void aSuspectKeepsItsPiecesToItself() {
    PiecePicker p = picker(8);
    p.peerJoined(7);
    p.peerHasAll(7);
    int[] got = run(p, 2 * BLOCKS, PiecePicker.PAROLE);
    assertEquals(2 * BLOCKS, got.length);
    assertEquals(PiecePicker.UNWANTED, p.received(7, got[0] / BLOCKS, got[0] % BLOCKS));
  }

  /** Among others who come, go and lie, the picker's own books stay right. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void booksStayRight(long seed) {
    RandomGenerator r = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    PiecePicker p = picker(50);
    p.peerJoined(5);
    p.peerHasAll(5);
    long[] out = new long[64];
    for (int i = 0; i < 3000 && !p.isFinished(); i++) {
      int slot = r.nextBoolean() ? WEB : 5;
      int n = slot == WEB ? p.pickRun(WEB, 1 + r.nextInt(40), 0, out) : p.pick(5, 6, 0, out);
      for (int k = 0; k < n; k++) {
        int piece = (int) (out[k] >>> 32);
        int block = (int) out[k];
        if (r.nextInt(4) == 0) {
          p.released(slot, piece, block);
        } else if (p.received(slot, piece, block) == PiecePicker.ACCEPTED) {
          p.others(slot, piece, block, new int[3]);
          if (p.isPieceReceived(piece)) {
            if (r.nextInt(10) == 0) {
              p.failed(piece);
            } else {
              p.passed(piece);
              p.have(piece);
            }
          }
        }
      }
      assertNull(p.check());
      assertEquals(0, p.outstanding(slot) - outstanding(p, slot));
    }
    assertTrue(p.isFinished());
  }

  private static int outstanding(PiecePicker p, int slot) {
    int n = 0;
    for (int piece = 0; piece < 50; piece++) {
      for (int b = 0; b < BLOCKS; b++) {
        n += p.isRequested(slot, piece, b) ? 1 : 0;
      }
    }
    return n;
  }
}
