package io.bitonic.core.metainfo;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests of the JDK without checked exceptions that can't happen. */
public final class Digests {
  private Digests() {}

  public static MessageDigest sha1() {
    return of("SHA-1");
  }

  static MessageDigest sha256() {
    return of("SHA-256");
  }

  /** Writes the digest to {@code out[offset…]} and resets it. */
  public static void digest(MessageDigest d, byte[] out, int offset) {
    try {
      d.digest(out, offset, d.getDigestLength());
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest of(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }
}
