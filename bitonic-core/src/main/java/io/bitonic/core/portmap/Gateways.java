package io.bitonic.core.portmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the default gateway without starting a program. */
final class Gateways {
  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final int UP_AND_GATEWAY = 3;

  private Gateways() {}

  /**
   * The IPv4 gateway of the default route with the smallest metric, or null.
   *
   * @param device only routes of this interface; empty: all
   * @param local our address; where there is no routing table to read, its network's first address
   *     is the best guess; may be null
   */
  static InetAddress find(String device, InetAddress local) {
    try {
      if (Files.isReadable(ROUTES)) {
        return parse(Files.readAllLines(ROUTES), device);
      }
    } catch (IOException e) {
      // As good as no table.
    }
    if (local == null || local.getAddress().length != 4 || !local.isSiteLocalAddress()) {
      return null;
    }
    byte[] raw = local.getAddress();
    raw[3] = 1;
    return address(raw);
  }

  /** Columns: interface, destination, gateway, flags, …, metric (6), mask (7); hexadecimal. */
  static InetAddress parse(List<String> lines, String device) {
    InetAddress best = null;
    long bestMetric = Long.MAX_VALUE;
    for (String line : lines) {
      String[] column = line.trim().split("\\s+");
      if (column.length < 8 || !device.isEmpty() && !column[0].equals(device)) {
        continue;
      }
      try {
        long gateway = Long.parseLong(column[2], 16);
        int flags = Integer.parseInt(column[3], 16);
        long metric = Long.parseLong(column[6]);
        if (column[1].equals("00000000")
            && column[7].equals("00000000")
            && (flags & UP_AND_GATEWAY) == UP_AND_GATEWAY
            && metric < bestMetric) {
          // In the byte order of the machine; all that matter are little-endian.
          best =
              address(
                  new byte[] {
                    (byte) gateway,
                    (byte) (gateway >>> 8),
                    (byte) (gateway >>> 16),
                    (byte) (gateway >>> 24)
                  });
          bestMetric = metric;
        }
      } catch (NumberFormatException e) {
        // The heading.
        continue;
      }
    }
    return best;
  }

  private static InetAddress address(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
