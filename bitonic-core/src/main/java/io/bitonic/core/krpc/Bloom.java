package io.bitonic.core.krpc;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The bloom filter of addresses in scrapes (BEP 33): 256 bytes, two bits per address. */
public final class Bloom {
  public static final int LENGTH = 256;
  private static final int BITS = LENGTH * 8;

  private final byte[] bits;

  public Bloom() {
    bits = new byte[LENGTH];
  }

  private Bloom(byte[] bits) {
    this.bits = bits;
  }

  /** The filter in a message, or null when it hasn't 256 bytes. */
  static Bloom read(byte[] bytes) {
    return bytes == null || bytes.length != LENGTH ? null : new Bloom(bytes.clone());
  }

  public void add(InetAddress address) {
    byte[] h;
    try {
      h = MessageDigest.getInstance("SHA-1").digest(address.getAddress());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    set(h[0] & 0xff | (h[1] & 0xff) << 8);
    set(h[2] & 0xff | (h[3] & 0xff) << 8);
  }

  private void set(int hash) {
    int bit = hash % BITS;
    bits[bit / 8] |= (byte) (1 << bit % 8);
  }

  /** Adds what another filter has. */
  public void merge(Bloom other) {
    for (int i = 0; i < LENGTH; i++) {
      bits[i] |= other.bits[i];
    }
  }

  /** About how many addresses were added; at most some 6,000 can be told. */
  public double estimate() {
    int zeros = BITS;
    for (byte b : bits) {
      zeros -= Integer.bitCount(b & 0xff);
    }
    double c = Math.max(1, Math.min(zeros, BITS - 1));
    return zeros == BITS ? 0 : Math.log(c / BITS) / (2 * Math.log(1 - 1.0 / BITS));
  }

  /** A copy of the 256 bytes. */
  public byte[] bytes() {
    return bits.clone();
  }
}
