package io.bitonic.core.tracker;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A tracker's URL, checked and taken apart. Stricter than {@code java.net.URI} where a character
 * could change the request (controls), more lenient where real trackers are sloppy (underscores in
 * host names, unescaped characters in paths).
 *
 * @param userInfo still percent-encoded, or empty
 * @param host ASCII, without brackets
 * @param path starts with '/', or empty (UDP only)
 * @param query without '?', or empty
 */
record TrackerUrl(
    Scheme scheme, String userInfo, String host, int port, String path, String query) {
  private static final int MAX_HOST = 253;

  static final int MAX_LENGTH = 2048;

  enum Scheme {
    HTTP,
    HTTPS,
    UDP
  }

  /**
   * @throws TrackerException for anything but a complete http, https or udp URL
   */
  static TrackerUrl parse(String text) throws TrackerException {
    String s = text.strip();
    if (s.length() > MAX_LENGTH) {
      throw new TrackerException("tracker URL is longer than " + MAX_LENGTH + " characters");
    }
    if (s.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new TrackerException("tracker URL holds a control character");
    }
    int colon = s.indexOf("://");
    if (colon <= 0) {
      throw new TrackerException("not a tracker URL: give one like udp://host:port/announce");
    }
    Scheme scheme =
        switch (s.substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "http" -> Scheme.HTTP;
          case "https" -> Scheme.HTTPS;
          case "udp" -> Scheme.UDP;
          default ->
              throw new TrackerException(
                  "tracker scheme \"%.20s\" is not supported: only http, https and udp are"
                      .formatted(s.substring(0, colon)));
        };
    return parseAfterScheme(scheme, s.substring(colon + 3));
  }

  private static TrackerUrl parseAfterScheme(Scheme scheme, String s) throws TrackerException {
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
    String host = host(portColon < 0 ? hostPort : hostPort.substring(0, portColon));
    int port = port(scheme, portColon < 0 ? "" : hostPort.substring(portColon + 1));
    int mark = rest.indexOf('?', end);
    String path = escape(mark < 0 ? rest.substring(end) : rest.substring(end, mark));
    String query = mark < 0 ? "" : escape(rest.substring(mark + 1));
    if (path.isEmpty() && scheme != Scheme.UDP) {
      path = "/";
    }
    return new TrackerUrl(scheme, userInfo, host, port, path, query);
  }

  private static String host(String s) throws TrackerException {
    if (s.startsWith("[")) {
      String inner = s.substring(1, Math.max(1, s.length() - 1));
      if (!s.endsWith("]")
          || inner.indexOf(':') < 0
          || !inner.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')) {
        throw new TrackerException("tracker URL has a malformed IPv6 address");
      }
      return inner;
    }
    if (s.length() > MAX_HOST) {
      // Also because IDN fails on very long names with an exception of no special kind.
      throw new TrackerException("tracker URL has a host name that is too long");
    }
    String ascii;
    try {
      ascii = s.chars().allMatch(c -> c < 0x80) ? s : IDN.toASCII(s);
    } catch (IllegalArgumentException e) {
      throw new TrackerException("tracker URL has a malformed host name");
    }
    if (ascii.isEmpty()
        || ascii.length() > MAX_HOST
        || !ascii.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0)) {
      throw new TrackerException("tracker URL has a missing or malformed host name");
    }
    return ascii.toLowerCase(Locale.ROOT);
  }

  private static int port(Scheme scheme, String s) throws TrackerException {
    if (s.isEmpty()) {
      return switch (scheme) {
        case HTTP -> 80;
        case HTTPS -> 443;
        case UDP -> throw new TrackerException("a udp tracker URL needs a port");
      };
    }
    int port = 0;
    if (s.length() <= 5 && s.chars().allMatch(c -> c >= '0' && c <= '9')) {
      port = Integer.parseInt(s);
    }
    if (port < 1 || port > 65535) {
      throw new TrackerException("tracker URL has a port outside 1-65535");
    }
    return port;
  }

  // Escapes what may not stand in a request line; an existing escape is left alone.
  private static String escape(String s) {
    StringBuilder out = new StringBuilder(s.length());
    for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
        AnnounceQuery.appendEscaped(out, c);
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  /** Path and query as in the request line; empty only for UDP. */
  String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** Host and port, with brackets around an IPv6 address. */
  String hostAndPort() {
    return bracketed() + ":" + port;
  }

  /** The Host header: the port only when it is not the scheme's own. */
  String hostHeader() {
    boolean plain = scheme == Scheme.HTTP && port == 80 || scheme == Scheme.HTTPS && port == 443;
    return plain ? bracketed() : hostAndPort();
  }

  private String bracketed() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  TrackerUrl withQuery(String newQuery) {
    return new TrackerUrl(scheme, userInfo, host, port, path, newQuery);
  }

  /**
   * The scrape URL: the text after the last slash must start with "announce", which becomes
   * "scrape" (BEP 48).
   *
   * @return null when this tracker has none
   */
  TrackerUrl scrape() {
    int slash = path.lastIndexOf('/');
    if (slash < 0 || !path.startsWith("announce", slash + 1)) {
      return null;
    }
    String to = path.substring(0, slash + 1) + "scrape" + path.substring(slash + 9);
    return new TrackerUrl(scheme, userInfo, host, port, to, query);
  }

  /**
   * Where an HTTP redirect leads; never to another scheme than http and https, and never from https
   * to http.
   */
  TrackerUrl redirect(String location) throws TrackerException {
    TrackerUrl to = resolve(location.strip());
    if (to.scheme == Scheme.UDP) {
      throw new TrackerException("tracker redirects to a scheme other than http and https");
    }
    if (scheme == Scheme.HTTPS && to.scheme == Scheme.HTTP) {
      throw new TrackerException("tracker redirects from https to http");
    }
    return to;
  }

  private TrackerUrl resolve(String location) throws TrackerException {
    String base = scheme.name().toLowerCase(Locale.ROOT) + "://";
    if (location.startsWith("//")) {
      return parse(base + location.substring(2));
    }
    int delimiter = 0;
    while (delimiter < location.length() && ":/?#".indexOf(location.charAt(delimiter)) < 0) {
      delimiter++;
    }
    if (delimiter < location.length() && location.charAt(delimiter) == ':') {
      if (!location.startsWith("://", delimiter)) {
        throw new TrackerException("tracker redirects to a malformed or non-http address");
      }
      return parse(location);
    }
    String authority = (userInfo.isEmpty() ? "" : userInfo + "@") + hostAndPort();
    if (location.startsWith("/")) {
      return parse(base + authority + location);
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    return parse(base + authority + (location.startsWith("?") ? path : folder) + location);
  }
}
