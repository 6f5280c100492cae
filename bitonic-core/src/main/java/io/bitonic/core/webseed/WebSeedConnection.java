package io.bitonic.core.webseed;

import io.bitonic.core.config.Settings;
import io.bitonic.core.http.HttpBody;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.HttpHead;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.http.UrlParts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/**
 * Range requests to a web server, one after the other and over the same connection as long as the
 * server leaves it open. One thread; but {@link #abort} may come from any.
 */
final class WebSeedConnection {
  /** Where the bytes of a file go. */
  interface Sink {
    /**
     * Reads some bytes, at most {@code most}.
     *
     * @return how many, -1 at the end
     */
    int read(InputStream from, long most) throws IOException, InterruptedException;
  }

  static final int MAX_REDIRECTS = 5;

  /** Bytes passed over for the sake of a server that does not know ranges. */
  static final int MAX_SKIPPED = 1 << 20;

  /** Bytes read for nothing so that a connection can be kept. */
  private static final int MAX_REST = 4096;

  private static final int BUFFER = 64 << 10;
  private static final int CONNECT_MILLIS = 20_000;
  private static final Pattern RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final WebSeedNet.Config config;
  private final HttpRoute route;
  private InputStream in;
  private Socket socket;
  private String origin = "";

  /** Where the last file was in the end, so that the next part of it needs no redirect. */
  private String asked = "";

  private WebSeedUrl found;
  private WebSeedRules foundRules;

  WebSeedConnection(WebSeedNet.Config config) {
    this.config = config;
    this.route = new HttpRoute(config.route(), CONNECT_MILLIS);
  }

  /** Ends what is under way, and everything that comes after it. */
  void abort() {
    route.abort();
  }

  /** Ends the connection; the next request makes a new one. */
  void close() {
    asked = "";
    disconnect();
  }

  /** Gives the bytes of a part of a file to {@code to}. */
  void get(String url, FilePart part, Sink to) throws WebSeedException, InterruptedException {
    long from = part.offset();
    long left = part.length();
    while (left > 0) {
      long n = range(url, part, from, left, to);
      from += n;
      left -= n;
    }
  }

  /** Asks for bytes; answers how many came, which may be fewer. */
  private long range(String url, FilePart part, long from, long length, Sink to)
      throws WebSeedException, InterruptedException {
    boolean known = url.equals(asked);
    WebSeedUrl at = known ? found : WebSeedUrl.parse(url);
    WebSeedRules rules =
        known ? foundRules : new WebSeedRules(config.local().getAsBoolean(), config.blocked());
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      try {
        HttpHead head = ask(at, rules, from, length);
        if (known && head.status() / 100 == 4) {
          // Where a redirect leads is often good for some minutes only.
          close();
          return range(url, part, from, length, to);
        }
        if (!head.isRedirect()) {
          asked = url;
          found = at;
          foundRules = rules;
          return body(head, part, from, length, to);
        }
        finish(head, new HttpBody(head, in));
        at = at.redirect(head.location());
      } catch (WebSeedException e) {
        throw e;
      } catch (IOException e) {
        throw failure(at, rules, e);
      }
    }
    throw WebSeedException.never(
        at.hostAndPort() + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private HttpHead ask(WebSeedUrl url, WebSeedRules rules, long from, long length)
      throws IOException {
    byte[] request = request(url, from, length);
    if (in != null && origin.equals(url.origin())) {
      if (config.route().proxy().kind() == Settings.ProxyKind.NONE) {
        // The address was checked when the connection was made, but not for this URL.
        rules.check(url, socket.getInetAddress());
      }
      try {
        return send(request);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        Logger.trace("{} closed a connection that was kept: {}", url.host(), e.getMessage());
      }
    }
    disconnect();
    socket = route.open(url.host(), url.port(), url.https(), a -> rules.check(url, a));
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    origin = url.origin();
    return send(request);
  }

  private HttpHead send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    return HttpHead.read(in);
  }

