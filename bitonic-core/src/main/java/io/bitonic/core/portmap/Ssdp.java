package io.bitonic.core.portmap;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Discovery messages of UPnP (UPnP Device Architecture 1.1 §1.3): text in, values out. */
final class Ssdp {
  static final int PORT = 1900;
  static final String GROUP = "239.255.255.250";

  private static final String[] TARGETS = {
    "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
    "urn:schemas-upnp-org:device:InternetGatewayDevice:2"
  };
  private static final int MAX_LOCATION = 512;

  private Ssdp() {}

  /** Searches for gateways, one message each. */
  static byte[][] searches() {
    byte[][] out = new byte[TARGETS.length][];
    for (int i = 0; i < TARGETS.length; i++) {
      out[i] =
          ("M-SEARCH * HTTP/1.1\r\n"
                  + "HOST: %s:%d\r\n"
                  + "MAN: \"ssdp:discover\"\r\n"
                  + "MX: 1\r\n"
                  + "ST: %s\r\n\r\n")
              .formatted(GROUP, PORT, TARGETS[i])
              .getBytes(StandardCharsets.US_ASCII);
    }
    return out;
  }

  /**
   * Where the description of a gateway is, or null when the message can't be trusted or understood:
   * the address must be a literal, the sender's own, so that nobody can point us at another host.
   */
  static URI location(String message, InetAddress sender) {
    String[] lines = message.split("\r?\n", -1);
    if (!lines[0].startsWith("HTTP/1.") || !lines[0].contains(" 200")) {
      return null;
    }
    boolean gateway = false;
    String location = null;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
          case "location" -> location = value;
          case "st" -> gateway = value.contains(":InternetGatewayDevice:");
          default -> {}
        }
      }
    }
    if (!gateway || location == null || location.length() > MAX_LOCATION) {
      return null;
    }
    try {
      URI uri = new URI(location);
      return isAt(uri, sender) ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Whether a URI is plain HTTP at this very address, without credentials. */
  static boolean isAt(URI uri, InetAddress address) {
    if (!"http".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getPort() > 65535
        || uri.getPort() == 0) {
      return false;
    }
    String host = uri.getHost();
    try {
      return InetAddress.ofLiteral(
              host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
          .equals(address);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
