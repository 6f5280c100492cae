package io.bitonic.core.krpc;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An address and a port as the DHT writes them: 6 bytes for IPv4 (BEP 5), 18 for IPv6 (BEP 32).
 *
 * @param port 0–65535
 */
public record Endpoint(InetAddress ip, int port) {
  public static final int LENGTH_V4 = 6;
  public static final int LENGTH_V6 = 18;

  /**
   * The endpoint at {@code at}, or null when it is no IPv6 address but a mapped IPv4 one.
   *
   * @param length {@link #LENGTH_V4} or {@link #LENGTH_V6}
   */
  public static Endpoint read(byte[] bytes, int at, int length) {
    try {
      InetAddress ip = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length - 2));
      int port = (bytes[at + length - 2] & 0xff) << 8 | bytes[at + length - 1] & 0xff;
      return ip instanceof Inet4Address == (length == LENGTH_V4) ? new Endpoint(ip, port) : null;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + length + " bytes", e);
    }
  }

  public boolean isV4() {
    return ip instanceof Inet4Address;
  }

  /** 6 or 18 bytes. */
  public byte[] compact() {
    byte[] raw = ip.getAddress();
    return ByteBuffer.allocate(raw.length + 2).put(raw).putShort((short) port).array();
  }

  /** Whether one host can have it and answer there. */
  public boolean isUsable() {
    if (port == 0 || ip.isAnyLocalAddress() || ip.isMulticastAddress()) {
      return false;
    }
    byte[] b = ip.getAddress();
    if (b.length == 4) {
      return b[0] != 0 && (b[0] & 0xff) < 240;
    }
    return !((Inet6Address) ip).isIPv4CompatibleAddress() || ip.isLoopbackAddress();
  }

  /**
   * Loopback, link-local, private (RFC 1918, RFC 4193): addresses that BEP 42 exempts, and that
   * only a node which is itself local may speak of.
   */
  public boolean isLocal() {
    byte[] b = ip.getAddress();
    return ip.isLoopbackAddress()
        || ip.isLinkLocalAddress()
        || ip.isSiteLocalAddress()
        || b.length == 16 && (b[0] & 0xfe) == 0xfc;
  }

  /** The /24 (IPv4) or /64 (IPv6) it is in; those of both families differ. */
  public long network() {
    byte[] b = ip.getAddress();
    // The highest bits of an IPv6 unicast address are 001, so that 1 << 63 keeps them apart.
    return b.length == 4
        ? 1L << 63 | ByteBuffer.wrap(b).getInt() >>> 8
        : ByteBuffer.wrap(b).getLong();
  }

  @Override
  public String toString() {
    String host = ip.getHostAddress();
    return (isV4() ? host : "[" + host + "]") + ":" + port;
  }
}
