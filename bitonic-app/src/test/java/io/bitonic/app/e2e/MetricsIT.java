package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a seed shows of itself, before Prometheus' own judge. */
@Tag("e2e")
@Timeout(120)
class MetricsIT {
  private static final Duration QUICK = Duration.ofSeconds(30);

  @RegisterExtension final Procs procs = new Procs();

  private Proc btbt(String... args) {
    return procs.start("btbt " + args[0], Map.of(), Btbt.command(args));
  }

  private static String freePort() throws IOException {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(s.getLocalPort());
    }
  }

  /** A seed that gives its metrics at {@code port}. */
  private Proc seed(String port) throws IOException {
    Payload payload = Payload.tree(procs.folder("original"));
    Path torrent = procs.folder("torrents").resolve("test.torrent");
    assertEquals(0, btbt("create", payload.path().toString(), "-o", "" + torrent).await(QUICK));
    List<String> args =
        new ArrayList<>(List.of("seed", "" + torrent, "-o", "" + payload.parent(), "--json"));
    args.addAll(List.of("--listen-port", "0", "--no-dht", "--no-lsd", "--no-port-map"));
    for (String s : List.of("metrics=on", "metrics_per_torrent=on", "metrics_port=" + port)) {
      args.addAll(List.of("--set", "observability." + s));
    }
    Proc seeding = btbt(args.toArray(String[]::new));
    seeding.awaitOut("\"state\":\"seeding\"", QUICK);
    return seeding;
  }

  @Test
  void prometheusScrapesIt() throws IOException {
    Tools.need("prometheus");
    String port = freePort();
    Proc seeding = seed(port);
    Path folder = procs.folder("prometheus");
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            "global: {scrape_interval: 2s, scrape_timeout: 2s}\nscrape_configs:\n"
                + ("- {job_name: bitonic, static_configs: [{targets: ['127.0.0.1:" + port)
                + "']}]}\n");
    String api = "127.0.0.1:" + freePort();
    Proc prometheus =
        procs.start(
            "prometheus",
            Map.of(),
            List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + api));
    assertTrue(Until.within(QUICK, () -> value(api, "up").equals("1")), prometheus::err);
    assertTrue(Until.within(QUICK, () -> value(api, "count_over_time(up[1m])").equals("3")));
    assertEquals("1", value(api, "min_over_time(up[1m])"), "no scrape has failed");
    assertEquals("1", value(api, "bitonic_torrents{state=\"seeding\"}"));
    assertEquals("1", value(api, "bitonic_torrent_progress_ratio"));
    assertEquals("1", value(api, "count(bitonic_disk_operation_seconds_count > 0) > bool 0"));
    assertEquals("1", value(api, "sum(bitonic_loop_turn_seconds_count) > bool 0"));
    assertEquals("1", value(api, "process_cpu_seconds_total > bool 0"));
    prometheus.signal("TERM");
    prometheus.await(QUICK);
    seeding.signal("TERM");
    assertEquals(143, seeding.await(QUICK));
  }

  /** What Prometheus answers to a question with one value; empty: nothing yet. */
  private static String value(String api, String question) {
    String path = "/api/v1/query?query=" + URLEncoder.encode(question, StandardCharsets.UTF_8);
    try (InputStream in = URI.create("http://" + api + path).toURL().openStream()) {
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher m = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]*)\"]").matcher(answer);
      return m.find() ? m.group(1) : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void promtoolFindsNoFault() throws IOException {
    Tools.need("promtool");
    String port = freePort();
    Proc seeding = seed(port);

    Proc metrics = btbt("metrics", "--set", "observability.metrics_port=" + port);
    assertEquals(0, metrics.await(QUICK), metrics::err);
    String text = metrics.out();
    assertTrue(text.contains("\nbitonic_torrents{state=\"seeding\"} 1.0\n"), text);
    assertTrue(text.contains("\nbitonic_torrent_progress_ratio{id="), text);
    Path file = Files.writeString(procs.folder("scrape").resolve("metrics"), text);
    Proc judge =
        procs.start(
            "promtool", Map.of(), List.of("sh", "-c", "promtool check metrics < '" + file + "'"));
    assertEquals(0, judge.await(QUICK), () -> judge.out() + judge.err());
    assertEquals("", judge.err());

    String url = "http://localhost:" + port + "/metrics";
    Proc json = btbt("metrics", "--format", "json", "--url", url);
    assertEquals(0, json.await(QUICK), json::err);
    assertTrue(((List<?>) MiniJson.object(json.out().strip()).get("metrics")).size() > 40);

    seeding.signal("TERM");
    assertEquals(143, seeding.await(QUICK));
    assertEquals(5, btbt("metrics", "--url", url).await(QUICK));
  }
}
