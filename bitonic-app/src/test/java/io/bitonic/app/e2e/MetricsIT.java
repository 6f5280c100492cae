package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @Test
  void promtoolFindsNoFault() throws IOException {
    Tools.need("promtool");
    Payload payload = Payload.tree(procs.folder("original"));
    Path torrent = procs.folder("torrents").resolve("test.torrent");
    assertEquals(0, btbt("create", payload.path().toString(), "-o", "" + torrent).await(QUICK));
    String port = freePort();
    List<String> settings =
        List.of(
            "--set",
            "observability.metrics=on",
            "--set",
            "observability.metrics_per_torrent=on",
            "--set",
            "observability.metrics_port=" + port);
    List<String> seed =
        new ArrayList<>(List.of("seed", "" + torrent, "-o", "" + payload.parent(), "--json"));
    seed.addAll(List.of("--listen-port", "0", "--no-dht", "--no-lsd", "--no-port-map"));
    seed.addAll(settings);
    Proc seeding = btbt(seed.toArray(String[]::new));
    seeding.awaitOut("\"state\":\"seeding\"", QUICK);

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
