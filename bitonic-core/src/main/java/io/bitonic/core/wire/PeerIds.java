package io.bitonic.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Peer ids in Azureus style (BEP 20): {@code -BN0100-} and twelve random characters. */
public final class PeerIds {
  private static final String PREFIX = "-BN0100-";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final Map<String, String> CLIENTS =
      Map.ofEntries(
          Map.entry("AZ", "Vuze"),
          Map.entry("A2", "aria2"),
          Map.entry("BC", "BitComet"),
          Map.entry("BI", "BiglyBT"),
          Map.entry("BN", "Bitonic"),
          Map.entry("BT", "BitTorrent"),
          Map.entry("DE", "Deluge"),
          Map.entry("FD", "Free Download Manager"),
          Map.entry("FL", "Folx"),
          Map.entry("JT", "JavaTorrent"),
          Map.entry("KT", "KTorrent"),
          Map.entry("LP", "Lphant"),
          Map.entry("LT", "libtorrent"),
          Map.entry("lt", "rTorrent"),
          Map.entry("PI", "PicoTorrent"),
          Map.entry("qB", "qBittorrent"),
          Map.entry("rQ", "rqbit"),
          Map.entry("TR", "Transmission"),
          Map.entry("TX", "Tixati"),
          Map.entry("UM", "µTorrent Mac"),
          Map.entry("UT", "µTorrent"),
          Map.entry("UW", "µTorrent Web"),
          Map.entry("WW", "WebTorrent"),
          Map.entry("WD", "WebTorrent Desktop"),
          Map.entry("XL", "Xunlei"));

  private PeerIds() {}

  /** A fresh id, 20 bytes. */
  public static byte[] generate(RandomGenerator random) {
    StringBuilder s = new StringBuilder(PREFIX);
    while (s.length() < 20) {
      s.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return s.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The client and version that an id claims, printable ASCII only. */
  public static String client(byte[] id) {
    if (id.length == 20 && id[0] == '-' && id[7] == '-') {
      String code = printable(id, 1, 3);
      String name = CLIENTS.getOrDefault(code, code);
      StringBuilder version = new StringBuilder();
      for (int i = 3; i < 7; i++) {
        int v = Character.digit(id[i], 36);
        if (v < 0) {
          break;
        }
        version.append(version.isEmpty() ? "" : ".").append(v);
      }
      // The last number is mostly a build counter that is zero.
      String v = version.toString();
      return v.isEmpty()
          ? name
          : name + " " + (v.endsWith(".0") ? v.substring(0, v.length() - 2) : v);
    }
    return id.length == 20 && id[0] == 'M' && Character.isDigit(id[1])
        ? "BitTorrent " + printable(id, 1, 7).replace("-", ".")
        : "unknown " + printable(id, 0, Math.min(8, id.length));
  }

  private static String printable(byte[] b, int from, int to) {
    StringBuilder s = new StringBuilder();
    for (int i = from; i < to; i++) {
      s.append(b[i] > 32 && b[i] < 127 ? (char) b[i] : '?');
    }
    return s.toString();
  }
}
