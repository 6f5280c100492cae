package io.bitonic.core.metainfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads magnet links. What the link names is taken strictly: a damaged hash is an error. The rest
 * is help: trackers, web seeds and peers that can't be used are left out. Used once per link.
 */
public final class MagnetParser {
  /** Characters of a link at most. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_NAME = 255;
  private static final int MAX_TRACKERS = 200;
  private static final int MAX_PEERS = 100;
  private static final int MAX_RANGES = 1000;
  private static final int MAX_FILE = 10_000_000;
  private static final String SCHEME = "magnet:?";
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private byte[] v1;
  private byte[] v2;
  private String other = "";
  private String name = "";
  private final List<String> trackers = new ArrayList<>();
  private final List<String> webSeeds = new ArrayList<>();
  private final Set<String> peers = new LinkedHashSet<>();
  private final List<Magnet.Range> selected = new ArrayList<>();

  private MagnetParser() {}

  /** Whether the text means to be a magnet link. */
  public static boolean looksLikeMagnet(String text) {
    return text.regionMatches(true, 0, "magnet:", 0, 7);
  }

  /**
   * @throws MetainfoException when it names no torrent; the message is fit for a user
   */
  public static Magnet parse(String link) throws MetainfoException {
    String s = link.strip();
    if (s.length() > MAX_LENGTH) {
      throw new MetainfoException(
          "not a usable magnet link: it has more than " + MAX_LENGTH + " characters");
    }
    if (!s.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new MetainfoException("not a magnet link: it does not start with 'magnet:?'");
    }
    return new MagnetParser().read(s.substring(SCHEME.length()));
  }

  private Magnet read(String query) throws MetainfoException {
    int from = 0;
    while (from <= query.length()) {
      int end = query.indexOf('&', from);
      end = end < 0 ? query.length() : end;
      String part = query.substring(from, end);
      // Links that were copied out of web pages still have their ampersands escaped.
      parameter(part.startsWith("amp;") ? part.substring(4) : part);
      from = end + 1;
    }
    if (v1 == null && v2 == null) {
      throw new MetainfoException(
          other.isEmpty()
              ? "not a usable magnet link: it has no 'xt=urn:btih:…' that names a torrent"
              : "not a usable magnet link: '" + Printable.line(other) + "' is no BitTorrent hash");
    }
    List<String> tiers =
        Urls.tiers(List.of(trackers.subList(0, Math.min(trackers.size(), MAX_TRACKERS)))).stream()
            .flatMap(List::stream)
            .toList();
    return new Magnet(
        new InfoHash(v1, v2), name, tiers, Urls.webSeeds(webSeeds), List.copyOf(peers), selected);
  }

  private void parameter(String part) throws MetainfoException {
    int eq = part.indexOf('=');
    if (eq <= 0) {
      return;
    }
    String raw = part.substring(eq + 1);
    String value = Percent.decode(raw, false);
    switch (plain(part.substring(0, eq).toLowerCase(Locale.ROOT))) {
      case "xt" -> topic(value);
      case "dn" -> name = name.isEmpty() ? title(Percent.decode(raw, true)) : name;
      case "tr" -> trackers.add(value);
      case "ws" -> webSeeds.add(value);
      case "x.pe" -> peer(value);
      case "so" -> selection(value);
      default -> {
        // Links carry much that only some clients know (xl, kt, as, xs …).
      }
    }
  }

