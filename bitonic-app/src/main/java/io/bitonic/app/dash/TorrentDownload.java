package io.bitonic.app.dash;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.Version;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.tui.text.Text;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches torrent files over HTTP and HTTPS: at most {@value TorrentSource#MAX_BYTES} bytes,
 * {@value #MAX_REDIRECTS} redirects and {@value #SECONDS} s in all, and never from HTTPS to HTTP.
 * Thread-safe; {@link #fetch} blocks.
 */
final class TorrentDownload {
  private static final int MAX_REDIRECTS = 5;
  private static final int SECONDS = 60;
  private static final Duration CONNECT = Duration.ofSeconds(15);

  /** Made with the first fetch: most runs need none. */
  private HttpClient client;

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    return client;
  }

  /**
   * The bytes behind an address.
   *
   * @throws AppException that says what is wrong with it
   * @throws InterruptedException when the user gave up
   */
  byte[] fetch(String address) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    URI uri = uri(address, address);
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpResponse<byte[]> answer = get(uri, deadline);
      int status = answer.statusCode();
      if (status == 200) {
        return answer.body();
      }
      if (status < 301 || status > 308 || status == 304 || status == 306) {
        throw failed(uri, "the server answers " + status + "; check the address");
      }
      URI from = uri;
      String to =
          answer
              .headers()
              .firstValue("location")
              .orElseThrow(() -> failed(from, "the server redirects to nowhere"));
      uri = redirect(from, to);
    }
    throw failed(uri, "more than " + MAX_REDIRECTS + " redirects");
  }

  private HttpResponse<byte[]> get(URI uri, long deadline) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("User-Agent", "Bitonic/" + Version.NUMBER).build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client()
            .sendAsync(
                request,
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), TorrentSource.MAX_BYTES));
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failed(uri, "no complete answer within " + SECONDS + " s");
    } catch (ExecutionException e) {
      throw failed(uri, why(e.getCause()));
    } finally {
      answer.cancel(true);
    }
  }

  private static String why(Throwable cause) {
    String text = cause.getMessage();
    if (text != null && text.contains("capacity")) {
      return "larger than 128 MiB, which no torrent file is";
    }
    return switch (cause) {
      case HttpTimeoutException e -> "it does not answer within " + CONNECT.toSeconds() + " s";
      case ConnectException e when isUnknownHost(e) -> "there is no such host; check the address";
      case ConnectException e -> "it takes no connections; check the address and the network";
      default -> text == null ? "the connection broke" : text;
    };
  }

  private static boolean isUnknownHost(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static URI redirect(URI from, String to) {
    URI next;
    try {
      next = uri(from.resolve(to).toString(), to);
    } catch (IllegalArgumentException e) {
      throw failed(from, "the server redirects to '" + to + "', which is no address");
    }
    if (from.getScheme().equalsIgnoreCase("https") && next.getScheme().equalsIgnoreCase("http")) {
      throw failed(from, "the server redirects from https to http, which is not safe");
    }
    return next;
  }

  private static URI uri(String address, String shown) {
    try {
      URI uri = URI.create(address.replace(" ", "%20"));
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(shown, e);
    }
    throw wrong(shown, null);
  }

  private static AppException wrong(String address, Throwable cause) {
    return new AppException(
        ExitCode.USAGE, "'" + Text.sanitise(address) + "' is not a usable http(s) address", cause);
  }

  private static AppException failed(URI uri, String why) {
    return new AppException(
        ExitCode.NETWORK,
        "can't fetch from " + Text.sanitise(uri.getHost()) + ": " + Text.sanitise(why));
  }
}
