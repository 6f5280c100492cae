package io.bitonic.core.webseed;

import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Loop;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Web seeds over HTTP and HTTPS, of all torrents together and so many at a time. Thread-safe. */
public final class WebSeedNet implements WebSeedConnector {
  /**
   * @param local whether web seeds on this machine and in the local network are permitted; asked
   *     for each connection
   * @param blocked addresses that are never talked to
   */
  public record Config(
      String userAgent,
      HttpRoute.Config route,
      BooleanSupplier local,
      Predicate<InetAddress> blocked) {}

  /** Threads that may wait for web seeds. */
  static final int MOST = 64;

  /** Connections to one server: more are seldom welcome. */
  static final int MOST_PER_HOST = 4;

  private final Config config;
  private final Map<String, Integer> perHost = new HashMap<>();
  private int open;

  public WebSeedNet(Config config) {
    this.config = config;
  }

  @Override
  public WebSeedFetcher open(
      Loop loop, Metainfo meta, String url, WebSeedFetcher.Listener listener) {
    String host = hostOf(url);
    return take(host)
        ? new WebSeedClient(loop, config, meta, url, listener, () -> giveBack(host))
        : null;
  }

  /** The host of a web seed's URL, or the URL itself when it is malformed. */
  public static String hostOf(String url) {
    try {
      return WebSeedUrl.parse(url).host();
    } catch (WebSeedException e) {
      return url;
    }
  }

  private synchronized boolean take(String host) {
    int n = perHost.getOrDefault(host, 0);
    if (open == MOST || n == MOST_PER_HOST) {
      return false;
    }
    perHost.put(host, n + 1);
    open++;
    return true;
  }

  private synchronized void giveBack(String host) {
    perHost.computeIfPresent(host, (h, n) -> n == 1 ? null : n - 1);
    open--;
  }
}
