package io.bitonic.core.mse;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One side's key of the 768-bit Diffie-Hellman exchange of MSE; G is 2. */
final class DiffieHellman {
  /** Bytes of a public key and of the shared secret. */
  static final int LENGTH = 96;

  private static final int EXPONENT_BITS = 160;
  private static final BigInteger P =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
          16);

  private final BigInteger exponent;

  DiffieHellman(RandomGenerator random) {
    byte[] x = new byte[EXPONENT_BITS / 8];
    random.nextBytes(x);
    // Never 0, and always of full size.
    x[0] |= (byte) 0x80;
    this.exponent = new BigInteger(1, x);
  }

  /** Takes some 0.1 ms, many times that in a process that has just begun. */
  byte[] publicKey() {
    return bytes(BigInteger.TWO.modPow(exponent, P));
  }

  /** As costly as {@link #publicKey}; {@code theirs} has been checked. */
  byte[] secret(byte[] theirs) {
    return bytes(new BigInteger(1, theirs).modPow(exponent, P));
  }

  /**
   * @throws MseException for keys that would make the secret one that anybody knows
   */
  static void check(byte[] publicKey) throws MseException {
    BigInteger y = new BigInteger(1, publicKey);
    if (y.compareTo(BigInteger.ONE) <= 0 || y.compareTo(P.subtract(BigInteger.ONE)) >= 0) {
      throw new MseException("a public key out of range");
    }
  }

  private static byte[] bytes(BigInteger v) {
    byte[] b = v.toByteArray();
    byte[] out = new byte[LENGTH];
    byte[] digits = b.length > LENGTH ? Arrays.copyOfRange(b, b.length - LENGTH, b.length) : b;
    System.arraycopy(digits, 0, out, LENGTH - digits.length, digits.length);
    return out;
  }
}