  private byte[] request(WebSeedUrl url, long from, long length) {
    StringBuilder r = new StringBuilder(512);
    r.append("GET ").append(url.target()).append(" HTTP/1.1\r\nHost: ").append(url.hostHeader());
    r.append("\r\nUser-Agent: ").append(config.userAgent());
    r.append("\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: keep-alive\r\n");
    r.append("Range: bytes=").append(from).append('-').append(from + length - 1).append("\r\n");
    if (!url.userInfo().isEmpty()) {
      r.append(UrlParts.basicAuthorization(url.userInfo()));
    }
    return r.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  // ---- answers
  // ----------------------------------------------------------------------------------------------------

  private long body(HttpHead head, FilePart part, long from, long length, Sink to)
      throws IOException, InterruptedException {
    if (!head.encoding().isEmpty() && !head.encoding().equals("identity")) {
      throw WebSeedException.never("web seed sends its files compressed");
    }
    long got;
    HttpBody body = new HttpBody(head, in);
    switch (head.status()) {
      case 206 -> got = Math.min(length, partLength(head, part, from));
      case 200 -> {
        wholeFile(head, part, from, body);
        got = length;
      }
      default -> throw refused(head, part);
    }
    for (long left = got; left > 0; ) {
      int n = to.read(body, left);
      if (n < 0) {
        throw WebSeedException.later("web seed ends in the middle of a file");
      }
      left -= n;
    }
    finish(head, body);
    return got;
  }

  private static long partLength(HttpHead head, FilePart part, long from) throws WebSeedException {
    Matcher m = RANGE.matcher(head.range() == null ? "" : head.range());
    if (!m.matches()) {
      throw WebSeedException.never("web seed sends a part without saying which");
    }
    long first = Long.parseLong(m.group(1));
    long last = Long.parseLong(m.group(2));
    if (!m.group(3).equals("*") && Long.parseLong(m.group(3)) != part.file().length()) {
      throw otherSize(part);
    }
    if (first != from || last < first) {
      throw WebSeedException.never("web seed sends another part than it was asked for");
    }
    return last - first + 1;
  }

  /** A server that does not know ranges sends all: that will do near the start of a file. */
  private static void wholeFile(HttpHead head, FilePart part, long from, HttpBody body)
      throws IOException {
    if (head.contentLength() >= 0 && head.contentLength() != part.file().length()) {
      throw otherSize(part);
    }
    if (from > MAX_SKIPPED) {
      throw WebSeedException.never("web seed can't send parts of files");
    }
    try {
      body.skipNBytes(from);
    } catch (java.io.EOFException e) {
      throw otherSize(part);
    }
  }

  private static WebSeedException otherSize(FilePart part) {
    return WebSeedException.noFile(
        "web seed has another size of " + part.file().displayPath(), part.file().index());
  }

  private static WebSeedException refused(HttpHead head, FilePart part) {
    int status = head.status();
    String text = "web seed answers with HTTP status " + status;
    return switch (status) {
      case 404, 410 ->
          WebSeedException.noFile(
              "web seed lacks " + part.file().displayPath() + ": HTTP status " + status,
              part.file().index());
      case 416 -> otherSize(part);
      case 408, 425, 429 -> WebSeedException.later(text, head.retryAfterSeconds().orElse(0));
      default ->
          status >= 500
              ? WebSeedException.later(text, head.retryAfterSeconds().orElse(0))
              : WebSeedException.never(text);
    };
  }

  /** Leaves the connection at the next answer, or closes it. */
  private void finish(HttpHead head, HttpBody body) throws IOException {
    boolean kept = head.keepAlive() && (head.chunked() || head.contentLength() >= 0);
    byte[] rest = new byte[MAX_REST];
    int skipped = 0;
    while (kept && !body.isEnded() && skipped < MAX_REST) {
      skipped += Math.max(0, body.read(rest));
    }
    if (!kept || !body.isEnded()) {
      disconnect();
    }
  }

  /** Ends the connection, but remembers where the file is. */
  private void disconnect() {
    in = null;
    socket = null;
    origin = "";
    route.close();
  }

  private WebSeedException failure(WebSeedUrl url, WebSeedRules rules, IOException e) {
    if (rules.refusal() != null && rules.refusal().equals(e.getMessage())) {
      return WebSeedException.never(rules.refusal());
    }
    return WebSeedException.later(url.hostAndPort() + ": " + HttpException.reason(e));
  }
}
