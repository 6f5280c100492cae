package io.bitonic.core.http;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.proxy.ProxyAddress;
import io.bitonic.core.proxy.ProxyHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens one connection at a time to HTTP servers: bound as everything else, through the proxy when
 * there is one, TLS verified. {@link #abort} may come from any thread at any time and ends what is
 * under way; the rest belongs to one thread, which it blocks.
 *
 * <p>Against requests forged through addresses in torrents (SSRF): every address is checked after
 * the look-up and right before it is connected to, so a name that changes its address gains
 * nothing. A proxy looks names up itself; then literal addresses only can be checked.
 */
public final class HttpRoute {
  /**
   * @param binding where connections go out
   * @param proxy kind NONE: connections are direct
   * @param proxyAddress null without proxy
   * @param tls null: the system's trust store
   * @param connectMillis for one address
   * @param readMillis silence while reading
   */
  public record Config(
      Supplier<Binding> binding,
      Settings.Proxy proxy,
      ProxyAddress proxyAddress,
      SSLContext tls,
      int connectMillis,
      int readMillis) {}

  /** Decides which addresses may be connected to. */
  @FunctionalInterface
  public interface Check {
    /**
     * @throws HttpException with the reason when not
     */
    void check(InetAddress address) throws HttpException;
  }

  private final Config config;
  private final int totalMillis;
  private volatile boolean aborted;
  private volatile Socket open;

  /**
   * @param totalMillis time that all addresses of a host share
   */
  public HttpRoute(Config config, int totalMillis) {
    this.config = config;
    this.totalMillis = totalMillis;
  }

  /** Closes the connection, if any, and lets no further one be made. */
  public void abort() {
    aborted = true;
    close();
  }

  /** Closes the connection, if any. */
  public void close() {
    close(open);
  }

  /** Connects, and does the TLS handshake for https. */
  public Socket open(String host, int port, boolean https, Check check) throws IOException {
    Socket raw = direct() ? openDirect(host, port, check) : openThroughProxy(host, port, check);
    try {
      return https ? secure(raw, host, port) : raw;
    } catch (IOException e) {
      close(raw);
      throw e;
    }
  }

  private boolean direct() {
    return config.proxy().kind() == Settings.ProxyKind.NONE;
  }

  private Socket openDirect(String host, int port, Check check) throws IOException {
    Binding binding = config.binding().get();
    List<InetAddress> addresses = Addresses.resolve(host, binding);
    IOException last = null;
    int left = totalMillis;
    for (Iterator<InetAddress> it = addresses.iterator(); it.hasNext(); ) {
      InetAddress address = it.next();
      try {
        check.check(address);
        int timeout = Math.min(config.connectMillis(), it.hasNext() ? left / 2 : left);
        left -= timeout;
        return connect(new InetSocketAddress(address, port), binding, Math.max(1, timeout));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Socket openThroughProxy(String host, int port, Check check) throws IOException {
    Binding binding = config.binding().get();
    if (!binding.isOnline()) {
      throw new HttpException(binding.offline());
    }
    InetAddress literal = literal(host);
    if (literal != null) {
      check.check(literal);
    }
    Socket s = connect(config.proxyAddress().await(), binding, config.connectMillis());
    try {
      ProxyHandshake.connect(config.proxy(), host, port).run(s);
      return s;
    } catch (IOException e) {
      close(s);
      throw e;
    }
  }

  private static InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Socket connect(InetSocketAddress to, Binding binding, int timeoutMillis)
      throws IOException {
    // A proxy that the system's settings name must not come between.
    Socket s = new Socket(java.net.Proxy.NO_PROXY);
    try {
      open = s;
      if (aborted) {
        throw new IOException("aborted");
      }
      binding.bindFor(s, to.getAddress());
      s.setTcpNoDelay(true);
      s.setSoTimeout(config.readMillis());
      s.connect(to, timeoutMillis);
      return s;
    } catch (IOException e) {
      close(s);
      throw e;
    }
  }

  // Layered on a plain socket so that abort can close that one, which never blocks.
  private SSLSocket secure(Socket raw, String host, int port) throws IOException {
    SSLSocket s = (SSLSocket) context().getSocketFactory().createSocket(raw, host, port, false);
    SSLParameters p = s.getSSLParameters();
    p.setEndpointIdentificationAlgorithm("HTTPS");
    s.setSSLParameters(p);
    s.startHandshake();
    return s;
  }

  private SSLContext context() throws IOException {
    try {
      return config.tls() == null ? SSLContext.getDefault() : config.tls();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no usable TLS trust store", e);
    }
  }

  private static void close(Socket s) {
    if (s != null) {
      try {
        s.close();
      } catch (IOException e) {
        // Nothing is left to be lost: the answer has been read or given up.
        return;
      }
    }
  }
}
