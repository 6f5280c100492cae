package io.bitonic.core.webseed;

import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.UrlParts;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import java.nio.charset.StandardCharsets;

/**
 * Where a web server has a file, checked and taken apart (BEP 19).
 *
 * @param path starts with '/'
 * @param query without '?', or empty
 */
record WebSeedUrl(
    boolean https, String userInfo, String host, int port, String path, String query) {
  private static final String WHAT = "web seed";
  private static final String PLAIN = "-._~!$&'()*+,;=:@";
  private static final int FIRST_FREE_PORT = 1024;

  /**
   * @throws WebSeedException for anything but an http or https URL, and for a port where something
   *     else than a web server is to be expected
   */
  static WebSeedUrl parse(String text) throws WebSeedException {
    try {
      String s = text.strip();
      String scheme = UrlParts.scheme(WHAT, s, "https://host/folder/");
      boolean https = scheme.equals("https");
      if (!https && !scheme.equals("http")) {
        throw new HttpException("web seed with a scheme other than http and https");
      }
      UrlParts p = UrlParts.parse(WHAT, s.substring(scheme.length() + 3));
      int port = p.port() > 0 ? p.port() : https ? 443 : 80;
      // What a request line can do to mail servers and the like is nothing a torrent may decide.
      if (port < FIRST_FREE_PORT && port != 80 && port != 443) {
        throw new HttpException("web seed at port " + port + ", which is no web server's");
      }
      String path = p.path().isEmpty() ? "/" : p.path();
      return new WebSeedUrl(https, p.userInfo(), p.host(), port, path, p.query());
    } catch (HttpException e) {
      throw WebSeedException.never(e.getMessage());
    }
  }

  /**
   * The URL of a file: a single file's own, with the name added behind a slash; else the torrent's
   * folder and the path in it.
   *
   * @param base as in the torrent
   */
  static String ofFile(String base, Metainfo meta, TorrentFile file) {
    int fragment = base.indexOf('#');
    StringBuilder url = new StringBuilder(fragment < 0 ? base : base.substring(0, fragment));
    boolean folder = url.charAt(url.length() - 1) == '/';
    if (!meta.multiFile()) {
      if (folder) {
        escape(url, file.path().getLast());
      }
      return url.toString();
    }
    for (String component : file.path()) {
      if (url.charAt(url.length() - 1) != '/') {
        url.append('/');
      }
      escape(url, component);
    }
    return url.toString();
  }

  private static void escape(StringBuilder out, String component) {
    for (byte b : component.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      if (plain) {
        out.append((char) c);
      } else {
        UrlParts.appendEscaped(out, c);
      }
    }
  }

  /** Path and query as in the request line. */
  String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** Scheme, host and port: what a connection is good for. */
  String origin() {
    return (https ? "https://" : "http://") + UrlParts.hostAndPort(host, port);
  }

  /** The Host header: the port only when it is not the scheme's own. */
  String hostHeader() {
    return port == (https ? 443 : 80) ? UrlParts.bracketed(host) : UrlParts.hostAndPort(host, port);
  }

  /**
   * Where a redirect leads; never from https to http.
   *
   * @throws WebSeedException when it may not be followed
   */
  WebSeedUrl redirect(String location) throws WebSeedException {
    try {
      String authority = (userInfo.isEmpty() ? "" : userInfo + "@") + hostAndPort();
      WebSeedUrl to =
          parse(
              UrlParts.absolute(WHAT, https ? "https" : "http", authority, path, location.strip()));
      if (https && !to.https) {
        throw new HttpException("web seed redirects from https to http");
      }
      return to;
    } catch (HttpException e) {
      throw WebSeedException.never(e.getMessage());
    }
  }

  String hostAndPort() {
    return UrlParts.hostAndPort(host, port);
  }
}
