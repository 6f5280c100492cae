package io.bitonic.core.hash;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the vector kernels share: one message per lane, its words as rows of an {@code int[]}.
 *
 * <p>Word {@code t} of lane {@code l} is {@code w[t * COUNT + l]}. A block of 64 bytes per lane is
 * read by whole vectors and transposed by exchanging halves, quarters and so on between rows, two
 * exchanges to a pass over memory.
 */
final class Lanes {
  static final VectorSpecies<Integer> SPECIES = species();

  /** Messages hashed at once: 4, 8 or 16. */
  static final int COUNT = SPECIES.length();

  /** Words of a block. */
  static final int WORDS = 16;

  /** All of native memory: addresses are checked by whoever makes them. */
  static final MemorySegment MEMORY = Memory.ALL;

  private static final VectorShuffle<Integer> SWAP1 = swap(1);
  private static final VectorShuffle<Integer> SWAP2 = swap(2);
  private static final VectorShuffle<Integer> SWAP4 = swap(COUNT > 4 ? 4 : 1);
  private static final VectorShuffle<Integer> SWAP8 = swap(COUNT > 8 ? 8 : 1);
  private static final VectorMask<Integer> HIGH1 = high(1);
  private static final VectorMask<Integer> HIGH2 = high(2);
  private static final VectorMask<Integer> HIGH4 = high(4);
  private static final VectorMask<Integer> HIGH8 = high(8);
  private static final VectorMask<Integer> LOW1 = HIGH1.not();
  private static final VectorMask<Integer> LOW2 = HIGH2.not();
  private static final VectorMask<Integer> LOW4 = HIGH4.not();
  private static final VectorMask<Integer> LOW8 = HIGH8.not();

  private Lanes() {}

  private static VectorSpecies<Integer> species() {
    VectorSpecies<Integer> preferred = IntVector.SPECIES_PREFERRED;
    if (preferred.length() > WORDS) {
      return IntVector.SPECIES_512;
    }
    return preferred.length() < 4 ? IntVector.SPECIES_128 : preferred;
  }

  private static VectorShuffle<Integer> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, i -> i ^ distance);
  }

  private static VectorMask<Integer> high(int bit) {
    long bits = 0;
    for (int i = 0; i < COUNT; i++) {
      bits |= (i & bit) != 0 ? 1L << i : 0;
    }
    return VectorMask.fromLong(SPECIES, bits);
  }

  /**
   * Reads the block at {@code address[l] + offset} for each lane.
   *
   * @param w 16 rows or more, overwritten
   */
  static void load(int[] w, long[] address, long offset, ByteOrder order) {
    switch (COUNT) {
      case 16 -> load16(w, address, offset, order);
      case 8 -> load8(w, address, offset, order);
      default -> load4(w, address, offset, order);
    }
    exchangePairs(w);
  }

  private static IntVector read(long address, ByteOrder order) {
    return IntVector.fromMemorySegment(SPECIES, MEMORY, address, order);
  }

  private static void load16(int[] w, long[] address, long offset, ByteOrder order) {
    for (int l = 0; l < 4; l++) {
      IntVector a = read(address[l] + offset, order);
      IntVector b = read(address[l + 4] + offset, order);
      IntVector c = read(address[l + 8] + offset, order);
      IntVector d = read(address[l + 12] + offset, order);
      IntVector e = a.blend(c.rearrange(SWAP8), HIGH8);
      IntVector g = c.blend(a.rearrange(SWAP8), LOW8);
      IntVector f = b.blend(d.rearrange(SWAP8), HIGH8);
      IntVector h = d.blend(b.rearrange(SWAP8), LOW8);
      int row = l * COUNT;
      e.blend(f.rearrange(SWAP4), HIGH4).intoArray(w, row);
      f.blend(e.rearrange(SWAP4), LOW4).intoArray(w, row + 4 * COUNT);
      g.blend(h.rearrange(SWAP4), HIGH4).intoArray(w, row + 8 * COUNT);
      h.blend(g.rearrange(SWAP4), LOW4).intoArray(w, row + 12 * COUNT);
    }
  }

  private static void load8(int[] w, long[] address, long offset, ByteOrder order) {
    for (int half = 0; half < 2; half++) {
      for (int l = 0; l < 4; l++) {
        long at = offset + half * 32L;
        IntVector a = read(address[l] + at, order);
        IntVector b = read(address[l + 4] + at, order);
        int row = (half * 8 + l) * COUNT;
        a.blend(b.rearrange(SWAP4), HIGH4).intoArray(w, row);
        b.blend(a.rearrange(SWAP4), LOW4).intoArray(w, row + 4 * COUNT);
      }
    }
  }

  private static void load4(int[] w, long[] address, long offset, ByteOrder order) {
    for (int quarter = 0; quarter < 4; quarter++) {
      for (int l = 0; l < 4; l++) {
        read(address[l] + offset + quarter * 16L, order).intoArray(w, (quarter * 4 + l) * COUNT);
      }
    }
  }

  /** Exchanges pairs of lanes, then single lanes, within each four rows. */
  private static void exchangePairs(int[] w) {
    for (int row = 0; row < WORDS * COUNT; row += 4 * COUNT) {
      IntVector a = IntVector.fromArray(SPECIES, w, row);
      IntVector b = IntVector.fromArray(SPECIES, w, row + COUNT);
      IntVector c = IntVector.fromArray(SPECIES, w, row + 2 * COUNT);
      IntVector d = IntVector.fromArray(SPECIES, w, row + 3 * COUNT);
      IntVector e = a.blend(c.rearrange(SWAP2), HIGH2);
      IntVector g = c.blend(a.rearrange(SWAP2), LOW2);
      IntVector f = b.blend(d.rearrange(SWAP2), HIGH2);
      IntVector h = d.blend(b.rearrange(SWAP2), LOW2);
      e.blend(f.rearrange(SWAP1), HIGH1).intoArray(w, row);
      f.blend(e.rearrange(SWAP1), LOW1).intoArray(w, row + COUNT);
      g.blend(h.rearrange(SWAP1), HIGH1).intoArray(w, row + 2 * COUNT);
      h.blend(g.rearrange(SWAP1), LOW1).intoArray(w, row + 3 * COUNT);
    }
  }
}
