package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.Settings.ProxyKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The value of {@code --proxy}. Messages never repeat it: it may hold a password. */
final class ProxyOption {
  static final String PASSWORD = "BITONIC_PROXY_PASSWORD";

  private static final Set<String> USES = Set.of("peers", "trackers", "web-seeds");

  private ProxyOption() {}

  /**
   * @param uses empty: all
   * @throws AppException USAGE
   */
  static Settings.Proxy parse(String text, List<String> uses, Map<String, String> environment) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw wrong();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    ProxyKind kind =
        switch (scheme) {
          case "socks5", "socks5h" -> ProxyKind.SOCKS5;
          case "http" -> ProxyKind.HTTP;
          default -> throw wrong();
        };
    String host = uri.getHost();
    boolean more = uri.getPath() != null && uri.getPath().length() > 1 || uri.getQuery() != null;
    if (host == null || uri.getPort() < 1 || uri.getPort() > 65_535 || more) {
      throw wrong();
    }
    for (String use : uses) {
      if (!USES.contains(use)) {
        throw new AppException(
            ExitCode.USAGE, "--proxy-for knows peers, trackers and web-seeds, not '" + use + "'");
      }
    }
    String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    int colon = login.indexOf(':');
    return new Settings.Proxy(
        kind,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort(),
        colon < 0 ? login : login.substring(0, colon),
        colon < 0 ? environment.getOrDefault(PASSWORD, "") : login.substring(colon + 1),
        uses.isEmpty() || uses.contains("peers"),
        uses.isEmpty() || uses.contains("trackers"),
        uses.isEmpty() || uses.contains("web-seeds"));
  }

  private static AppException wrong() {
    return new AppException(
        ExitCode.USAGE,
        "--proxy needs an address as socks5://host:1080 or http://user:password@host:8080");
  }
}
