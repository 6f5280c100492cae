package io.bitonic.core.filter;

import java.util.Arrays;

/** Collects ranges in any order, then sorts them and joins those that overlap or touch. */
final class Ranges {
  private long[] v4 = new long[1024];
  private int v4Count;
  private long[][] v6 = new long[64][];
  private int v6Count;

  void addV4(int start, int end) {
    if (v4Count == v4.length) {
      v4 = Arrays.copyOf(v4, v4Count * 2);
    }
    v4[v4Count++] = pack(Integer.toUnsignedLong(start), Integer.toUnsignedLong(end));
  }

  /** An IPv4-mapped range (::ffff:0:0/96) is one of IPv4: such peers are seen as IPv4. */
  void addV6(long startHigh, long startLow, long endHigh, long endLow) {
    if (startHigh == 0 && endHigh == 0 && startLow >>> 32 == 0xffff && endLow >>> 32 == 0xffff) {
      addV4((int) startLow, (int) endLow);
      return;
    }
    if (v6Count == v6.length) {
      v6 = Arrays.copyOf(v6, v6Count * 2);
    }
    v6[v6Count++] = new long[] {startHigh, startLow, endHigh, endLow};
  }

  int size() {
    return v4Count + v6Count;
  }

  private static long pack(long start, long end) {
    return (start << 32 | end) ^ Long.MIN_VALUE;
  }

  long[] mergedV4() {
    Arrays.sort(v4, 0, v4Count);
    int n = 0;
    for (int i = 0; i < v4Count; i++) {
      long start = (v4[i] ^ Long.MIN_VALUE) >>> 32;
      long end = v4[i] & 0xffff_ffffL;
      if (n > 0 && start <= (v4[n - 1] & 0xffff_ffffL) + 1) {
        long before = (v4[n - 1] ^ Long.MIN_VALUE) >>> 32;
        v4[n - 1] = pack(before, Math.max(end, v4[n - 1] & 0xffff_ffffL));
      } else {
        v4[n++] = v4[i];
      }
    }
    return Arrays.copyOf(v4, n);
  }

  long[] mergedV6() {
    Arrays.sort(v6, 0, v6Count, (a, b) -> compare(a[0], a[1], b[0], b[1]));
    long[] out = new long[4 * v6Count];
    int n = 0;
    for (int i = 0; i < v6Count; i++) {
      long[] r = v6[i];
      if (n > 0 && reaches(out[n - 2], out[n - 1], r[0], r[1])) {
        if (compare(r[2], r[3], out[n - 2], out[n - 1]) > 0) {
          out[n - 2] = r[2];
          out[n - 1] = r[3];
        }
      } else {
        System.arraycopy(r, 0, out, n, 4);
        n += 4;
      }
    }
    return Arrays.copyOf(out, n);
  }

  /**
   * Whether a range that ends at the first address overlaps or touches one that starts at the
   * second.
   */
  private static boolean reaches(long endHigh, long endLow, long startHigh, long startLow) {
    if (compare(startHigh, startLow, endHigh, endLow) <= 0) {
      return true;
    }
    long nextLow = endLow + 1;
    long nextHigh = nextLow == 0 ? endHigh + 1 : endHigh;
    return nextHigh == startHigh && nextLow == startLow;
  }

  static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    int c = Long.compareUnsigned(aHigh, bHigh);
    return c != 0 ? c : Long.compareUnsigned(aLow, bLow);
  }

  static int intAt(byte[] b) {
    return b[0] << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
  }

  static long longAt(byte[] b, int at) {
    long v = 0;
    for (int i = at; i < at + 8; i++) {
      v = v << 8 | b[i] & 0xff;
    }
    return v;
  }
}
