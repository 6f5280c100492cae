package io.bitonic.core.hash;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SHA-1 and SHA-256 (FIPS 180-4, 6.1 and 6.2) of 16 messages at once as AVX-512 machine code, for
 * the System V calling convention: {@code void f(long[16] addresses, long blocks, int[words][16]
 * state, constants)}.
 *
 * <p>The 16 words of the schedule stay in {@code zmm0} to {@code zmm15} all the time, a word of all
 * messages in each; nothing is spilled.
 */
final class LaneCode {
  static final int LANES = 16;

  /** Bytes of a register: one word of every lane. */
  static final int ROW = 4 * LANES;

  private static final int CHOOSE = 0xca;
  private static final int MAJORITY = 0xe8;
  private static final int PARITY = 0x96;

  private static final int STATE = 16;
  private static final int X = 24;
  private static final int Y = 25;
  private static final int Z = 26;
  private static final int BYTE_ORDER = 31;

  /** How far ahead of the block in hand bytes are asked for. */
  private static final int PREFETCH = 512;

  private final Evex e = new Evex();
  private final int words;

  private LaneCode(int words) {
    this.words = words;
  }

  static byte[] of(HashAlgorithm algorithm) {
    LaneCode c = new LaneCode(words(algorithm));
    c.e.clearR8();
    int loop = c.e.here();
    c.load();
    if (algorithm == HashAlgorithm.SHA1) {
      c.sha1();
    } else {
      c.sha256();
    }
    for (int i = 0; i < c.words; i++) {
      c.e.addMemory(STATE + i, STATE + i, Evex.RDX, i * ROW);
      c.e.store(STATE + i, Evex.RDX, i * ROW);
    }
    c.e.addToR8(64);
    c.e.decrementRsi();
    c.e.jumpIfNotZero(loop);
    c.e.end();
    return c.e.toBytes();
  }

  /** Words of the state. */
  static int words(HashAlgorithm algorithm) {
    return algorithm == HashAlgorithm.SHA1 ? 5 : 8;
  }

  /** What the code expects at its fourth argument. */
  static byte[] constants(HashAlgorithm algorithm) {
    int[] k = algorithm == HashAlgorithm.SHA1 ? ShaConstants.SHA1_K : ShaConstants.SHA256_K;
    ByteBuffer b = ByteBuffer.allocate(ROW + 4 * k.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ROW; i++) {
      b.put((byte) (i % 16 ^ 3));
    }
    for (int word : k) {
      b.putInt(word);
    }
    return b.array();
  }

  private static int constant(int i) {
    return ROW + 4 * i;
  }

  /** Reads the next block of every message, turns bytes and transposes, then reads the state. */
  private void load() {
    e.load(BYTE_ORDER, Evex.RCX, 0);
    for (int l = 0; l < LANES; l++) {
      e.loadRax(Evex.RDI, 8 * l);
      e.addR8ToRax();
      e.load(l, Evex.RAX, 0);
      e.prefetch(Evex.RAX, PREFETCH);
      e.shuffleBytes(l, l, BYTE_ORDER);
    }
    for (int i = 0; i < 8; i++) {
      e.interleaveWords(16 + 2 * i, 2 * i, 2 * i + 1, false);
      e.interleaveWords(17 + 2 * i, 2 * i, 2 * i + 1, true);
    }
    for (int i = 0; i < 16; i += 4) {
      e.interleavePairs(i, 16 + i, 18 + i, false);
      e.interleavePairs(i + 1, 16 + i, 18 + i, true);
      e.interleavePairs(i + 2, 17 + i, 19 + i, false);
      e.interleavePairs(i + 3, 17 + i, 19 + i, true);
    }
    for (int i = 0; i < 4; i++) {
      e.quarters(16 + i, i, 4 + i, 0x88);
      e.quarters(20 + i, i, 4 + i, 0xdd);
      e.quarters(24 + i, 8 + i, 12 + i, 0x88);
      e.quarters(28 + i, 8 + i, 12 + i, 0xdd);
    }
    for (int i = 0; i < 4; i++) {
      e.quarters(i, 16 + i, 24 + i, 0x88);
      e.quarters(8 + i, 16 + i, 24 + i, 0xdd);
      e.quarters(4 + i, 20 + i, 28 + i, 0x88);
      e.quarters(12 + i, 20 + i, 28 + i, 0xdd);
    }
    for (int i = 0; i < words; i++) {
      e.load(STATE + i, Evex.RDX, i * ROW);
    }
  }

  private void sha1() {
    int[] s = {STATE, STATE + 1, STATE + 2, STATE + 3, STATE + 4};
    for (int t = 0; t < 80; t++) {
      if (t % 20 == 0) {
        e.broadcast(Z, Evex.RCX, constant(t / 20));
      }
      int w = t & 15;
      if (t >= 16) {
        e.ternary(w, t - 14 & 15, t - 8 & 15, PARITY);
        e.xor(w, w, t - 3 & 15);
        e.rotateLeft(w, w, 1);
      }
      e.add(Y, w, Z);
      e.add(s[4], s[4], Y);
      e.move(X, s[1]);
      e.ternary(X, s[2], s[3], t < 20 ? CHOOSE : t >= 40 && t < 60 ? MAJORITY : PARITY);
      e.rotateLeft(Y, s[0], 5);
      e.add(s[4], s[4], X);
      e.rotateLeft(s[1], s[1], 30);
      e.add(s[4], s[4], Y);
      int last = s[4];
      System.arraycopy(s, 0, s, 1, 4);
      s[0] = last;
    }
  }

  private void sha256() {
    int[] s = new int[8];
    for (int i = 0; i < 8; i++) {
      s[i] = STATE + i;
    }
    for (int t = 0; t < 64; t++) {
      int w = t & 15;
      if (t >= 16) {
        small(t - 15 & 15, 7, 18, 3);
        e.add(w, w, X);
        small(t - 2 & 15, 17, 19, 10);
        e.add(w, w, t - 7 & 15);
        e.add(w, w, X);
      }
      e.addWord(Z, w, Evex.RCX, constant(t));
      e.add(s[7], s[7], Z);
      big(s[4], 6, 11, 25);
      e.move(Y, s[4]);
      e.ternary(Y, s[5], s[6], CHOOSE);
      e.add(s[7], s[7], X);
      e.add(s[7], s[7], Y);
      e.add(s[3], s[3], s[7]);
      big(s[0], 2, 13, 22);
      e.move(Y, s[0]);
      e.ternary(Y, s[1], s[2], MAJORITY);
      e.add(s[7], s[7], X);
      e.add(s[7], s[7], Y);
      int last = s[7];
      System.arraycopy(s, 0, s, 1, 7);
      s[0] = last;
    }
  }

  /** X = the sum of three rotations. */
  private void big(int of, int a, int b, int c) {
    e.rotateRight(X, of, a);
    e.rotateRight(Y, of, b);
    e.rotateRight(Z, of, c);
    e.ternary(X, Y, Z, PARITY);
  }

  /** X = the sum of two rotations and a shift. */
  private void small(int of, int a, int b, int shift) {
    e.rotateRight(X, of, a);
    e.rotateRight(Y, of, b);
    e.shiftRight(Z, of, shift);
    e.ternary(X, Y, Z, PARITY);
  }
}
