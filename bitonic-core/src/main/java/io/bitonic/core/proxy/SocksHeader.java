package io.bitonic.core.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What stands before each datagram on its way to and from a SOCKS5 proxy (RFC 1928 §7). */
final class SocksHeader {
  /** Bytes of the longest: a name of 255 bytes. */
  static final int MAX = 4 + 1 + 255 + 2;

  static final int IPV4 = 1;
  static final int DOMAIN = 3;
  static final int IPV6 = 4;

  private SocksHeader() {}

  /**
   * Writes the header of a datagram.
   *
   * @param to unresolved: the proxy looks the name up
   * @return false when the name is too long; then nothing is written
   */
  static boolean write(ByteBuffer out, InetSocketAddress to) {
    byte[] raw;
    int kind;
    if (to.isUnresolved()) {
      raw = to.getHostString().getBytes(StandardCharsets.US_ASCII);
      kind = DOMAIN;
      if (raw.length == 0 || raw.length > 255) {
        return false;
      }
    } else {
      raw = to.getAddress().getAddress();
      kind = raw.length == 4 ? IPV4 : IPV6;
    }
    out.putShort((short) 0).put((byte) 0).put((byte) kind);
    if (kind == DOMAIN) {
      out.put((byte) raw.length);
    }
    out.put(raw).putShort((short) to.getPort());
    return true;
  }

  /**
   * Reads the header of a datagram and leaves the buffer at what follows it.
   *
   * @return who sent it; null when it is malformed, a fragment, or names its sender by name
   */
  static InetSocketAddress read(ByteBuffer in) {
    if (in.remaining() < 4 + 4 + 2) {
      return null;
    }
    int reserved = in.getShort();
    int fragment = in.get();
    int kind = in.get();
    int length = kind == IPV4 ? 4 : kind == IPV6 ? 16 : 0;
    if (reserved != 0 || fragment != 0 || length == 0 || in.remaining() < length + 2) {
      return null;
    }
    byte[] raw = new byte[length];
    in.get(raw);
    int port = in.getShort() & 0xffff;
    try {
      return port == 0 ? null : new InetSocketAddress(InetAddress.getByAddress(raw), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
