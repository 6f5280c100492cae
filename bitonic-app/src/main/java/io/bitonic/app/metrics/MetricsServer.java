package io.bitonic.app.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bitonic.core.api.Engine;
import io.bitonic.core.config.Settings;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tinylog.Logger;

/**
 * Gives an engine's metrics over HTTP at {@code /metrics}, in the form that the Accept header asks
 * for; there is nothing else.
 *
 * <p>Concurrency: one platform thread answers, one request after another. {@link #close} from any
 * thread.
 */
final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String JSON = "application/json";
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService thread;
  private final Metrics metrics;
  private final boolean loopbackOnly;
  private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  /**
   * Starts to answer.
   *
   * @throws IOException when the port can't be had
   */
  MetricsServer(Engine engine, Settings.Observability o) throws IOException {
    // The JDK's server reads these once: who sends or reads too slowly is cut off.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    loopbackOnly = o.metricsAddress().isLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(o.metricsAddress(), o.metricsPort()), BACKLOG);
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("bitonic-metrics").daemon(true).factory());
    metrics = new Metrics(engine, o.metricsPerTorrent());
    server.setExecutor(thread);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!isHostAllowed(exchange.getRequestHeaders().getFirst("Host"), loopbackOnly)) {
        refuse(exchange, 403, "this host name is not served");
      } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
        refuse(exchange, 404, "only " + PATH + " is here");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, 405, "only GET and HEAD");
      } else {
        answer(exchange);
      }
    } catch (RuntimeException e) {
      Logger.error(e, "metrics request failed");
    }
  }

  /**
   * A web page must not be able to read the metrics by a name that it has made point here (DNS
   * rebinding): on loopback only the names of loopback are served.
   */
  static boolean isHostAllowed(String host, boolean loopbackOnly) {
    if (!loopbackOnly) {
      return true;
    }
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    if (name.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(name.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    MetricSnapshots all;
    try {
      all = metrics.scrape();
    } catch (IOException e) {
      refuse(exchange, 503, e.getMessage());
      return;
    }
    String accept =
        String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
    if (accept.contains(JSON)) {
      send(exchange, 200, JSON, (MetricsJson.of(all) + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    ExpositionFormatWriter writer = openMetrics.accepts(accept) ? openMetrics : prometheus;
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 << 10);
    writer.write(body, all);
    send(exchange, 200, writer.getContentType(), body.toByteArray());
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
    send(exchange, status, "text/plain; charset=utf-8", body);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
    metrics.close();
  }
}
