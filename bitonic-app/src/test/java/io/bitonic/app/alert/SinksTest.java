package io.bitonic.app.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.bitonic.app.run.ExternalCommand;
import io.bitonic.app.support.FakeEngine;
import io.bitonic.app.support.MiniJson;
import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.alert.AlertEvent;
import io.bitonic.core.alert.AlertFile;
import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands and webhooks for real, on this machine. */
@Timeout(30)
class SinksTest {
  private record Request(String method, String path, String type, String token, String body) {}

  @TempDir Path dir;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final List<Long> pauses = new ArrayList<>();
  private HttpServer server;
  private volatile int failures;
  private volatile int status = 204;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        x -> {
          requests.add(
              new Request(
                  x.getRequestMethod(),
                  x.getRequestURI().toString(),
                  x.getRequestHeaders().getFirst("Content-Type"),
                  x.getRequestHeaders().getFirst("Authorization"),
                  new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          x.getResponseHeaders().set("Location", "/elsewhere");
          x.sendResponseHeaders(failures-- > 0 ? 503 : status, -1);
          x.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Settings settings(String... pairs) {
    ConfigFile.Result r = ConfigFile.readPairs(List.of(pairs));
    assertEquals(List.of(), r.problems());
    return SettingTable.settings(r.values(), Path.of("/nowhere"));
  }

  private AlertConfig.Webhook hook(String host, int tries) {
    return new AlertConfig.Webhook(
        URI.create("http://" + host + ":" + server.getAddress().getPort() + "/hook?k=1"),
        5_000,
        tries,
        List.of("Authorization: Bearer abc"),
        true);
  }

  private boolean send(Settings s, AlertConfig.Webhook hook) throws InterruptedException {
    try (Webhook w = new Webhook(() -> s, pauses::add)) {
      return w.send(hook, "{}");
    }
  }

  @Test
  void theWebhookIsTriedAgainWhenTheOtherSideFails() throws Exception {
    failures = 2;
    assertTrue(send(settings(), hook("127.0.0.1", 3)));
    assertEquals(3, requests.size());
    assertEquals(List.of(1000L, 2000L), pauses);
    Request r = requests.take();
    assertEquals("POST", r.method);
    assertEquals("/hook?k=1", r.path);
    assertEquals("application/json", r.type);
    assertEquals("Bearer abc", r.token);
    failures = 5;
    requests.clear();
    assertFalse(send(settings(), hook("127.0.0.1", 2)));
    assertEquals(2, requests.size());
  }

  @Test
  void refusalsAndRedirectsAreFinal() throws Exception {
    for (int s : List.of(301, 307, 400, 404)) {
      status = s;
      requests.clear();
      assertFalse(send(settings(), hook("127.0.0.1", 3)));
      assertEquals(1, requests.size());
    }
    assertEquals(List.of(), pauses);
  }

  @Test
  void nothingGoesAroundTheProxyOrInTheClear() throws Exception {
    // TEST-NET-1 (RFC 5737): nobody is there, and nobody is asked.
    assertFalse(send(settings(), hook("192.0.2.1", 3)));
    assertEquals(List.of(), pauses, "it is refused, not tried");
    Settings proxied = settings("proxy.kind=socks5", "proxy.host=127.0.0.1", "proxy.port=1");
    assertFalse(send(proxied, hook("10.255.255.1", 3)));
    assertFalse(send(settings("network.interface=tun0"), hook("10.255.255.1", 3)));
    assertEquals(List.of(), pauses);
    assertTrue(send(proxied, hook("127.0.0.1", 3)), "this machine needs no proxy");
  }

  @Test
  void alertsReachCommandAndWebhook() throws Exception {
    Path script = dir.resolve("tell.sh");
    Files.writeString(
        script, "#!/bin/sh\nprintf '%s|' \"$@\" \"$BITONIC_ALERT_STATE\" > \"$0.out.$2\"\n");
    assertTrue(script.toFile().setExecutable(true));
    AlertFile.Result r =
        AlertFile.parse(
            "a",
            """
            [command]
            run = ["%s", "{message}; $(id) `id`", "{state}", "{nothing}", "{subject}"]
            severity = "info"
            [webhook]
            url = "http://127.0.0.1:%d/x"
            cleared = false
            """
                .formatted(script, server.getAddress().getPort()));
    assertEquals(List.of(), r.problems());
    FakeEngine engine = new FakeEngine();
    try (Sinks sinks = new Sinks(engine, settings())) {
      sinks.tell(r.config(), event(true, "it is {subject}"));
      sinks.tell(r.config(), event(false, "over"));
      Request q = requests.poll(20, TimeUnit.SECONDS);
      assertNotNull(q);
      Map<String, Object> json = MiniJson.object(q.body);
      assertEquals("disk-low", json.get("rule"));
      assertEquals("fired", json.get("state"));
      assertEquals("4.5 %", json.get("value"));
      assertEquals("warning", json.get("severity"));
      await(dir.resolve("tell.sh.out.cleared"));
      assertEquals(2, engine.published.size());
    }
    assertEquals(0, requests.size(), "only the beginning is sent there");
    assertEquals(
        "it is {subject}; $(id) `id`|fired|{nothing}|; rm -rf x|fired|",
        Files.readString(dir.resolve("tell.sh.out.fired")));
  }

  private static AlertEvent event(boolean fired, String message) {
    return new AlertEvent(
        fired,
        "disk-low",
        AlertSeverity.WARNING,
        "",
        "; rm -rf x",
        1_700_000_000_000L,
        4.5,
        message);
  }

  private static void await(Path file) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!(Files.exists(file) && Files.size(file) > 0)) {
      assertTrue(System.nanoTime() < deadline, file + " did not come");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void commandsHaveABoundedTimeAndOutput() throws Exception {
    ExternalCommand.Result r =
        ExternalCommand.run(List.of("sh", "-c", "echo hello; exit 3"), Map.of(), 20_000);
    assertEquals(new ExternalCommand.Result(3, false, "hello\n"), r);
    r = ExternalCommand.run(List.of("sh", "-c", "sleep 60 & sleep 61"), Map.of(), 200);
    assertTrue(r.timedOut());
    r =
        ExternalCommand.run(
            List.of("sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"), Map.of(), 20_000);
    assertEquals(0, r.code());
    assertEquals(4096, r.output().length());
    r = ExternalCommand.run(List.of("cat"), Map.of(), 20_000);
    assertEquals(0, r.code(), "there is no input to wait for");
    try {
      ExternalCommand.run(List.of(dir.resolve("nothing").toString()), Map.of(), 1000);
      throw new AssertionError("there is no such program");
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("nothing"), e.getMessage());
    }
  }
}
