package io.bitonic.core.mse;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The other side of a handshake, written down straight from the specification on whole byte arrays,
 * with the JDK's RC4: shares nothing with what it tests. Its key and its padding are chosen by the
 * test.
 */
final class PlainMse {
  static final BigInteger P =
      new BigInteger(
          1,
          HexFormat.of()
              .parseHex(
                  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22"
                      + "514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576"
                      + "625e7ec6f44c42e9a63a36210000000000090563"));

  private final BigInteger exponent;
  byte[] secret;
  Cipher out;
  Cipher in;

  PlainMse(long exponent) {
    this.exponent = BigInteger.valueOf(exponent);
  }

  byte[] publicKey() {
    return pad(BigInteger.TWO.modPow(exponent, P));
  }

  void agree(byte[] theirs) {
    secret = pad(new BigInteger(1, theirs).modPow(exponent, P));
  }

  private static byte[] pad(BigInteger v) {
    String hex = v.toString(16);
    return HexFormat.of().parseHex("0".repeat(192 - hex.length()) + hex);
  }

  static byte[] hash(Object... parts) {
    try {
      MessageDigest d = MessageDigest.getInstance("SHA-1");
      for (Object p : parts) {
        d.update(p instanceof String s ? s.getBytes(StandardCharsets.US_ASCII) : (byte[]) p);
      }
      return d.digest();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * @param initiator whether this is the side that connects
   */
  void keys(byte[] infoHash, boolean initiator) {
    out = rc4(hash(initiator ? "keyA" : "keyB", secret, infoHash));
    in = rc4(hash(initiator ? "keyB" : "keyA", secret, infoHash));
  }

  static Cipher rc4(byte[] key) {
    try {
      Cipher c = Cipher.getInstance("ARCFOUR");
      c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
      c.update(new byte[1024]);
      return c;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] xor(byte[] a, byte[] b) {
    byte[] c = new byte[a.length];
    for (int i = 0; i < c.length; i++) {
      c[i] = (byte) (a[i] ^ b[i]);
    }
    return c;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] p : parts) {
      all.writeBytes(p);
    }
    return all.toByteArray();
  }

  /** What the connecting side sends when it has the other's key. */
  byte[] request(byte[] infoHash, int provide, int padC, byte[] initial) {
    return request(infoHash, new byte[8], provide, padC, initial);
  }

  byte[] request(byte[] infoHash, byte[] verification, int provide, int padC, byte[] initial) {
    ByteBuffer b = ByteBuffer.allocate(16 + Math.min(padC, 600) + initial.length);
    b.put(verification).putInt(provide).putShort((short) padC);
    b.put(new byte[Math.min(padC, 600)]).putShort((short) initial.length).put(initial);
    return join(
        hash("req1", secret),
        xor(hash("req2", infoHash), hash("req3", secret)),
        out.update(b.array()));
  }

  /** What the accepting side answers. */
  byte[] answer(int select, int padD) {
    ByteBuffer b = ByteBuffer.allocate(14 + Math.min(padD, 600));
    b.putLong(0).putInt(select).putShort((short) padD);
    return out.update(b.array());
  }

  /** Where {@code pattern} begins in {@code in}, or -1. */
  static int find(byte[] in, byte[] pattern, int from) {
    for (int i = from; i + pattern.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + pattern.length, pattern, 0, pattern.length)) {
        return i;
      }
    }
    return -1;
  }
}
