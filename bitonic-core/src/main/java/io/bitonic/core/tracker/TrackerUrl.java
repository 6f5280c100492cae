package io.bitonic.core.tracker;

import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.UrlParts;
import java.util.Locale;

/**
 * A tracker's URL, checked and taken apart by the rules of {@link UrlParts}.
 *
 * @param userInfo still percent-encoded, or empty
 * @param host ASCII, without brackets
 * @param path starts with '/', or empty (UDP only)
 * @param query without '?', or empty
 */
record TrackerUrl(
    Scheme scheme, String userInfo, String host, int port, String path, String query) {
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
    try {
      String name = UrlParts.scheme("tracker", s, "udp://host:port/announce");
      Scheme scheme =
          switch (name) {
            case "http" -> Scheme.HTTP;
            case "https" -> Scheme.HTTPS;
            case "udp" -> Scheme.UDP;
            default ->
                throw new TrackerException(
                    "tracker scheme \"%.20s\" is not supported: only http, https and udp are"
                        .formatted(s.substring(0, name.length())));
          };
      return of(scheme, UrlParts.parse("tracker", s.substring(name.length() + 3)));
    } catch (HttpException e) {
      throw new TrackerException(e.getMessage());
    }
  }

  private static TrackerUrl of(Scheme scheme, UrlParts p) throws TrackerException {
    int port = p.port() > 0 ? p.port() : defaultPort(scheme);
    String path = p.path().isEmpty() && scheme != Scheme.UDP ? "/" : p.path();
    return new TrackerUrl(scheme, p.userInfo(), p.host(), port, path, p.query());
  }

  private static int defaultPort(Scheme scheme) throws TrackerException {
    return switch (scheme) {
      case HTTP -> 80;
      case HTTPS -> 443;
      case UDP -> throw new TrackerException("a udp tracker URL needs a port");
    };
  }

  /** Path and query as in the request line; empty only for UDP. */
  String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** Host and port, with brackets around an IPv6 address. */
  String hostAndPort() {
    return UrlParts.hostAndPort(host, port);
  }

  /** The Host header: the port only when it is not the scheme's own. */
  String hostHeader() {
    boolean plain = scheme == Scheme.HTTP && port == 80 || scheme == Scheme.HTTPS && port == 443;
    return plain ? UrlParts.bracketed(host) : hostAndPort();
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
    String authority = (userInfo.isEmpty() ? "" : userInfo + "@") + hostAndPort();
    try {
      return parse(
          UrlParts.absolute(
              "tracker", scheme.name().toLowerCase(Locale.ROOT), authority, path, location));
    } catch (HttpException e) {
      throw new TrackerException(e.getMessage());
    }
  }
}
