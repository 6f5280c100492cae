package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import io.bitonic.core.proxy.ProxyAddress;

/** Which traffic goes through the proxy. Immutable but for the address; any thread. */
final class Proxies {
  private final Settings.Proxy proxy;
  private final ProxyAddress address;

  Proxies(Settings.Proxy proxy) {
    this.proxy = proxy;
    this.address = proxy.kind() == Settings.ProxyKind.NONE ? null : new ProxyAddress(proxy);
  }

  Settings.Proxy peers() {
    return proxy.peers() ? proxy : Settings.Proxy.none();
  }

  boolean isForPeers() {
    return peers().kind() != Settings.ProxyKind.NONE;
  }

  Settings.Proxy trackers() {
    return proxy.trackers() ? proxy : Settings.Proxy.none();
  }

  Settings.Proxy webSeeds() {
    return proxy.webSeeds() ? proxy : Settings.Proxy.none();
  }

  /** Whether UDP of peers or of trackers goes through the proxy. */
  boolean carriesUdp() {
    return forUdp().kind() != Settings.ProxyKind.NONE;
  }

  /** The proxy if it carries UDP, or kind NONE. */
  Settings.Proxy forUdp() {
    boolean any = proxy.kind() == Settings.ProxyKind.SOCKS5 && (proxy.peers() || proxy.trackers());
    return any ? proxy : Settings.Proxy.none();
  }

  /** Whether any UDP goes directly. */
  boolean leavesUdp() {
    return peers().kind() == Settings.ProxyKind.NONE
        || trackers().kind() == Settings.ProxyKind.NONE;
  }

  /** Null without proxy. */
  ProxyAddress address() {
    return address;
  }

  /** {@code scheme://host:port} without credentials, or empty. */
  String text() {
    return switch (proxy.kind()) {
      case NONE -> "";
      case SOCKS5 -> "socks5://" + proxy.host() + ":" + proxy.port();
      case HTTP -> "http://" + proxy.host() + ":" + proxy.port();
    };
  }

  /**
   * Settings without what would go past the proxy: when peers go through it, nobody is met on the
   * local network, no port is mapped, and UDP is not used for peers unless the proxy carries it.
   */
  static Settings closeWaysPast(Settings s) {
    if (s.proxy().kind() == Settings.ProxyKind.NONE || !s.proxy().peers()) {
      return s;
    }
    Settings.Discovery d = s.discovery();
    boolean udp = s.proxy().kind() == Settings.ProxyKind.SOCKS5;
    Settings closed =
        s.with(
            new Settings.Discovery(
                d.dht() && udp,
                d.dhtBootstrap(),
                d.pex(),
                false,
                false,
                d.webSeeds(),
                d.localWebSeeds()));
    return udp ? closed : closed.with(s.network().with(n -> n.transport = Settings.Transport.TCP));
  }
}
