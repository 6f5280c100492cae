package io.bitonic.core.krpc;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A place in the 160-bit space of nodes, info-hashes and item targets (BEP 5), big-endian.
 *
 * @param high bits 0–63, the most significant
 * @param middle bits 64–127
 * @param low bits 128–159
 */
public record NodeId(long high, long middle, int low) implements Comparable<NodeId> {
  /** Bytes. */
  public static final int LENGTH = 20;

  /** Bits. */
  public static final int BITS = 160;

  /** The 20 bytes from {@code at} on. */
  public static NodeId of(byte[] bytes, int at) {
    ByteBuffer b = ByteBuffer.wrap(bytes, at, LENGTH);
    return new NodeId(b.getLong(), b.getLong(), b.getInt());
  }

  /**
   * @throws IllegalArgumentException when it isn't 20 bytes
   */
  public static NodeId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a node id of " + bytes.length + " bytes");
    }
    return of(bytes, 0);
  }

  public static NodeId random(RandomGenerator random) {
    return new NodeId(random.nextLong(), random.nextLong(), random.nextInt());
  }

  /** A fresh copy of the 20 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(high).putLong(middle).putInt(low).array();
  }

  /** Leading bits that are the same, 0–160. */
  public int commonBits(NodeId o) {
    if (high != o.high) {
      return Long.numberOfLeadingZeros(high ^ o.high);
    }
    return middle != o.middle
        ? 64 + Long.numberOfLeadingZeros(middle ^ o.middle)
        : 128 + Integer.numberOfLeadingZeros(low ^ o.low);
  }

  /** Negative when {@code a} is closer to this than {@code b} by the XOR metric. */
  public int compareDistance(NodeId a, NodeId b) {
    int c = Long.compareUnsigned(high ^ a.high, high ^ b.high);
    if (c == 0) {
      c = Long.compareUnsigned(middle ^ a.middle, middle ^ b.middle);
    }
    return c != 0 ? c : Integer.compareUnsigned(low ^ a.low, low ^ b.low);
  }

  /**
   * A random id that shares exactly {@code bits} leading bits with this one.
   *
   * @param bits 0–159
   */
  public NodeId atDistance(int bits, RandomGenerator random) {
    byte[] mine = bytes();
    byte[] out = random(random).bytes();
    System.arraycopy(mine, 0, out, 0, bits / 8);
    int keep = 0xff00 >> bits % 8 & 0xff;
    int flip = 0x80 >> bits % 8;
    int rest = ~(keep | flip) & 0xff;
    out[bits / 8] = (byte) (mine[bits / 8] & keep | ~mine[bits / 8] & flip | out[bits / 8] & rest);
    return of(out, 0);
  }

  @Override
  public int compareTo(NodeId o) {
    int c = Long.compareUnsigned(high, o.high);
    if (c == 0) {
      c = Long.compareUnsigned(middle, o.middle);
    }
    return c != 0 ? c : Integer.compareUnsigned(low, o.low);
  }

  /** 40 hex digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
