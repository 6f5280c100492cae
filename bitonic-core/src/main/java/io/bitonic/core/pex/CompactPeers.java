package io.bitonic.core.pex;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Addresses as 4 or 16 bytes and a port of 2 bytes. */
final class CompactPeers {
  static final int V4 = 6;
  static final int V6 = 18;

  private CompactPeers() {}

  static boolean isV4(InetSocketAddress a) {
    return a.getAddress() instanceof Inet4Address;
  }

  static boolean isV6(InetSocketAddress a) {
    return a.getAddress() instanceof Inet6Address;
  }

  static void put(ByteBuffer out, InetSocketAddress a) {
    out.put(a.getAddress().getAddress()).putShort((short) a.getPort());
  }

  /** The address in {@code raw[at, at + entry)}; null when nobody can be reached there. */
  static InetSocketAddress get(byte[] raw, int at, int entry) {
    int port = (raw[at + entry - 2] & 0xff) << 8 | raw[at + entry - 1] & 0xff;
    InetAddress ip;
    try {
      ip = InetAddress.getByAddress(Arrays.copyOfRange(raw, at, at + entry - 2));
    } catch (UnknownHostException e) {
      return null;
    }
    return port == 0 || ip.isAnyLocalAddress() || ip.isMulticastAddress()
        ? null
        : new InetSocketAddress(ip, port);
  }
}
