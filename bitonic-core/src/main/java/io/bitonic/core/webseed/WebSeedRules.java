package io.bitonic.core.webseed;

import io.bitonic.core.http.Addresses;
import io.bitonic.core.http.HttpException;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Which addresses a torrent can make us ask, so that nobody reaches our own machine or network by
 * writing a URL into a torrent (SSRF). One for each request with its redirects.
 */
final class WebSeedRules {
  private final boolean local;
  private final Predicate<InetAddress> blocked;
  private boolean seenGlobal;
  private String refusal;

  /**
   * @param local whether addresses of this machine and the local network are permitted
   * @param blocked the IP filter
   */
  WebSeedRules(boolean local, Predicate<InetAddress> blocked) {
    this.local = local;
    this.blocked = blocked;
  }

  /** Why the last address was refused, or null. */
  String refusal() {
    return refusal;
  }

  /**
   * @throws HttpException when the address must not be asked for this URL
   */
  void check(WebSeedUrl url, InetAddress address) throws HttpException {
    refusal = reason(url, address);
    if (refusal != null) {
      throw new HttpException(refusal);
    }
    seenGlobal |= !Addresses.isLocal(address);
  }

  private String reason(WebSeedUrl url, InetAddress address) {
    if (!Addresses.isHost(address)) {
      return "web seed at an address that no host can have";
    }
    if (blocked.test(address)) {
      return "web seed blocked by the IP filter";
    }
    if (!Addresses.isLocal(address)) {
      return null;
    }
    if (Addresses.isLinkLocal(address)) {
      // Clouds give secrets to whoever asks at 169.254.169.254.
      return "web seed at a link-local address";
    }
    if (seenGlobal) {
      return "web seed redirects from the internet into the local network";
    }
    if (!local) {
      return "web seed in the local network: discovery.local_web_seeds permits that";
    }
    return url.query().isEmpty() ? null : "web seed in the local network with a query";
  }
}
