package io.bitonic.core.util;

import java.util.Arrays;

/**
 * A fixed-size bit set with a running count; bit order on the wire is most significant bit first
 * (BEP 3).
 */
public final class Bits {
  private final long[] words;
  private final int size;
  private int count;

  public Bits(int size) {
    this.size = size;
    this.words = new long[(size + 63) >>> 6];
  }

  /** Number of bits. */
  public int size() {
    return size;
  }

  /** Number of bits that are set. */
  public int count() {
    return count;
  }

  public boolean isFull() {
    return count == size;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public boolean get(int i) {
    return (words[i >>> 6] & 1L << i) != 0;
  }

  /** Sets bit {@code i}; true when it was clear. */
  public boolean set(int i) {
    java.util.Objects.checkIndex(i, size);
    long bit = 1L << i;
    if ((words[i >>> 6] & bit) != 0) {
      return false;
    }
    words[i >>> 6] |= bit;
    count++;
    return true;
  }

  /** Clears bit {@code i}; true when it was set. */
  public boolean clear(int i) {
    java.util.Objects.checkIndex(i, size);
    long bit = 1L << i;
    if ((words[i >>> 6] & bit) == 0) {
      return false;
    }
    words[i >>> 6] &= ~bit;
    count--;
    return true;
  }

  public void setAll() {
    Arrays.fill(words, -1L);
    if ((size & 63) != 0) {
      words[words.length - 1] = (1L << size) - 1;
    }
    count = size;
  }

  public void clearAll() {
    Arrays.fill(words, 0);
    count = 0;
  }

  /** Index of the first set bit at or after {@code from}, or -1. */
  public int nextSet(int from) {
    return next(from, 0);
  }

  /** Index of the first clear bit at or after {@code from}, or -1. */
  public int nextClear(int from) {
    int i = next(from, -1L);
    return i >= size ? -1 : i;
  }

  private int next(int from, long flip) {
    if (from >= size) {
      return -1;
    }
    int w = from >>> 6;
    long word = (words[w] ^ flip) & -1L << from;
    while (word == 0) {
      if (++w == words.length) {
        return -1;
      }
      word = words[w] ^ flip;
    }
    return (w << 6) + Long.numberOfTrailingZeros(word);
  }

  /** Bits {@code 64 * index} to {@code 64 * index + 63}, lowest first; bits past the end are 0. */
  public long word(int index) {
    return words[index];
  }

  /** Number of {@link #word words}. */
  public int wordCount() {
    return words.length;
  }

  /** Bytes of a BEP 3 bitfield for this many bits. */
  public int byteLength() {
    return (size + 7) >>> 3;
  }

  /** The BEP 3 bitfield. */
  public byte[] toBytes() {
    byte[] out = new byte[byteLength()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (Integer.reverse((int) (words[i >>> 3] >>> (i & 7) * 8) & 0xff) >>> 24);
    }
    return out;
  }

  /**
   * Reads a BEP 3 bitfield.
   *
   * @throws IllegalArgumentException when the length is wrong or a spare bit is set
   */
  public static Bits fromBytes(byte[] bytes, int size) {
    Bits bits = new Bits(size);
    if (bytes.length != bits.byteLength()) {
      throw new IllegalArgumentException(
          "bitfield of " + bytes.length + " bytes for " + size + " pieces");
    }
    for (int i = 0; i < bytes.length; i++) {
      long v = Long.reverse(bytes[i] & 0xffL) >>> 56;
      bits.words[i >>> 3] |= v << (i & 7) * 8;
    }
    if ((size & 63) != 0 && bits.words[bits.words.length - 1] >>> size != 0) {
      throw new IllegalArgumentException("spare bits set in the bitfield");
    }
    for (long w : bits.words) {
      bits.count += Long.bitCount(w);
    }
    return bits;
  }

  public Bits copy() {
    Bits b = new Bits(size);
    System.arraycopy(words, 0, b.words, 0, words.length);
    b.count = count;
    return b;
  }
}
