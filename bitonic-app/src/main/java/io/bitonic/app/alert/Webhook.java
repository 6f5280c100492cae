package io.bitonic.app.alert;

import io.bitonic.app.Version;
import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Sends JSON to an address by POST. Redirects are not followed. Plain HTTP goes to this machine and
 * to private networks only, since what is sent, a token too, could be read on the way. When traffic
 * is bound to an interface or goes through a proxy, only this machine is sent to: anything else
 * would go around it. Neither the address nor headers get into the log, for they may be secret.
 *
 * <p>{@link #send} blocks; one thread.
 */
final class Webhook implements AutoCloseable {
  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final long LONGEST_WAIT_MILLIS = 30_000;

  /** Waits; tests don't. */
  @FunctionalInterface
  interface Pause {
    void millis(long millis) throws InterruptedException;
  }

  private final Supplier<Settings> settings;
  private final Pause pause;
  private HttpClient client;

  /**
   * @param settings those in force
   */
  Webhook(Supplier<Settings> settings, Pause pause) {
    this.settings = settings;
    this.pause = pause;
  }

  private boolean isLocalOnly() {
    Settings s = settings.get();
    return s.proxy().kind() != Settings.ProxyKind.NONE
        || !s.network().interfaceName().isEmpty()
        || !s.network().bind().isEmpty();
  }

  /**
   * Sends it, again after a while when the other side fails.
   *
   * @return whether it has arrived
   */
  boolean send(AlertConfig.Webhook hook, String json) throws InterruptedException {
    long wait = FIRST_WAIT_MILLIS;
    for (int i = 1; ; i++) {
      String problem;
      try {
        check(hook.url());
        int status = post(hook, json);
        if (status >= 200 && status < 300) {
          return true;
        }
        problem = "the answer is HTTP " + status;
        if (status != 429 && status < 500) {
          Logger.warn("alerts: webhook at {}: {}; it is given up", hook.url().getHost(), problem);
          return false;
        }
      } catch (RefusedException e) {
        Logger.warn("alerts: webhook at {}: {}", hook.url().getHost(), e.getMessage());
        return false;
      } catch (IOException e) {
        problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      }
      Logger.warn(
          "alerts: webhook at {}, try {} of {}: {}",
          hook.url().getHost(),
          i,
          hook.tries(),
          problem);
      if (i >= hook.tries()) {
        return false;
      }
      pause.millis(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
    }
  }

  /** This address is never sent to. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private void check(URI url) throws IOException {
    boolean plain = url.getScheme().equals("http");
    boolean localOnly = isLocalOnly();
    if (!plain && !localOnly) {
      return;
    }
    for (InetAddress a : InetAddress.getAllByName(url.getHost())) {
      if (localOnly && !a.isLoopbackAddress()) {
        throw new RefusedException(
            "traffic is bound to an interface or goes through a proxy, so that only this machine"
                + " can be told");
      }
      if (plain && !a.isLoopbackAddress() && !isPrivate(a)) {
        throw new RefusedException(
            "plain http goes to this machine and to private networks only; use https");
      }
    }
  }

  /** RFC 1918 and RFC 4193. */
  private static boolean isPrivate(InetAddress a) {
    return a.isSiteLocalAddress()
        || a.getAddress().length == 16 && (a.getAddress()[0] & 0xfe) == 0xfc;
  }

  private int post(AlertConfig.Webhook hook, String json) throws IOException, InterruptedException {
    HttpRequest.Builder b =
        HttpRequest.newBuilder(hook.url())
            .timeout(Duration.ofMillis(hook.timeoutMillis()))
            .header("User-Agent", "Bitonic/" + Version.NUMBER)
            .header("Content-Type", "application/json");
    for (String h : hook.headers()) {
      int colon = h.indexOf(':');
      b.setHeader(h.substring(0, colon), h.substring(colon + 1).strip());
    }
    CompletableFuture<HttpResponse<Void>> answer =
        client()
            .sendAsync(b.POST(BodyPublishers.ofString(json)).build(), BodyHandlers.discarding());
    try {
      return answer.get(hook.timeoutMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + hook.timeoutMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .proxy(HttpClient.Builder.NO_PROXY)
              .build();
    }
    return client;
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
