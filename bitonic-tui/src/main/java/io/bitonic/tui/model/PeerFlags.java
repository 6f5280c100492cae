package io.bitonic.tui.model;

/** A peer's flags, which are those of qBittorrent, in words. */
public final class PeerFlags {
  private PeerFlags() {}

  /**
   * {@code DIT}: "it sends to us, it called us, from the tracker"; unknown letters are left out.
   */
  public static String words(String flags) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < flags.length(); i++) {
      String word = word(flags.charAt(i));
      if (!word.isEmpty()) {
        b.append(b.isEmpty() ? "" : ", ").append(word);
      }
    }
    return b.toString();
  }

  private static String word(char flag) {
    return switch (flag) {
      case 'D' -> "it sends to us";
      case 'd' -> "it chokes us";
      case 'U' -> "we send to it";
      case 'u' -> "we choke it";
      case 'O' -> "optimistic unchoke";
      case 'S' -> "snubbed";
      case 'I' -> "it called us";
      case 'T' -> "from the tracker";
      case 'H' -> "from the DHT";
      case 'X' -> "from PEX";
      case 'L' -> "from LSD";
      case 'P' -> "µTP";
      case 'E' -> "encrypted";
      case 'e' -> "encrypted handshake";
      case 'W' -> "web seed";
      default -> "";
    };
  }
}
