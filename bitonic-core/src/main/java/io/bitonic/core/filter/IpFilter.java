package io.bitonic.core.filter;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Addresses that are never talked to. Immutable, so any thread may ask; a new list replaces the
 * whole value. A question allocates nothing.
 */
public final class IpFilter {
  /**
   * What was found in one file.
   *
   * @param entries lines with a range, those that don't block included
   * @param badLines lines that could not be understood and were passed over
   * @param firstBad the first few of them, as {@code file:line: reason}
   */
  public record Source(Path file, long entries, long badLines, List<String> firstBad) {}

  /** Blocks nothing. */
  public static final IpFilter NONE = new IpFilter(new long[0], new long[0], List.of());

  // A range is start << 32 | end with the sign bit turned, which makes the unsigned order of starts
  // the signed order of longs. Disjoint and sorted.
  private final long[] v4;

  // By the upper half of an address: the first range that starts there or later. Saves ten steps of
  // the search, which would each miss the cache.
  private final int[] v4Index;

  // Four longs a range: start high, start low, end high, end low. Disjoint and sorted, unsigned.
  private final long[] v6;
  private final List<Source> sources;

  IpFilter(long[] v4, long[] v6, List<Source> sources) {
    this.v4 = v4;
    this.v4Index = index(v4);
    this.v6 = v6;
    this.sources = sources;
  }

  /**
   * Reads lists; blocks. Each may hold CIDR, P2P ({@code name:start-end}) and eMule DAT ({@code
   * start - end , level , name}, a level below 128 blocks) lines, and may be compressed by gzip.
   *
   * @throws IpFilterException when a file can't be read, or no line of it can be used
   */
  public static IpFilter load(List<Path> files) throws IpFilterException {
    Ranges ranges = new Ranges();
    List<Source> sources = new java.util.ArrayList<>();
    for (Path file : files) {
      sources.add(FilterFile.read(file, ranges));
    }
    return files.isEmpty()
        ? NONE
        : new IpFilter(ranges.mergedV4(), ranges.mergedV6(), List.copyOf(sources));
  }

  private static int[] index(long[] v4) {
    if (v4.length == 0) {
      return new int[0];
    }
    int[] index = new int[(1 << 16) + 1];
    int range = 0;
    for (int half = 0; half < index.length; half++) {
      while (range < v4.length && (v4[range] ^ Long.MIN_VALUE) >>> 48 < half) {
        range++;
      }
      index[half] = range;
    }
    return index;
  }

  /** Whether the address must not be talked to. */
  public boolean blocks(InetAddress address) {
    if (v4.length == 0 && v6.length == 0) {
      return false;
    }
    byte[] b = address.getAddress();
    return b.length == 4
        ? blocksV4(Ranges.intAt(b))
        : blocksV6(Ranges.longAt(b, 0), Ranges.longAt(b, 8));
  }

  /**
   * @param address the four bytes, big endian
   */
  public boolean blocksV4(int address) {
    if (v4.length == 0) {
      return false;
    }
    long wanted = Integer.toUnsignedLong(address);
    // The last range that starts at or before the address.
    long key = (wanted << 32 | 0xffff_ffffL) ^ Long.MIN_VALUE;
    int half = address >>> 16;
    int low = v4Index[half];
    int high = v4Index[half + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (v4[middle] <= key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high >= 0 && (v4[high] & 0xffff_ffffL) >= wanted;
  }

  /** The sixteen bytes of an IPv6 address as two big endian longs. */
  public boolean blocksV6(long addressHigh, long addressLow) {
    int low = 0;
    int high = v6.length / 4 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Ranges.compare(v6[4 * middle], v6[4 * middle + 1], addressHigh, addressLow) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high >= 0
        && Ranges.compare(v6[4 * high + 2], v6[4 * high + 3], addressHigh, addressLow) >= 0;
  }

  /** Ranges after merging. */
  public int ranges() {
    return v4.length + v6.length / 4;
  }

  public List<Source> sources() {
    return sources;
  }
}
