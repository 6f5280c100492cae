package io.bitonic.core.tracker;

import io.bitonic.core.http.Addresses;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.http.UrlParts;
import io.bitonic.core.metrics.AnnounceOutcome;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

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
  record Config(String userAgent, HttpRoute.Config route) {}

  static final int MAX_REDIRECTS = 5;

  private final Config config;
  private final HttpRoute route;
  private boolean seenGlobal;

  /**
   * @param totalMillis time that all addresses of a host share; the caller enforces it by {@link
   *     #abort}
   */
  HttpFetch(Config config, int totalMillis) {
    this.config = config;
    this.route = new HttpRoute(config.route(), totalMillis);
  }

  /** Closes the connection, if any, and lets no further one be made. */
  void abort() {
    route.abort();
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
    try {
      boolean https = url.scheme() == TrackerUrl.Scheme.HTTPS;
      Socket s = route.open(url.host(), url.port(), https, a -> check(url, a));
      s.getOutputStream().write(request(url));
      s.getOutputStream().flush();
      return HttpReply.read(new BufferedInputStream(s.getInputStream()));
    } catch (HttpException e) {
      throw new TrackerException(AnnounceOutcome.UNREACHABLE, e.getMessage());
    } catch (IOException e) {
      throw failure(url, e);
    } finally {
      route.close();
    }
  }

  /** Refuses an address that a URL of a tracker, or its redirect, must not reach. */
  void check(TrackerUrl url, InetAddress address) throws HttpException {
    boolean asTracker = url.path().startsWith("/announce") || url.path().startsWith("/scrape");
    if (Addresses.isLoopback(address) && !asTracker) {
      throw new HttpException("a tracker on this machine must have the path /announce");
    }
    boolean local = Addresses.isLocal(address);
    if (local && seenGlobal) {
      throw new HttpException("tracker redirects from the internet into the local network");
    }
    seenGlobal |= !local;
  }

  private byte[] request(TrackerUrl url) {
    StringBuilder r = new StringBuilder(512);
    r.append("GET ").append(url.target()).append(" HTTP/1.1\r\nHost: ").append(url.hostHeader());
    r.append("\r\nUser-Agent: ").append(config.userAgent());
    r.append("\r\nAccept-Encoding: gzip\r\nConnection: close\r\n");
    if (!url.userInfo().isEmpty()) {
      r.append(UrlParts.basicAuthorization(url.userInfo()));
    }
    return r.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private TrackerException failure(TrackerUrl url, IOException e) {
    return new TrackerException(
        e instanceof SocketTimeoutException ? AnnounceOutcome.TIMEOUT : AnnounceOutcome.UNREACHABLE,
        url.hostAndPort() + ": " + HttpException.reason(e));
  }
}
