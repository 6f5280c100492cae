package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.core.metainfo.Merkle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceDigestsTest {
  /** Roots of pieces of the given sizes, beside those of the plain implementation. */
  private static void check(int[] sizes, int[] leaves) {
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(Arrays.hashCode(sizes));
      long[] address = new long[sizes.length];
      byte[][] expected = new byte[sizes.length][];
      for (int i = 0; i < sizes.length; i++) {
        byte[] data = new byte[sizes[i]];
        random.nextBytes(data);
        expected[i] = new Merkle().ofData(data, data.length, leaves[i]);
        address[i] = arena.allocate(sizes[i]).copyFrom(MemorySegment.ofArray(data)).address();
      }
      MemorySegment out = arena.allocate(sizes.length * 32L);
      new PieceDigests().merkle(address, sizes, leaves, sizes.length, out.address());
      for (int i = 0; i < sizes.length; i++) {
        byte[] got = out.asSlice(i * 32L, 32).toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(expected[i], got, "piece " + i);
      }
    }
  }

  @Test
  void treesOfFullPieces() {
    int[] sizes = new int[16];
    int[] leaves = new int[16];
    Arrays.fill(sizes, 64 << 10);
    Arrays.fill(leaves, 4);
    check(sizes, leaves);
    Arrays.fill(sizes, 16 << 10);
    Arrays.fill(leaves, 1);
    check(sizes, leaves);
    check(new int[] {4 << 20}, new int[] {256});
  }

  @Test
  void shortPiecesAmongFullOnes() {
    check(
        new int[] {64 << 10, 40_000, 64 << 10, 1, 20_000, 64 << 10, 64 << 10, 50_001},
        new int[] {4, 4, 4, 4, 2, 4, 4, 8});
  }

  @Test
  void refusesTreesThatAreTooNarrow() {
    PieceDigests digests = new PieceDigests();
    long[] nowhere = new long[1];
    assertThrows(
        IllegalArgumentException.class,
        () -> digests.merkle(nowhere, new int[] {40_000}, new int[] {2}, 1, 0));
  }
}
