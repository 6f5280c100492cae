package io.bitonic.core.lsd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * An announcement in the local network (BEP 14): the form of an HTTP request in one datagram.
 *
 * @param port TCP port of the sender
 * @param infoHashes 40 hex digits each, lower case
 * @param cookie by which the sender knows its own messages, may be empty
 */
record LsdMessage(int port, List<String> infoHashes, String cookie) {
  /** Hashes in one message, so that it fits a datagram that is not cut up. */
  static final int MAX_HASHES = 20;

  private static final int MAX_BYTES = 1400;
  private static final int MAX_COOKIE = 64;
  private static final String START = "BT-SEARCH * HTTP/1.1";

  LsdMessage {
    infoHashes = List.copyOf(infoHashes);
  }

  /**
   * @param host group and port that it is sent to
   */
  byte[] encode(String host) {
    StringBuilder b = new StringBuilder(START).append("\r\nHost: ").append(host);
    b.append("\r\nPort: ").append(port);
    infoHashes.forEach(h -> b.append("\r\nInfohash: ").append(h));
    b.append("\r\ncookie: ").append(cookie).append("\r\n\r\n\r\n");
    return b.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The message, or null when it is none. */
  static LsdMessage parse(byte[] raw) {
    if (raw.length > MAX_BYTES) {
      return null;
    }
    String[] lines = new String(raw, StandardCharsets.ISO_8859_1).split("\r\n", 64);
    if (!lines[0].equals(START)) {
      return null;
    }
    int port = 0;
    String cookie = "";
    List<String> hashes = new ArrayList<>();
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 0) {
        return null;
      }
      String value = lines[i].substring(colon + 1).strip();
      switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "port" -> port = port(value);
        case "cookie" ->
            cookie = value.length() > MAX_COOKIE ? value.substring(0, MAX_COOKIE) : value;
        case "infohash" -> {
          if (isHash(value) && hashes.size() < MAX_HASHES) {
            hashes.add(value.toLowerCase(Locale.ROOT));
          }
        }
        default -> {
          // Host and what others may add.
        }
      }
    }
    return port == 0 || hashes.isEmpty() ? null : new LsdMessage(port, hashes, cookie);
  }

  private static int port(String s) {
    if (s.isEmpty() || s.length() > 5 || !s.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int p = Integer.parseInt(s);
    return p < 65536 ? p : 0;
  }

  private static boolean isHash(String s) {
    return s.length() == 40 && s.chars().allMatch(HexFormat::isHexDigit);
  }
}
