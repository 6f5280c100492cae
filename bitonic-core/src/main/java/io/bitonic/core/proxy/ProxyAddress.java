package io.bitonic.core.proxy;

import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where the proxy is. A name is looked up by a virtual thread, again after a while. Any thread;
 * never blocks but for {@link #await}.
 */
public final class ProxyAddress {
  private static final long LIFE_NANOS = 300_000_000_000L;

  private final Settings.Proxy proxy;
  private volatile InetSocketAddress known;
  private volatile long askedAt;
  private volatile boolean asking;

  public ProxyAddress(Settings.Proxy proxy) {
    this.proxy = proxy;
    try {
      known = new InetSocketAddress(InetAddress.ofLiteral(proxy.host()), proxy.port());
      asking = true;
    } catch (IllegalArgumentException e) {
      ask();
    }
  }

  /**
   * The address last found.
   *
   * @throws IOException when none has been found yet
   */
  public InetSocketAddress get() throws IOException {
    if (!asking && System.nanoTime() - askedAt > (known == null ? LIFE_NANOS / 60 : LIFE_NANOS)) {
      ask();
    }
    InetSocketAddress a = known;
    if (a == null) {
      throw new IOException("the proxy " + proxy.host() + " has not been found");
    }
    return a;
  }

  /** As {@link #get}, but looks up now when nothing is known; blocks. */
  public InetSocketAddress await() throws IOException {
    if (known == null) {
      lookUp();
    }
    return get();
  }

  private void ask() {
    asking = true;
    Thread.ofVirtual()
        .name("bitonic-proxy-name")
        .start(
            () -> {
              lookUp();
              asking = false;
            });
  }

  private void lookUp() {
    askedAt = System.nanoTime();
    try {
      known = new InetSocketAddress(InetAddress.getByName(proxy.host()), proxy.port());
    } catch (UnknownHostException e) {
      // The old address, if any, may still be good.
      return;
    }
  }
}
