package io.bitonic.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.Desk;
import io.bitonic.app.support.FakeEngine;
import io.bitonic.app.support.MiniJson;
import io.bitonic.app.support.TestStats;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server on a loopback port, over an engine whose numbers are known. */
@Timeout(30)
class MetricsTest {
  @TempDir Path dir;
  private final FakeEngine engine = new FakeEngine();
  private Observability.Running server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    engine.stats = TestStats.some();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = Observability.open(engine, settings("on"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Settings settings(String metrics) {
    ConfigFile.Result r =
        ConfigFile.readPairs(
            List.of(
                "observability.metrics=" + metrics,
                "observability.metrics_port=" + port,
                "observability.metrics_per_torrent=on"));
    assertEquals(List.of(), r.problems());
    return SettingTable.settings(r.values(), dir);
  }

  /** The whole answer to a request whose lines these are. */
  private String ask(String... lines) throws IOException {
    try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      s.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(s.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String scrape(String accept) throws IOException {
    String answer = ask("GET /metrics HTTP/1.1", "Host: localhost:" + port, "Accept: " + accept);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    return answer;
  }

  private static void assertLine(String text, String line) {
    assertTrue(text.lines().anyMatch(line::equals), line + " is not in " + text);
  }

  @Test
  void whatTheEngineCountsIsWhatIsShown() throws IOException {
    String text = scrape("text/plain");
    assertTrue(text.toLowerCase().contains("content-type: text/plain; version=0.0.4"), text);
    assertLine(text, "# TYPE bitonic_download_bytes_total counter");
    assertLine(text, "bitonic_download_bytes_total 1000001.0");
    assertLine(text, "bitonic_upload_bytes_total 2000002.0");
    assertLine(text, "bitonic_wasted_bytes_total 33.0");
    assertLine(text, "bitonic_pieces_total{result=\"passed\"} 44.0");
    assertLine(text, "bitonic_pieces_total{result=\"failed\"} 5.0");
    assertLine(text, "bitonic_announces_total{protocol=\"udp\",result=\"failed\"} 7.0");
    assertLine(text, "bitonic_announces_total{protocol=\"http\",result=\"ok\"} 8.0");
    assertLine(text, "bitonic_peers_by_transport{transport=\"utp\"} 3.0");
    assertLine(text, "bitonic_peers_by_source{source=\"dht\"} 1.0");
    assertLine(text, "bitonic_peers_by_state{state=\"snubbed\"} 6.0");
    assertLine(text, "bitonic_peers_by_health{health=\"good\"} 9.0");
    assertLine(text, "bitonic_dht_traffic_bytes_total{direction=\"out\"} 18.0");
    assertLine(text, "bitonic_request_latency_seconds_bucket{le=\"0.001\"} 3");
    assertLine(text, "bitonic_request_latency_seconds_bucket{le=\"0.002\"} 5");
    assertLine(text, "bitonic_request_latency_seconds_bucket{le=\"+Inf\"} 6");
    assertLine(text, "bitonic_request_latency_seconds_sum 0.5");
    assertLine(text, "bitonic_loop_turn_seconds_count{loop=\"1\"} 12");
    assertLine(text, "bitonic_disk_operation_seconds_count{operation=\"read\"} 6");
    assertLine(text, "bitonic_disk_operation_seconds_count{operation=\"write\"} 12");
    String host = "tracker=\"tracker.example\"";
    assertLine(text, "bitonic_tracker_announces_total{result=\"timeout\"," + host + "} 22.0");
    assertLine(text, "bitonic_dht_answers_total{result=\"timeout\"} 26.0");
    assertLine(text, "bitonic_events_waiting 23.0");
    assertLine(text, "bitonic_alert_notices_dropped_total 0.0");
  }

  @Test
  void theFormIsAsAskedFor() throws IOException {
    String open = scrape("application/openmetrics-text;version=1.0.0");
    assertTrue(open.endsWith("# EOF\n"), open);
    assertLine(open, "# TYPE bitonic_download_bytes counter");
    String json = scrape("application/json");
    String body = json.substring(json.indexOf("\r\n\r\n") + 4).strip();
    Map<String, Object> down = metric(body, "bitonic_download_bytes_total");
    assertEquals("counter", down.get("type"));
    assertEquals(List.of(Map.of("labels", Map.of(), "value", 1_000_001.0)), down.get("samples"));
    assertTrue(metric(body, "bitonic_loop_turn_seconds").get("samples").toString().contains("le="));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> metric(String json, String name) {
    return ((List<Map<String, Object>>) MiniJson.object(json).get("metrics"))
        .stream().filter(m -> name.equals(m.get("name"))).findFirst().orElseThrow();
  }

  @Test
  void nothingElseIsThere() throws IOException {
    String host = "Host: 127.0.0.1:" + port;
    assertTrue(ask("GET / HTTP/1.1", host).startsWith("HTTP/1.1 404 "));
    assertTrue(ask("GET /metrics/x HTTP/1.1", host).startsWith("HTTP/1.1 404 "));
    String post = ask("POST /metrics HTTP/1.1", host, "Content-Length: 0");
    assertTrue(post.startsWith("HTTP/1.1 405 "), post);
    String head = ask("HEAD /metrics HTTP/1.1", host);
    assertTrue(head.startsWith("HTTP/1.1 200 ") && head.endsWith("\r\n\r\n"), head);
    String foreign = ask("GET /metrics HTTP/1.1", "Host: rebound.example");
    assertTrue(foreign.startsWith("HTTP/1.1 403 ") && !foreign.contains("bitonic_"), foreign);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true, true",
    "LOCALHOST:9799, true, true",
    "127.0.0.1:9799, true, true",
    "127.8.8.8, true, true",
    "[::1]:9799, true, true",
    "evil.example, true, false",
    "127.0.0.1.evil.example, true, false",
    "localhost.evil.example:9799, true, false",
    "10.0.0.1, true, false",
    "'', true, false",
    ", true, false",
    "evil.example, false, true"
  })
  void onLoopbackOnlyItsNamesAreServed(String host, boolean loopbackOnly, boolean allowed) {
    assertEquals(allowed, MetricsServer.isHostAllowed(host, loopbackOnly));
  }

  @Test
  void anEngineThatHasEndedIsSaid() throws IOException {
    engine.closed = true;
    String answer = ask("GET /metrics HTTP/1.1", "Host: localhost");
    assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("has been closed"), answer);
  }

  @Test
  void offAndTakenPortsStopNothing() throws IOException {
    Observability.open(engine, settings("off")).close();
    // The port is that of the running server.
    Observability.open(engine, settings("on")).close();
    scrape("text/plain");
    server.close();
    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertTrue(again.isBound());
    }
  }

  @Test
  void theCommandPrintsWhatTheInstanceGives() throws IOException {
    Desk desk = new Desk(dir.resolve("state"));
    int code = desk.run("metrics", "--set", "observability.metrics_port=" + port);
    assertEquals(0, code, desk.err());
    assertLine(desk.out(), "bitonic_download_bytes_total 1000001.0");
    Desk json = new Desk(dir.resolve("state"));
    String url = "http://localhost:" + port + "/metrics";
    assertEquals(0, json.run("metrics", "--format", "json", "--url", url), json.err());
    metric(json.out().strip(), "bitonic_upload_bytes_total");
    server.close();
    Desk none = new Desk(dir.resolve("state"));
    assertEquals(5, none.run("metrics", "--url", url));
    assertTrue(none.err().contains("observability.metrics"), none.err());
    for (String wrong : List.of("ftp://x/", "nonsense", "http://a b/")) {
      assertEquals(2, new Desk(dir.resolve("state")).run("metrics", "--url", wrong), wrong);
    }
    assertEquals(2, new Desk(dir.resolve("state")).run("metrics", "--format", "xml"));
  }

  @Test
  void theGrafanaDashboardAsksForWhatThereIs() throws IOException {
    String file = Files.readString(Path.of("../docs/grafana.json"));
    Set<String> there =
        scrape("text/plain")
            .lines()
            .filter(l -> !l.startsWith("#"))
            .map(l -> l.split("[{ ]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    // Series of torrents need torrents; the collector names them.
    there.addAll(TorrentCollector.names());
    Matcher m = Pattern.compile("\\b(bitonic|jvm|process|system)_[a-z0-9_]+").matcher(exprs(file));
    int found = 0;
    while (m.find()) {
      found++;
      assertTrue(there.contains(m.group()), m.group() + " is not a metric");
    }
    assertTrue(found > 40, "only " + found);
  }

  private static String exprs(String dashboard) {
    Matcher m =
        Pattern.compile("\"(?:expr|query)\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(dashboard);
    StringBuilder all = new StringBuilder();
    while (m.find()) {
      all.append(m.group(1)).append('\n');
    }
    assertFalse(all.isEmpty());
    return all.toString();
  }

  @Test
  void theManualNamesWhatThereIs() throws IOException {
    String manual = Files.readString(Path.of("../docs/monitoring.md"));
    scrape("text/plain")
        .lines()
        .filter(l -> l.startsWith("# TYPE bitonic_"))
        .map(l -> l.split(" ")[2])
        .forEach(name -> assertTrue(manual.contains("`" + name), name + " is not in the manual"));
  }
}
