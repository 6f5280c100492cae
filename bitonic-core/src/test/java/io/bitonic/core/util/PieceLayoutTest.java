package io.bitonic.core.util;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceLayoutTest {
  private static final int B = PieceLayout.BLOCK;

  @Test
  void contiguousWithAShortLastPieceAndBlock() {
    PieceLayout l = PieceLayout.contiguous(4 * B + B / 2 + 7, 2 * B);
    assertEquals(3, l.pieces());
    assertEquals(2 * B, l.pieceSize(0));
    assertEquals(B / 2 + 7, l.pieceSize(2));
    assertEquals(2, l.blocks(1));
    assertEquals(1, l.blocks(2));
    assertEquals(B / 2 + 7, l.blockSize(2, 0));
    assertEquals(4L * B, l.pieceStart(2));
    assertEquals(2, l.pieceAt(4L * B));
    assertEquals(1, l.pieceAt(4L * B - 1));
  }

  @Test
  void contiguousBoundaries() {
    assertEquals(0, PieceLayout.contiguous(0, B).pieces());
    assertEquals(1, PieceLayout.contiguous(1, B).pieces());
    PieceLayout exact = PieceLayout.contiguous(3L * B, B);
    assertEquals(3, exact.pieces());
    assertEquals(B, exact.pieceSize(2));
    PieceLayout odd = PieceLayout.contiguous(100, 7);
    assertEquals(15, odd.pieces());
    assertEquals(2, odd.pieceSize(14));
    assertEquals(1, odd.blocksPerPiece());
  }

  @Test
  void hugeSizesAreRejectedAndNotWrappedAround() {
    assertThrows(
        IllegalArgumentException.class, () -> PieceLayout.contiguous(Long.MAX_VALUE, 1 << 29));
    assertThrows(IllegalArgumentException.class, () -> PieceLayout.contiguous(-1, B));
    assertThrows(IllegalArgumentException.class, () -> PieceLayout.contiguous(1, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> PieceLayout.aligned(new long[] {1, Long.MAX_VALUE}, 1 << 29));
    assertThrows(IllegalArgumentException.class, () -> PieceLayout.aligned(new long[] {5, -1}, B));
    assertThrows(IllegalArgumentException.class, () -> PieceLayout.aligned(new long[] {5}, 0));
  }

  @Test
  void alignedFilesEndInShortPieces() {
    PieceLayout l = PieceLayout.aligned(new long[] {2 * B + 5, 0, 4 * B, 1}, 2 * B);
    assertEquals(5, l.pieces());
    assertEquals(6L * B + 6, l.totalSize());
    assertEquals(2 * B, l.pieceSize(0));
    assertEquals(5, l.pieceSize(1));
    assertEquals(2 * B, l.pieceSize(2));
    assertEquals(2 * B, l.pieceSize(3));
    assertEquals(1, l.pieceSize(4));
    assertEquals(8L * B, l.pieceStart(4));
  }

  @Test
  void piecesAndBlocksAlwaysAddUpToTheTotal() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      int pieceLength = 1 + random.nextInt(5 * B);
      long[] sizes = random.longs(1 + random.nextInt(6), 0, 20L * B).toArray();
      check(PieceLayout.aligned(sizes, pieceLength));
      check(PieceLayout.contiguous(random.nextLong(40L * B), pieceLength));
    }
  }

  private static void check(PieceLayout l) {
    long sum = 0;
    for (int p = 0; p < l.pieces(); p++) {
      int piece = 0;
      for (int b = 0; b < l.blocks(p); b++) {
        int size = l.blockSize(p, b);
        assertTrue(size > 0 && l.isBlock(p, b * B, size));
        assertFalse(l.isBlock(p, b * B, size - 1));
        assertFalse(l.isBlock(p, b * B + 1, size));
        piece += size;
      }
      assertEquals(l.pieceSize(p), piece);
      assertTrue(l.inPiece(p, 0, piece));
      assertFalse(l.inPiece(p, 1, piece));
      sum += piece;
    }
    assertEquals(l.totalSize(), sum);
  }

  @Test
  void requestsOutsideAreRefusedWithoutOverflow() {
    PieceLayout l = PieceLayout.contiguous(10L * B, 2 * B);
    assertFalse(l.inPiece(-1, 0, 1));
    assertFalse(l.inPiece(5, 0, 1));
    assertFalse(l.inPiece(0, -1, 1));
    assertFalse(l.inPiece(0, 0, 0));
    assertFalse(l.inPiece(0, 0, Integer.MIN_VALUE));
    assertFalse(l.inPiece(0, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertFalse(l.isBlock(0, Integer.MIN_VALUE, B));
    assertFalse(l.isBlock(Integer.MAX_VALUE, 0, B));
  }
}
