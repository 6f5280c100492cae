package io.bitonic.core.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/** Addresses of {@code host:port} texts. Blocks while names are looked up. */
final class HostNames {
  private HostNames() {}

  /**
   * What can't be found is left out.
   *
   * @param lookUp false: literal addresses only
   */
  static List<InetSocketAddress> resolve(List<String> texts, boolean lookUp) {
    List<InetSocketAddress> out = new ArrayList<>();
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      String host = text.substring(0, colon);
      int port = Integer.parseInt(text.substring(colon + 1));
      try {
        out.add(new InetSocketAddress(literal(host), port));
      } catch (IllegalArgumentException e) {
        if (lookUp) {
          lookUp(host, port, out);
        }
      }
    }
    return out;
  }

  private static InetAddress literal(String host) {
    return InetAddress.ofLiteral(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }

  private static void lookUp(String host, int port, List<InetSocketAddress> out) {
    try {
      for (InetAddress a : InetAddress.getAllByName(host)) {
        out.add(new InetSocketAddress(a, port));
      }
    } catch (UnknownHostException e) {
      Logger.debug("the peer {} of a magnet link is unknown to the DNS", host);
    }
  }
}
