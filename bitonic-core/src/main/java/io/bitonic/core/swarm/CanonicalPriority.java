package io.bitonic.core.swarm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Canonical peer priority (BEP 40): both ends of a connection compute the same rank. */
final class CanonicalPriority {
  private static final int[][] MASKS_V4 = {
    {0xff, 0xff, 0x55, 0x55}, {0xff, 0xff, 0xff, 0x55}, {0xff, 0xff, 0xff, 0xff}
  };

  private CanonicalPriority() {}

  /** The rank as an unsigned 32-bit value; 0 when the families differ. */
  static long rank(InetSocketAddress ours, InetSocketAddress theirs) {
    byte[] a = ours.getAddress().getAddress();
    byte[] b = theirs.getAddress().getAddress();
    if (a.length != b.length) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    if (Arrays.equals(a, b)) {
      int p = Math.min(ours.getPort(), theirs.getPort());
      int q = Math.max(ours.getPort(), theirs.getPort());
      crc.update(new byte[] {(byte) (p >> 8), (byte) p, (byte) (q >> 8), (byte) q});
      return crc.getValue();
    }
    mask(a, b);
    boolean ordered = Arrays.compareUnsigned(a, b) <= 0;
    crc.update(ordered ? a : b);
    crc.update(ordered ? b : a);
    return crc.getValue();
  }

  /** The nearer the two addresses, the more of them counts. */
  private static void mask(byte[] a, byte[] b) {
    if (a.length == 4) {
      int level = a[0] != b[0] || a[1] != b[1] ? 0 : a[2] != b[2] ? 1 : 2;
      for (int i = 0; i < 4; i++) {
        a[i] &= (byte) MASKS_V4[level][i];
        b[i] &= (byte) MASKS_V4[level][i];
      }
      return;
    }
    // IPv6: /48 by default, one more byte for each byte of the /48… that is shared.
    int whole = 6;
    while (whole < 16 && Arrays.equals(a, 0, whole, b, 0, whole)) {
      whole++;
    }
    for (int i = whole; i < 16; i++) {
      a[i] &= 0x55;
      b[i] &= 0x55;
    }
  }

  static boolean isLocal(InetAddress a) {
    return a.isLoopbackAddress() || a.isLinkLocalAddress() || a.isSiteLocalAddress();
  }
}
