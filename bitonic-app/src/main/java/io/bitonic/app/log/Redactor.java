package io.bitonic.app.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is logged: passkeys in announce addresses, tokens, users and passwords.
 * Whoever logs need not think of it, since it is done to every line.
 */
final class Redactor {
  private static final String HIDDEN = "***";

  private static final Pattern URL =
      Pattern.compile(
          "\\b(https?|udp|wss?|socks5h?|ftp)://([^\\s\"'<>/?#]*)([^\\s\"'<>?#]*)([?#][^\\s\"'<>]*)?",
          Pattern.CASE_INSENSITIVE);

  /** A part of a path that is long and looks made by chance, as passkeys are. */
  private static final Pattern KEY_IN_PATH =
      Pattern.compile("(?<=/)(?=[^/]*\\d)[A-Za-z0-9_~=-]{16,}(?=/|$)");

  private static final Pattern QUERY_VALUE = Pattern.compile("(?<==)[^&#\\s]+");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b(passkey|pass_key|torrent_pass|authkey|apikey|api_key|token|secret|password"
              + "|passwd)([\"']?\\s*[=:]\\s*[\"']?)([^\\s\"'&,;]+)");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic|digest)\\s+[A-Za-z0-9+/=._~-]{6,}");
  private static final Pattern MAGNET_TRACKER = Pattern.compile("(?<=[?&]tr=)[^&\\s]+");

  private Redactor() {}

  /** The text without secrets. */
  static String clean(String text) {
    boolean urls = text.contains("://");
    boolean pairs = text.indexOf('=') >= 0 || text.indexOf(':') >= 0;
    if (!urls && !pairs && !text.contains("earer ")) {
      return text;
    }
    String s = urls ? URL.matcher(text).replaceAll(m -> Matcher.quoteReplacement(url(m))) : text;
    s = MAGNET_TRACKER.matcher(s).replaceAll(HIDDEN);
    s = BEARER.matcher(s).replaceAll("$1 " + HIDDEN);
    return NAMED.matcher(s).replaceAll("$1$2" + HIDDEN);
  }

  private static String url(java.util.regex.MatchResult m) {
    String authority = m.group(2);
    int at = authority.lastIndexOf('@');
    String host = at < 0 ? authority : HIDDEN + authority.substring(at);
    String path = KEY_IN_PATH.matcher(m.group(3)).replaceAll(HIDDEN);
    String query = m.group(4) == null ? "" : QUERY_VALUE.matcher(m.group(4)).replaceAll(HIDDEN);
    return m.group(1) + "://" + host + path + query;
  }
}
