package io.bitonic.app.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import io.bitonic.core.config.LogComponents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.runtime.RuntimeProvider;

class LogWriterTest {
  @TempDir Path dir;

  private LogWriter writer(String format, int size, int files) throws IOException {
    return new LogWriter(
        Map.of(
            "file",
            dir.resolve("x.log").toString(),
            "format",
            format,
            "size",
            "" + size,
            "files",
            "" + files));
  }

  private static LogEntry entry(String message, Throwable error) {
    return new LogEntry(
        RuntimeProvider.createTimestamp(),
        Thread.currentThread(),
        Map.of(),
        "io.bitonic.core.swarm.Swarm",
        "run",
        "Swarm.java",
        12,
        null,
        Level.WARN,
        message,
        error);
  }

  @Test
  void linesAreForPeople() throws IOException {
    LogWriter w = writer("text", 0, 0);
    w.write(entry("a\nb \u001b[31m", new IOException("at http://u:p@h/x")));
    w.close();
    List<String> lines = Files.readAllLines(dir.resolve("x.log"));
    assertTrue(
        lines.getFirst().matches("20\\S+ [0-9:.]{12} \\d+ WARN  \\[.*] Swarm: a.b .\\[31m"),
        lines.getFirst());
    assertEquals("    java.io.IOException: at http://***@h/x", lines.get(1));
    assertTrue(lines.get(2).startsWith("    at "), lines.get(2));
  }

  @Test
  void orJsonObjects() throws IOException {
    LogWriter w = writer("json", 0, 0);
    w.write(entry("a\nb \"c\"", new IOException("bad")));
    w.write(entry("second", null));
    w.close();
    List<String> lines = Files.readAllLines(dir.resolve("x.log"));
    assertEquals(2, lines.size());
    Map<String, Object> first = MiniJson.object(lines.getFirst());
    assertEquals("a\nb \"c\"", first.get("message"));
    assertEquals("warn", first.get("level"));
    assertEquals("swarm", first.get("component"));
    assertTrue(first.get("error").toString().startsWith("java.io.IOException: bad\n"));
    assertFalse(MiniJson.object(lines.getLast()).containsKey("error"));
  }

  @Test
  void filesAreRotated() throws IOException {
    LogWriter w = writer("text", 1000, 2);
    for (int i = 0; i < 100; i++) {
      w.write(entry("line " + i + " " + "x".repeat(50), null));
    }
    w.close();
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(
          Set.of("x.log", "x.1.log", "x.2.log"),
          all.map(p -> p.getFileName().toString()).collect(Collectors.toSet()));
    }
    for (String f : List.of("x.log", "x.1.log", "x.2.log")) {
      assertTrue(Files.size(dir.resolve(f)) <= 1000, f);
    }
    assertTrue(Files.readString(dir.resolve("x.log")).contains("line 99 "));
    w = writer("text", 1000, 2);
    w.write(entry("after", null));
    w.close();
    assertTrue(Files.readString(dir.resolve("x.log")).contains("line 99 "), "it goes on behind");
  }

  @Test
  void whoWritesNothingGetsNoFile() throws IOException {
    LogWriter w = writer("text", 0, 0);
    w.flush();
    w.close();
    assertFalse(Files.exists(dir.resolve("x.log")));
  }

  @ParameterizedTest
  @CsvSource({
    "info, '', swarm, INFO, true",
    "info, '', swarm, DEBUG, false",
    "info, swarm=trace, swarm, TRACE, true",
    "info, swarm=trace, dht, DEBUG, false",
    "info, swarm=error;dht=debug, swarm, WARN, false",
    "info, swarm=error;dht=debug, dht, DEBUG, true",
    "info, swarm=error;dht=debug, disk, INFO, true",
    "off, dht=warn, dht, WARN, true",
    "off, dht=warn, disk, ERROR, false",
    "off, '', disk, ERROR, false"
  })
  void everyComponentHasItsLevel(
      String all, String single, String component, Level level, boolean wanted) {
    LogLevels levels = LogLevels.of(all, single.isEmpty() ? List.of() : List.of(single.split(";")));
    String writes = "io.bitonic.core." + component + ".Any";
    assertEquals(wanted, !levels.excludes(level) && levels.wants(writes, level));
    assertEquals(!single.isEmpty(), levels.differ());
    assertTrue(!levels.excludes(level) || !wanted, "the quick look may not say more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://t.example/0123456789abcdef0123/announce | https://t.example/***/announce",
        "http://t.example/announce?passkey=abc123&x=1 |"
            + " http://t.example/announce?passkey=***&x=***",
        "udp://tracker.example:80/announce | udp://tracker.example:80/announce",
        "socks5://me:word@10.0.0.1:1080 fails | socks5://***@10.0.0.1:1080 fails",
        "proxy password=hunter2, port 3 | proxy password=***, port 3",
        "{\"token\": \"abc\"} | {\"token\": \"***\"}",
        "Authorization: Bearer abcdefgh | Authorization: Bearer ***",
        "magnet:?xt=urn:btih:aa&tr=http%3A%2F%2Ft%2Fkey&dn=x | magnet:?xt=urn:btih:aa&tr=***&dn=x",
        "http://127.0.0.1:8080/3f9a7c1e5b2d4f60/film.mkv | http://127.0.0.1:8080/***/film.mkv",
        "10.0.0.1:6881 ended: closed by the peer | 10.0.0.1:6881 ended: closed by the peer"
      })
  void secretsAreTakenOut(String said, String written) {
    assertEquals(written, Redactor.clean(said));
  }

  /** The setting names packages that are there, and all of those that log. */
  @Test
  void componentsAreThePackagesThatLog() throws IOException {
    Set<String> logging = new TreeSet<>();
    Path core = Path.of("../bitonic-core/src/main/java/io/bitonic/core");
    try (Stream<Path> all = Files.walk(core)) {
      for (Path p : all.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (Files.readString(p).contains("import org.tinylog.Logger;")) {
          logging.add(core.relativize(p).getName(0).toString());
        }
      }
    }
    assertTrue(LogComponents.ENGINE.containsAll(logging), logging.toString());
    for (String c : LogComponents.ENGINE) {
      assertTrue(Files.isDirectory(core.resolve(c)), c);
      assertEquals(c, LogWriter.component("io.bitonic.core." + c + ".Any"));
    }
    assertEquals("tui", LogWriter.component("io.bitonic.tui.app.UiLoop"));
    assertEquals("app", LogWriter.component("io.bitonic.app.Main"));
    assertEquals("", LogWriter.component("org.example.X"));
  }
}
