package io.bitonic.core.tracker;

import io.bitonic.core.net.Binding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One GET with its redirects, on the thread that calls {@link #get}. {@link #abort} may come from
 * any thread at any time and makes {@code get} fail soon; it is what ends a peer that sends a byte
 * now and then for ever.
 *
 * <p>Against requests forged through a torrent's tracker list (SSRF): every address is checked
 * after the look-up and right before it is connected to, so a name that changes its address gains
 * nothing.
 */
final class HttpFetch {
  /**
   * @param binding where connections go out
   * @param tls null: the system's trust store
   * @param connectMillis for one address
   * @param readMillis silence while reading
   */
  record Config(
      String userAgent,
      Supplier<Binding> binding,
      SSLContext tls,
      int connectMillis,
      int readMillis) {}

  static final int MAX_REDIRECTS = 5;

  private final Config config;
  private final int totalMillis;
  private volatile boolean aborted;
  private volatile Socket open;
  private boolean seenGlobal;

  /**
   * @param totalMillis time that all addresses of a host share; the caller enforces it by {@link
   *     #abort}
   */
  HttpFetch(Config config, int totalMillis) {
    this.config = config;
    this.totalMillis = totalMillis;
  }

  /** Closes the connection, if any, and lets no further one be made. */
  void abort() {
    aborted = true;
    close(open);
  }

  /**
   * Follows up to {@link #MAX_REDIRECTS} redirects.
   *
   * @throws TrackerException with the reason in the user's words
   */
  HttpReply get(TrackerUrl start) throws TrackerException {
    TrackerUrl url = start;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpReply reply = exchange(url);
      if (!reply.isRedirect()) {
        return reply;
      }
      url = url.redirect(reply.location());
    }
    throw new TrackerException("tracker redirects more than " + MAX_REDIRECTS + " times");
  }

  private HttpReply exchange(TrackerUrl url) throws TrackerException {
    Binding binding = config.binding().get();
    Socket raw = connect(url, Addresses.resolve(url.host(), binding), binding);
    try {
      Socket s = url.scheme() == TrackerUrl.Scheme.HTTPS ? secure(raw, url) : raw;
      s.getOutputStream().write(request(url));
      s.getOutputStream().flush();
      return HttpReply.read(new BufferedInputStream(s.getInputStream()));
    } catch (IOException e) {
      throw failure(url, e);
    } finally {
      close(raw);
    }
  }

  private Socket connect(TrackerUrl url, List<InetAddress> addresses, Binding binding)
      throws TrackerException {
    TrackerException last = null;
    int left = totalMillis;
    for (Iterator<InetAddress> it = addresses.iterator(); it.hasNext(); ) {
      InetAddress address = it.next();
      try {
        check(url, address);
        int timeout = Math.min(config.connectMillis(), it.hasNext() ? left / 2 : left);
        left -= timeout;
        return connect(new InetSocketAddress(address, url.port()), binding, Math.max(1, timeout));
      } catch (TrackerException e) {
        last = e;
      } catch (IOException e) {
        last = failure(url, e);
      }
    }
    throw last;
  }

  /** Refuses an address that a URL of a tracker, or its redirect, must not reach. */
  void check(TrackerUrl url, InetAddress address) throws TrackerException {
    boolean asTracker = url.path().startsWith("/announce") || url.path().startsWith("/scrape");
    if (Addresses.isLoopback(address) && !asTracker) {
      throw new TrackerException("a tracker on this machine must have the path /announce");
    }
    boolean local = Addresses.isLocal(address);
    if (local && seenGlobal) {
      throw new TrackerException("tracker redirects from the internet into the local network");
    }
    seenGlobal |= !local;
  }

  private Socket connect(InetSocketAddress to, Binding binding, int timeoutMillis)
      throws IOException {
    Socket s = new Socket();
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
  private SSLSocket secure(Socket raw, TrackerUrl url) throws IOException {
    SSLSocket s =
        (SSLSocket) context().getSocketFactory().createSocket(raw, url.host(), url.port(), false);
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

  private byte[] request(TrackerUrl url) {
    StringBuilder r = new StringBuilder(512);
    r.append("GET ").append(url.target()).append(" HTTP/1.1\r\nHost: ").append(url.hostHeader());
    r.append("\r\nUser-Agent: ").append(config.userAgent());
    r.append("\r\nAccept-Encoding: gzip\r\nConnection: close\r\n");
    if (!url.userInfo().isEmpty()) {
      r.append("Authorization: Basic ").append(credentials(url.userInfo())).append("\r\n");
    }
    return r.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String credentials(String userInfo) {
    String plain;
    try {
      plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      plain = userInfo;
    }
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  private TrackerException failure(TrackerUrl url, IOException e) {
    String what =
        switch (e) {
          case SocketTimeoutException _ -> "no answer";
          case ConnectException _ -> "cannot connect (" + e.getMessage() + ")";
          case SSLException _ -> "TLS failed (" + e.getMessage() + ")";
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    return new TrackerException(url.hostAndPort() + ": " + what);
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
