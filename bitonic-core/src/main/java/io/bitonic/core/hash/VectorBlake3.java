package io.bitonic.core.hash;

import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * BLAKE3 of one chunk or one pair of chaining values per lane. One loop over the rounds, which
 * reads the message words from memory: the compiler does not take bigger bodies.
 */
final class VectorBlake3 {
  private static final VectorSpecies<Integer> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Where each step of each round finds its message word in {@link #w}. */
  private static final int[] ORDER = order();

  private final int[] w = new int[Lanes.WORDS * L];
  private final int[] h = new int[8 * L];
  private final int[] low = new int[L];
  private final int[] high = new int[L];

  private static int[] order() {
    int[] rows = Blake3Block.order();
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= L;
    }
    return rows;
  }

  /**
   * Compresses whole chunks or parents of all lanes; none of them a root.
   *
   * @param address the bytes of each lane, native
   * @param blocks 16 for chunks, 1 for parents
   * @param key words of the key, or the initial value
   * @param flags of all blocks
   * @param counter number of each lane's chunk; all 0 for parents
   */
  void compress(long[] address, int blocks, int[] key, int flags, long[] counter) {
    for (int i = 0; i < 8; i++) {
      IntVector.broadcast(S, key[i]).intoArray(h, i * L);
    }
    for (int l = 0; l < L; l++) {
      low[l] = (int) counter[l];
      high[l] = (int) (counter[l] >>> 32);
    }
    for (int i = 0; i < blocks; i++) {
      Lanes.load(w, address, (long) i * Blake3Block.SIZE, ByteOrder.LITTLE_ENDIAN);
      int f = flags;
      if (blocks > 1) {
        f |= i == 0 ? Blake3Block.CHUNK_START : 0;
        f |= i == blocks - 1 ? Blake3Block.CHUNK_END : 0;
      }
      rounds(h, w, low, high, f);
    }
  }

  int state(int lane, int word) {
    return h[word * L + lane];
  }

