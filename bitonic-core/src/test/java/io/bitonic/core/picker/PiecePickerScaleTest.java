package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.lang.management.ManagementFactory;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** A million pieces and two hundred peers. */
class PiecePickerScaleTest {
  private static final int PIECES = 1_000_000;
  private static final int PEERS = 200;
  private static final int BLOCKS = 4;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

  @Test
  void aMillionPiecesCostBitsAndBytesAndPickingAllocatesNothing() {
    long before = thread.getCurrentThreadAllocatedBytes();
    PiecePicker picker =
        new PiecePicker(
            PieceLayout.contiguous(
                (long) PIECES * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK),
            random);
    long own = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(own < 12L * PIECES, own + " bytes for the pieces");
    for (int s = 0; s < PEERS; s++) {
      picker.peerJoined(s);
      if (s % 4 == 0) {
        picker.peerHasAll(s);
      } else {
        picker.peerBitfield(s, some(s));
      }
    }
    cycle(picker, 2_000);
    long all = thread.getCurrentThreadAllocatedBytes() - before;
    // The test's own bit sets count, too: the peers' pieces twice.
    long sets = 2L * (PEERS * 3 / 4) * PIECES / 8;
    assertTrue(all < sets + 20L * PIECES, all + " bytes with the peers");

    before = thread.getCurrentThreadAllocatedBytes();
    int received = cycle(picker, 20_000);
    long spent = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(spent < 4096, spent + " bytes allocated for " + received + " blocks");
    assertNull(picker.check());
    assertEquals(received / BLOCKS, picker.haves().count() - 2_000 / BLOCKS, 200);
  }

  private Bits some(int s) {
    Bits bits = new Bits(PIECES);
    int share = 1 + s % 10;
    for (int p = 0; p < PIECES; p++) {
      if ((p * 2654435761L + s * 40503L >>> 8) % 10 < share) {
        bits.set(p);
      }
    }
    return bits;
  }

  private int cycle(PiecePicker picker, int blocks) {
    int received = 0;
    for (int slot = 0; received < blocks; slot = slot + 1 == PEERS ? 0 : slot + 1) {
      int n = picker.pick(slot, out.length, 0, out);
      for (int i = 0; i < n; i++) {
        int piece = (int) (out[i] >>> 32);
        if (picker.received(slot, piece, (int) out[i]) == PiecePicker.ACCEPTED) {
          received++;
        }
        if (picker.isPieceReceived(piece)) {
          picker.passed(piece);
          picker.have(piece);
          picker.peerHas(slot, piece);
        }
      }
      picker.peerHas(slot, random.nextInt(PIECES));
    }
    return received;
  }

  private final long[] out = new long[3];
}
