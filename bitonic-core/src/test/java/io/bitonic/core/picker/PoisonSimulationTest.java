package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One download from ten peers that claim to have everything, of which nine corrupt blocks. */
class PoisonSimulationTest {
  private static final int PEERS = 10;
  private static final int HONEST = 3;
  private static final int PIECES = 200;
  private static final int BLOCKS = 16;

  private final PieceLayout layout =
      PieceLayout.contiguous(
          (long) PIECES * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK);
  private final Set<Long> banned = new HashSet<>();
  private final Blame blame = new Blame(1000, 100_000, banned::add);
  private final byte[][] digests = new byte[PIECES][BLOCKS * 20];

  @ParameterizedTest
  @CsvSource({"1, 1.0", "2, 1.0", "3, 0.5", "4, 0.5", "5, 0.1", "6, 0.1", "7, 0.02", "8, 0.02"})
  void completesWithoutBanningTheHonestPeer(long seed, double corruption) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    PiecePicker picker = new PiecePicker(layout, random);
    int[] speed = new int[PEERS];
    for (int s = 0; s < PEERS; s++) {
      speed[s] = 1 + random.nextInt(8);
      picker.peerJoined(s, 1000 + s);
      picker.peerHasAll(s);
    }
    long[] out = new long[64];
    int rounds = 0;
    for (; !picker.isFinished() && rounds < 100_000; rounds++) {
      int slot = random.nextInt(PEERS);
      if (blame.isBanned(1000 + slot)) {
        picker.peerLeft(slot);
        continue;
      }
      // Requests are answered at once but in pieces shared with whoever comes next.
      int flags = blame.isOnParole(1000 + slot) ? PiecePicker.PAROLE : 0;
      int n = picker.pick(slot, speed[slot], flags, out);
      for (int i = 0; i < n; i++) {
        boolean bad = slot != HONEST && random.nextDouble() < corruption;
        deliver(picker, slot, (int) (out[i] >>> 32), (int) out[i], bad ? random.nextInt() : 0);
      }
    }
    assertTrue(picker.isFinished(), "not finished after " + rounds + " rounds");
    assertTrue(!banned.contains(1000L + HONEST), "the honest peer is banned");
    if (corruption >= 0.1) {
      assertEquals(PEERS - 1, banned.size(), "all liars are banned: " + banned);
    }
  }

  private void deliver(PiecePicker picker, int slot, int piece, int block, int error) {
    if (picker.received(slot, piece, block) != PiecePicker.ACCEPTED) {
      return;
    }
    byte[] d = digests[piece];
    for (int i = 0; i < 4; i++) {
      d[block * 20 + i] = (byte) (error >>> 8 * i);
    }
    if (!picker.isPieceReceived(piece)) {
      return;
    }
    long[] senders = new long[BLOCKS];
    int blocks = picker.contributors().keys(piece, senders);
    if (Arrays.equals(d, new byte[d.length])) {
      picker.passed(piece);
      blame.passed(piece, senders, blocks, blame.hasEvidence(piece) ? d : null);
      picker.have(piece);
    } else {
      blame.failed(piece, senders, blocks, d);
      picker.failed(piece);
    }
  }
}
