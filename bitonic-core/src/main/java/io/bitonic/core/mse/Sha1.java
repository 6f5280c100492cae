package io.bitonic.core.mse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** {@code HASH} of the specification: SHA-1 of a label and what follows it. */
final class Sha1 {
  static final int LENGTH = 20;

  private Sha1() {}

  static byte[] of(String label, byte[]... parts) {
    try {
      MessageDigest d = MessageDigest.getInstance("SHA-1");
      d.update(label.getBytes(StandardCharsets.US_ASCII));
      for (byte[] p : parts) {
        d.update(p);
      }
      return d.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** A new array. */
  static byte[] xor(byte[] a, byte[] b) {
    byte[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] ^= b[i];
    }
    return out;
  }
}