  /** "tr.1" counts like "tr". */
  private static String plain(String key) {
    int dot = key.lastIndexOf('.');
    boolean numbered =
        dot > 0
            && dot < key.length() - 1
            && key.substring(dot + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    return numbered ? key.substring(0, dot) : key;
  }

  private static String title(String s) {
    return Printable.text(s, MAX_NAME).replace('\n', ' ').strip();
  }

  // ---- the hash
  // -----------------------------------------------------------------------------------------------------

  private void topic(String value) throws MetainfoException {
    String low = value.toLowerCase(Locale.ROOT);
    if (low.startsWith("urn:btih:")) {
      byte[] hash = btih(low.substring(9));
      if (v1 != null && !Arrays.equals(v1, hash)) {
        throw new MetainfoException("not a usable magnet link: it names two torrents");
      }
      v1 = hash;
    } else if (low.startsWith("urn:btmh:")) {
      byte[] hash = btmh(low.substring(9));
      if (v2 != null && !Arrays.equals(v2, hash)) {
        throw new MetainfoException("not a usable magnet link: it names two torrents");
      }
      v2 = hash;
    } else {
      other = value;
    }
  }

  private static byte[] btih(String text) throws MetainfoException {
    byte[] hash =
        switch (text.length()) {
          case 40 -> hex(text);
          case 32 -> base32(text);
          default -> null;
        };
    if (hash == null) {
      throw new MetainfoException(
          "not a usable magnet link: '"
              + Printable.line(text)
              + "' is no info-hash; it has 40 hex digits or 32 base32 characters");
    }
    return hash;
  }

  /** A multihash: 0x12 for SHA2-256, 0x20 for its 32 bytes, then these. */
  private static byte[] btmh(String text) throws MetainfoException {
    byte[] hash = text.length() == 68 && text.startsWith("1220") ? hex(text.substring(4)) : null;
    if (hash == null) {
      throw new MetainfoException(
          "not a usable magnet link: '"
              + Printable.line(text)
              + "' is no SHA2-256 multihash; it has '1220' and 64 hex digits");
    }
    return hash;
  }

  private static byte[] hex(String text) {
    return text.chars().allMatch(HexFormat::isHexDigit) ? HexFormat.of().parseHex(text) : null;
  }

  private static byte[] base32(String text) {
    byte[] out = new byte[20];
    long bits = 0;
    int have = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int v = BASE32.indexOf(text.charAt(i));
      if (v < 0) {
        return null;
      }
      bits = bits << 5 | v;
      have += 5;
      if (have >= 8) {
        have -= 8;
        out[at++] = (byte) (bits >>> have);
      }
    }
    return out;
  }

  // ---- peers and files
  // ----------------------------------------------------------------------------------------------

  private void peer(String value) {
    int colon = value.lastIndexOf(':');
    if (colon <= 0 || peers.size() >= MAX_PEERS || value.length() > 300) {
      return;
    }
    String host = value.substring(0, colon).toLowerCase(Locale.ROOT);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    boolean good =
        bracketed
            ? host.length() > 3
                && host.substring(1, host.length() - 1).chars().allMatch(MagnetParser::isIpv6Char)
            : host.chars().allMatch(MagnetParser::isHostChar);
    int port = number(value.substring(colon + 1), 65535);
    if (good && port > 0) {
      peers.add(host + ":" + port);
    }
  }

  private static boolean isIpv6Char(int c) {
    return HexFormat.isHexDigit(c) || c == ':' || c == '.';
  }

  private static boolean isHostChar(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_';
  }

  private void selection(String value) throws MetainfoException {
    for (String part : value.split(",", MAX_RANGES + 2)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), MAX_FILE);
      int last = dash < 0 ? first : number(part.substring(dash + 1), MAX_FILE);
      if (first < 0 || last < first) {
        throw new MetainfoException(
            "not a usable magnet link: its file selection 'so="
                + Printable.line(value)
                + "' is not like 0,2,4-6");
      }
      if (selected.size() >= MAX_RANGES) {
        throw new MetainfoException(
            "not a usable magnet link: it selects more than " + MAX_RANGES + " ranges of files");
      }
      selected.add(new Magnet.Range(first, last));
    }
  }

  /** Decimal digits only; -1 when it is anything else or above {@code max}. */
  private static int number(String s, int max) {
    if (s.isEmpty() || s.length() > 9 || !s.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int n = Integer.parseInt(s);
    return n <= max ? n : -1;
  }
}
