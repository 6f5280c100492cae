package io.bitonic.core.swarm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** ip:port texts, IPv6 in brackets. Literal addresses only: nothing here asks the DNS. */
final class Addresses {
  private Addresses() {}

  static String text(InetSocketAddress a) {
    String host = a.getAddress().getHostAddress();
    int scope = host.indexOf('%');
    host = scope < 0 ? host : host.substring(0, scope);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + a.getPort();
  }

  /** The address, or null when it isn't ip:port. */
  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    InetAddress ip = parseIp(text.substring(0, colon));
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return ip == null || port < 1 || port > 65535 ? null : new InetSocketAddress(ip, port);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The address of a literal, or null. */
  static InetAddress parseIp(String text) {
    try {
      return InetAddress.ofLiteral(
          text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The 4 or 16 bytes as an address. */
  static InetAddress ofBytes(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
