package io.bitonic.core.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The compression function of BLAKE3, one block at a time. Not thread-safe. */
final class Blake3Block {
  /** Bytes of a block. */
  static final int SIZE = 64;

  static final int ROUNDS = 7;
  static final int CHUNK_START = 1;
  static final int CHUNK_END = 2;
  static final int PARENT = 4;
  static final int ROOT = 8;
  static final int KEYED = 16;

  static final int IV0 = 0x6a09e667;
  static final int IV1 = 0xbb67ae85;
  static final int IV2 = 0x3c6ef372;
  static final int IV3 = 0xa54ff53a;

  private static final int[] IV = {
    IV0, IV1, IV2, IV3, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };
  private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  private static final int[] ORDER = order();
  private static final MemorySegment MEMORY = Memory.ALL;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int[] m = new int[16];

  /** The chaining value: input of the next block, or the result. */
  final int[] h = new int[8];

  /** The message word of each of the 16 steps of each round. */
  static int[] order() {
    int[] all = new int[ROUNDS * 16];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < 16 ? i : all[i - 16];
    }
    for (int r = 1; r < ROUNDS; r++) {
      for (int i = 0; i < 16; i++) {
        all[r * 16 + i] = PERMUTATION[all[(r - 1) * 16 + i]];
      }
    }
    return all;
  }

  /** The chaining value that hashing without a key starts from. */
  static int[] start() {
    return IV.clone();
  }

  /** Begins a chunk or a parent. */
  void start(int[] key) {
    System.arraycopy(key, 0, h, 0, 8);
  }

  /**
   * Takes one block.
   *
   * @param address native
   * @param length 0 to 64 bytes; what is missing counts as zeros
   */
  void compress(long address, int length, long counter, int flags) {
    int whole = length / 4;
    for (int i = 0; i < whole; i++) {
      m[i] = MEMORY.get(WORD, address + i * 4L);
    }
    Arrays.fill(m, whole, 16, 0);
    for (int i = whole * 4; i < length; i++) {
      m[whole] |= (MEMORY.get(ValueLayout.JAVA_BYTE, address + i) & 0xff) << (i % 4 * 8);
    }
    rounds(h, m, counter, length, flags);
  }

  // In one piece: a call would spill the sixteen words of state, which stay in registers.
  private static void rounds(int[] h, int[] m, long counter, int length, int flags) {
    int v0 = h[0];
    int v1 = h[1];
    int v2 = h[2];
    int v3 = h[3];
    int v4 = h[4];
    int v5 = h[5];
    int v6 = h[6];
    int v7 = h[7];
    int v8 = IV0;
    int v9 = IV1;
    int v10 = IV2;
    int v11 = IV3;
    int v12 = (int) counter;
    int v13 = (int) (counter >>> 32);
    int v14 = length;
    int v15 = flags;
    for (int r = 0; r < ROUNDS * 16; r += 16) {
      v0 += v4 + m[ORDER[r + 0]];
      v12 = Integer.rotateRight(v12 ^ v0, 16);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 12);
      v0 += v4 + m[ORDER[r + 1]];
      v12 = Integer.rotateRight(v12 ^ v0, 8);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 7);
      v1 += v5 + m[ORDER[r + 2]];
      v13 = Integer.rotateRight(v13 ^ v1, 16);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 12);
      v1 += v5 + m[ORDER[r + 3]];
      v13 = Integer.rotateRight(v13 ^ v1, 8);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 7);
      v2 += v6 + m[ORDER[r + 4]];
      v14 = Integer.rotateRight(v14 ^ v2, 16);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 12);
      v2 += v6 + m[ORDER[r + 5]];
      v14 = Integer.rotateRight(v14 ^ v2, 8);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 7);
      v3 += v7 + m[ORDER[r + 6]];
      v15 = Integer.rotateRight(v15 ^ v3, 16);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 12);
      v3 += v7 + m[ORDER[r + 7]];
      v15 = Integer.rotateRight(v15 ^ v3, 8);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 7);
      v0 += v5 + m[ORDER[r + 8]];
      v15 = Integer.rotateRight(v15 ^ v0, 16);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 12);
      v0 += v5 + m[ORDER[r + 9]];
      v15 = Integer.rotateRight(v15 ^ v0, 8);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 7);
      v1 += v6 + m[ORDER[r + 10]];
      v12 = Integer.rotateRight(v12 ^ v1, 16);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 12);
      v1 += v6 + m[ORDER[r + 11]];
      v12 = Integer.rotateRight(v12 ^ v1, 8);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 7);
      v2 += v7 + m[ORDER[r + 12]];
      v13 = Integer.rotateRight(v13 ^ v2, 16);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 12);
      v2 += v7 + m[ORDER[r + 13]];
      v13 = Integer.rotateRight(v13 ^ v2, 8);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 7);
      v3 += v4 + m[ORDER[r + 14]];
      v14 = Integer.rotateRight(v14 ^ v3, 16);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 12);
      v3 += v4 + m[ORDER[r + 15]];
      v14 = Integer.rotateRight(v14 ^ v3, 8);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 7);
    }
    h[0] = v0 ^ v8;
    h[1] = v1 ^ v9;
    h[2] = v2 ^ v10;
    h[3] = v3 ^ v11;
    h[4] = v4 ^ v12;
    h[5] = v5 ^ v13;
    h[6] = v6 ^ v14;
    h[7] = v7 ^ v15;
  }
}
