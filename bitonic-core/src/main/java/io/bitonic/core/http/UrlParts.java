package io.bitonic.core.http;

import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What follows the scheme of a URL, checked and taken apart. Stricter than {@code java.net.URI}
 * where a character could change the request (controls), more lenient where real torrents are
 * sloppy (underscores in host names, unescaped characters in paths).
 *
 * @param userInfo still percent-encoded, or empty
 * @param host ASCII, lower case, without brackets
 * @param port 0 when it is not said
 * @param path starts with '/', or empty
 * @param query without '?', or empty
 */
public record UrlParts(String userInfo, String host, int port, String path, String query) {
  public static final int MAX_LENGTH = 2048;

  private static final int MAX_HOST = 253;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /**
   * The scheme in lower case.
   *
   * @param what the thing that the URL is of, for messages: "tracker"
   * @throws HttpException when there is none, or the text can't be a URL
   */
  public static String scheme(String what, String text, String example) throws HttpException {
    if (text.length() > MAX_LENGTH) {
      throw new HttpException(what + " URL is longer than " + MAX_LENGTH + " characters");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new HttpException(what + " URL holds a control character");
    }
    int colon = text.indexOf("://");
    if (colon <= 0) {
      throw new HttpException("not a " + what + " URL: give one like " + example);
    }
    return text.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  /**
   * @param s what follows {@code ://}
   * @throws HttpException naming what is wrong
   */
  public static UrlParts parse(String what, String s) throws HttpException {
    int fragment = s.indexOf('#');
    String rest = fragment < 0 ? s : s.substring(0, fragment);
    int end = 0;
    while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? "" : authority.substring(0, at);
    String hostPort = authority.substring(at + 1);
    int portColon = hostPort.indexOf(':', hostPort.startsWith("[") ? hostPort.indexOf(']') + 1 : 0);
    String host = host(what, portColon < 0 ? hostPort : hostPort.substring(0, portColon));
    int port = port(what, portColon < 0 ? "" : hostPort.substring(portColon + 1));
    int mark = rest.indexOf('?', end);
    String path = escape(mark < 0 ? rest.substring(end) : rest.substring(end, mark));
    String query = mark < 0 ? "" : escape(rest.substring(mark + 1));
    return new UrlParts(userInfo, host, port, path, query);
  }

  private static String host(String what, String s) throws HttpException {
    if (s.startsWith("[")) {
      String inner = s.substring(1, Math.max(1, s.length() - 1));
      if (!s.endsWith("]")
          || inner.indexOf(':') < 0
          || !inner.chars().allMatch(c -> HexFormat.isHexDigit(c) || c == ':' || c == '.')) {
        throw new HttpException(what + " URL has a malformed IPv6 address");
      }
      return inner;
    }
    if (s.length() > MAX_HOST) {
      // Also because IDN fails on very long names with an exception of no special kind.
      throw new HttpException(what + " URL has a host name that is too long");
    }
    String ascii;
    try {
      ascii = s.chars().allMatch(c -> c < 0x80) ? s : IDN.toASCII(s);
    } catch (IllegalArgumentException e) {
      throw new HttpException(what + " URL has a malformed host name");
    }
    if (ascii.isEmpty()
        || ascii.length() > MAX_HOST
        || !ascii.chars().allMatch(UrlParts::isInName)) {
      throw new HttpException(what + " URL has a missing or malformed host name");
    }
    return ascii.toLowerCase(Locale.ROOT);
  }

  private static boolean isInName(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0);
  }

  private static int port(String what, String s) throws HttpException {
    if (s.isEmpty()) {
      return 0;
    }
    int port = 0;
    if (s.length() <= 5 && s.chars().allMatch(c -> c >= '0' && c <= '9')) {
      port = Integer.parseInt(s);
    }
    if (port < 1 || port > 65535) {
      throw new HttpException(what + " URL has a port outside 1-65535");
    }
    return port;
  }

  // Escapes what may not stand in a request line; an existing escape is left alone.
  private static String escape(String s) {
    StringBuilder out = new StringBuilder(s.length());
    for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
        appendEscaped(out, c);
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  /** Appends a byte, 0–255, percent-encoded. */
  public static void appendEscaped(StringBuilder out, int c) {
    out.append('%').append(HEX.toHighHexDigit(c)).append(HEX.toLowHexDigit(c));
  }

  /** The Authorization header for a user and password (RFC 7617). */
  public static String basicAuthorization(String userInfo) {
    String plain;
    try {
      plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      plain = userInfo;
    }
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
  }

  /** The host with brackets around an IPv6 address, and the port. */
  public static String hostAndPort(String host, int port) {
    return bracketed(host) + ":" + port;
  }

  public static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /**
   * Makes a Location header absolute (RFC 3986 §5.2, dots left in).
   *
   * @param scheme of the URL that was asked for
   * @param authority of it
   * @param path of it
   * @throws HttpException for a location of a form that leads nowhere by HTTP
   */
  public static String absolute(
      String what, String scheme, String authority, String path, String location)
      throws HttpException {
    String base = scheme + "://";
    if (location.startsWith("//")) {
      return base + location.substring(2);
    }
    int delimiter = 0;
    while (delimiter < location.length() && ":/?#".indexOf(location.charAt(delimiter)) < 0) {
      delimiter++;
    }
    if (delimiter < location.length() && location.charAt(delimiter) == ':') {
      if (!location.startsWith("://", delimiter)) {
        throw new HttpException(what + " redirects to a malformed or non-http address");
      }
      return location;
    }
    if (location.startsWith("/")) {
      return base + authority + location;
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    return base + authority + (location.startsWith("?") ? path : folder) + location;
  }
}
