package io.bitonic.core.hash;

import java.util.Arrays;

/**
 * Writes x86-64 machine code: the few AVX-512 instructions that the hash kernels need, on registers
 * {@code zmm0} to {@code zmm31} given by number, and the scalar ones around them (Intel 64 and
 * IA-32 Architectures Software Developer's Manual, volume 2: 2.7 for the EVEX prefix).
 */
final class Evex {
  /** Numbers of the general registers that addresses may be made of. */
  static final int RAX = 0;

  static final int RCX = 1;
  static final int RDX = 2;
  static final int RDI = 7;

  private static final int MAP_0F = 1;
  private static final int MAP_0F38 = 2;
  private static final int MAP_0F3A = 3;
  private static final int PP_66 = 1;
  private static final int PP_F3 = 2;

  private byte[] code = new byte[4096];
  private int size;

  byte[] toBytes() {
    return Arrays.copyOf(code, size);
  }

  /** Where the next instruction will be: a target for {@link #jumpIfNotZero}. */
  int here() {
    return size;
  }

  private void bytes(int... values) {
    if (size + values.length > code.length) {
      code = Arrays.copyOf(code, code.length * 2);
    }
    for (int v : values) {
      code[size++] = (byte) v;
    }
  }

  private void int32(int v) {
    bytes(v, v >> 8, v >> 16, v >> 24);
  }

  /** Prefix and opcode; bits of register numbers are stored inverted. */
  private void head(
      int map, int pp, int w, int op, int reg, int vvvv, int rmX, int rmB, boolean cast) {
    int p0 = (reg & 8) << 4 | rmX << 6 | rmB << 5 | reg & 16;
    int p1 = w << 7 | (vvvv & 15) << 3;
    int p2 = 2 << 5 | (cast ? 16 : 0);
    bytes(0x62, (p0 ^ 0xf0) | map, (p1 ^ 0x78) | 4 | pp, p2 | (vvvv & 16) >> 1 ^ 8, op);
  }

  private void registers(int map, int pp, int w, int op, int reg, int vvvv, int rm) {
    head(map, pp, w, op, reg, vvvv, rm >> 4 & 1, rm >> 3 & 1, false);
    bytes(0xc0 | (reg & 7) << 3 | rm & 7);
  }

  private void memory(
      int map, int pp, int w, int op, int reg, int vvvv, int base, int offset, boolean cast) {
    head(map, pp, w, op, reg, vvvv, 0, 0, cast);
    bytes(0x80 | (reg & 7) << 3 | base);
    int32(offset);
  }

  /** dst = 64 bytes at base + offset. */
  void load(int dst, int base, int offset) {
    memory(MAP_0F, PP_F3, 0, 0x6f, dst, 0, base, offset, false);
  }

  /** 64 bytes at base + offset = src. */
  void store(int src, int base, int offset) {
    memory(MAP_0F, PP_F3, 0, 0x7f, src, 0, base, offset, false);
  }

  /** Every lane of dst = the word at base + offset. */
  void broadcast(int dst, int base, int offset) {
    memory(MAP_0F38, PP_66, 0, 0x58, dst, 0, base, offset, false);
  }

  void move(int dst, int src) {
    registers(MAP_0F, PP_66, 0, 0x6f, dst, 0, src);
  }

  void add(int dst, int a, int b) {
    registers(MAP_0F, PP_66, 0, 0xfe, dst, a, b);
  }

  /** dst = a + 64 bytes at base + offset, word by word. */
  void addMemory(int dst, int a, int base, int offset) {
    memory(MAP_0F, PP_66, 0, 0xfe, dst, a, base, offset, false);
  }

  /** dst = a + the word at base + offset, in every lane. */
  void addWord(int dst, int a, int base, int offset) {
    memory(MAP_0F, PP_66, 0, 0xfe, dst, a, base, offset, true);
  }

  void xor(int dst, int a, int b) {
    registers(MAP_0F, PP_66, 0, 0xef, dst, a, b);
  }

  /** dst = table[dst, b, c] bit by bit; dst is the highest bit of the index. */
  void ternary(int dst, int b, int c, int table) {
    registers(MAP_0F3A, PP_66, 0, 0x25, dst, b, c);
    bytes(table);
  }

  void rotateLeft(int dst, int src, int bits) {
    registers(MAP_0F, PP_66, 0, 0x72, 1, dst, src);
    bytes(bits);
  }

  void rotateRight(int dst, int src, int bits) {
    registers(MAP_0F, PP_66, 0, 0x72, 0, dst, src);
    bytes(bits);
  }

  void shiftRight(int dst, int src, int bits) {
    registers(MAP_0F, PP_66, 0, 0x72, 2, dst, src);
    bytes(bits);
  }

  /** Puts the bytes of each 16 of src where {@code order} says (AVX512BW). */
  void shuffleBytes(int dst, int src, int order) {
    registers(MAP_0F38, PP_66, 0, 0x00, dst, src, order);
  }

  /** Words of the lower (or upper) half of each 16 bytes of a and b by turns. */
  void interleaveWords(int dst, int a, int b, boolean upper) {
    registers(MAP_0F, PP_66, 0, upper ? 0x6a : 0x62, dst, a, b);
  }

  /** The lower (or upper) eight of each 16 bytes of a and b by turns. */
  void interleavePairs(int dst, int a, int b, boolean upper) {
    registers(MAP_0F, PP_66, 1, upper ? 0x6d : 0x6c, dst, a, b);
  }

  /** Two quarters of a and two of b; {@code choice} has two bits for each, the lowest first. */
  void quarters(int dst, int a, int b, int choice) {
    registers(MAP_0F3A, PP_66, 0, 0x43, dst, a, b);
    bytes(choice);
  }

  /** rax = the 64-bit word at base + offset. */
  void loadRax(int base, int offset) {
    bytes(0x48, 0x8b, 0x80 | RAX << 3 | base);
    int32(offset);
  }

  /** r8 = 0. */
  void clearR8() {
    bytes(0x4d, 0x31, 0xc0);
  }

  /** rax += r8. */
  void addR8ToRax() {
    bytes(0x4c, 0x01, 0xc0);
  }

  /** r8 += value, -128 to 127. */
  void addToR8(int value) {
    bytes(0x49, 0x83, 0xc0, value);
  }

  /** Reads ahead into the caches; never faults. */
  void prefetch(int base, int offset) {
    bytes(0x0f, 0x18, 0x88 | base);
    int32(offset);
  }

  /** rsi -= 1, and the zero flag says whether it is zero. */
  void decrementRsi() {
    bytes(0x48, 0xff, 0xce);
  }

  void jumpIfNotZero(int target) {
    int from = size + 6;
    bytes(0x0f, 0x85);
    int32(target - from);
  }

  /** Back to the caller; the upper halves are cleared so that its SSE code is not slowed down. */
  void end() {
    bytes(0xc5, 0xf8, 0x77, 0xc3);
  }
}