  // In one piece: a call would spill the sixteen vectors of state, which stay in registers.
  private static void rounds(int[] h, int[] w, int[] low, int[] high, int flags) {
    IntVector v0 = IntVector.fromArray(S, h, 0 * L);
    IntVector v1 = IntVector.fromArray(S, h, 1 * L);
    IntVector v2 = IntVector.fromArray(S, h, 2 * L);
    IntVector v3 = IntVector.fromArray(S, h, 3 * L);
    IntVector v4 = IntVector.fromArray(S, h, 4 * L);
    IntVector v5 = IntVector.fromArray(S, h, 5 * L);
    IntVector v6 = IntVector.fromArray(S, h, 6 * L);
    IntVector v7 = IntVector.fromArray(S, h, 7 * L);
    IntVector v8 = IntVector.broadcast(S, Blake3Block.IV0);
    IntVector v9 = IntVector.broadcast(S, Blake3Block.IV1);
    IntVector v10 = IntVector.broadcast(S, Blake3Block.IV2);
    IntVector v11 = IntVector.broadcast(S, Blake3Block.IV3);
    IntVector v12 = IntVector.fromArray(S, low, 0);
    IntVector v13 = IntVector.fromArray(S, high, 0);
    IntVector v14 = IntVector.broadcast(S, Blake3Block.SIZE);
    IntVector v15 = IntVector.broadcast(S, flags);
    for (int r = 0; r < Blake3Block.ROUNDS * 16; r += 16) {
      v0 = v0.add(v4).add(IntVector.fromArray(S, w, ORDER[r + 0]));
      v12 = v12.lanewise(XOR, v0).lanewise(ROR, 16);
      v8 = v8.add(v12);
      v4 = v4.lanewise(XOR, v8).lanewise(ROR, 12);
      v0 = v0.add(v4).add(IntVector.fromArray(S, w, ORDER[r + 1]));
      v12 = v12.lanewise(XOR, v0).lanewise(ROR, 8);
      v8 = v8.add(v12);
      v4 = v4.lanewise(XOR, v8).lanewise(ROR, 7);
      v1 = v1.add(v5).add(IntVector.fromArray(S, w, ORDER[r + 2]));
      v13 = v13.lanewise(XOR, v1).lanewise(ROR, 16);
      v9 = v9.add(v13);
      v5 = v5.lanewise(XOR, v9).lanewise(ROR, 12);
      v1 = v1.add(v5).add(IntVector.fromArray(S, w, ORDER[r + 3]));
      v13 = v13.lanewise(XOR, v1).lanewise(ROR, 8);
      v9 = v9.add(v13);
      v5 = v5.lanewise(XOR, v9).lanewise(ROR, 7);
      v2 = v2.add(v6).add(IntVector.fromArray(S, w, ORDER[r + 4]));
      v14 = v14.lanewise(XOR, v2).lanewise(ROR, 16);
      v10 = v10.add(v14);
      v6 = v6.lanewise(XOR, v10).lanewise(ROR, 12);
      v2 = v2.add(v6).add(IntVector.fromArray(S, w, ORDER[r + 5]));
      v14 = v14.lanewise(XOR, v2).lanewise(ROR, 8);
      v10 = v10.add(v14);
      v6 = v6.lanewise(XOR, v10).lanewise(ROR, 7);
      v3 = v3.add(v7).add(IntVector.fromArray(S, w, ORDER[r + 6]));
      v15 = v15.lanewise(XOR, v3).lanewise(ROR, 16);
      v11 = v11.add(v15);
      v7 = v7.lanewise(XOR, v11).lanewise(ROR, 12);
      v3 = v3.add(v7).add(IntVector.fromArray(S, w, ORDER[r + 7]));
      v15 = v15.lanewise(XOR, v3).lanewise(ROR, 8);
      v11 = v11.add(v15);
      v7 = v7.lanewise(XOR, v11).lanewise(ROR, 7);
      v0 = v0.add(v5).add(IntVector.fromArray(S, w, ORDER[r + 8]));
      v15 = v15.lanewise(XOR, v0).lanewise(ROR, 16);
      v10 = v10.add(v15);
      v5 = v5.lanewise(XOR, v10).lanewise(ROR, 12);
      v0 = v0.add(v5).add(IntVector.fromArray(S, w, ORDER[r + 9]));
      v15 = v15.lanewise(XOR, v0).lanewise(ROR, 8);
      v10 = v10.add(v15);
      v5 = v5.lanewise(XOR, v10).lanewise(ROR, 7);
      v1 = v1.add(v6).add(IntVector.fromArray(S, w, ORDER[r + 10]));
      v12 = v12.lanewise(XOR, v1).lanewise(ROR, 16);
      v11 = v11.add(v12);
      v6 = v6.lanewise(XOR, v11).lanewise(ROR, 12);
      v1 = v1.add(v6).add(IntVector.fromArray(S, w, ORDER[r + 11]));
      v12 = v12.lanewise(XOR, v1).lanewise(ROR, 8);
      v11 = v11.add(v12);
      v6 = v6.lanewise(XOR, v11).lanewise(ROR, 7);
      v2 = v2.add(v7).add(IntVector.fromArray(S, w, ORDER[r + 12]));
      v13 = v13.lanewise(XOR, v2).lanewise(ROR, 16);
      v8 = v8.add(v13);
      v7 = v7.lanewise(XOR, v8).lanewise(ROR, 12);
      v2 = v2.add(v7).add(IntVector.fromArray(S, w, ORDER[r + 13]));
      v13 = v13.lanewise(XOR, v2).lanewise(ROR, 8);
      v8 = v8.add(v13);
      v7 = v7.lanewise(XOR, v8).lanewise(ROR, 7);
      v3 = v3.add(v4).add(IntVector.fromArray(S, w, ORDER[r + 14]));
      v14 = v14.lanewise(XOR, v3).lanewise(ROR, 16);
      v9 = v9.add(v14);
      v4 = v4.lanewise(XOR, v9).lanewise(ROR, 12);
      v3 = v3.add(v4).add(IntVector.fromArray(S, w, ORDER[r + 15]));
      v14 = v14.lanewise(XOR, v3).lanewise(ROR, 8);
      v9 = v9.add(v14);
      v4 = v4.lanewise(XOR, v9).lanewise(ROR, 7);
    }
    v0.lanewise(XOR, v8).intoArray(h, 0 * L);
    v1.lanewise(XOR, v9).intoArray(h, 1 * L);
    v2.lanewise(XOR, v10).intoArray(h, 2 * L);
    v3.lanewise(XOR, v11).intoArray(h, 3 * L);
    v4.lanewise(XOR, v12).intoArray(h, 4 * L);
    v5.lanewise(XOR, v13).intoArray(h, 5 * L);
    v6.lanewise(XOR, v14).intoArray(h, 6 * L);
    v7.lanewise(XOR, v15).intoArray(h, 7 * L);
  }
}
