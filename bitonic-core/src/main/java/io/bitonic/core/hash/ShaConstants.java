package io.bitonic.core.hash;

/** Numbers of FIPS 180-4: first states (5.3) and round constants (4.2). Never changed. */
final class ShaConstants {
  static final int[] SHA1_START = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  static final int[] SHA1_K = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  static final int[] SHA256_START = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };
  static final int[] SHA256_K = roundConstants();

  private ShaConstants() {}

  /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static int[] roundConstants() {
    int[] k = new int[64];
    int n = 0;
    for (int p = 2; n < 64; p++) {
      boolean prime = true;
      for (int d = 2; d * d <= p; d++) {
        prime &= p % d != 0;
      }
      if (prime) {
        k[n++] = cubeRootFraction(p);
      }
    }
    return k;
  }

  /** 32 bits after the point of the cube root of {@code p}, exact: the root of p · 2⁹⁶. */
  private static int cubeRootFraction(int p) {
    var target = java.math.BigInteger.valueOf(p).shiftLeft(96);
    long root = 0;
    for (long bit = 1L << 35; bit > 0; bit >>= 1) {
      if (java.math.BigInteger.valueOf(root | bit).pow(3).compareTo(target) <= 0) {
        root |= bit;
      }
    }
    return (int) root;
  }
}
