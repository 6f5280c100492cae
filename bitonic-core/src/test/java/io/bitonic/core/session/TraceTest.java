package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What peers say, written down while it is said. */
@Timeout(60)
class TraceTest {
  private static final int SIZE = 300_000;

  @TempDir Path dir;
  private EngineLab lab;
  private EngineLab.Node seed;
  private EngineLab.Node leecher;
  private TorrentHandle t;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void start(Settings settings) throws Exception {
    byte[] torrent = lab.payload("seed", "data", SIZE);
    seed = lab.node("seed", 1);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    leecher = lab.node("leecher", settings);
    t = leecher.add(torrent);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Path file, String what) {
    return lines(file).stream().filter(l -> l.contains(what)).count();
  }

  private Path traces(Settings settings) {
    return settings.stateDir().resolve("trace");
  }

  @Test
  void everyMessageOfATorrentIsWrittenDown() throws Exception {
    Settings settings = lab.settings("leecher", 1);
    start(settings);
    leecher.submit(new EngineCommand.Trace(t.id(), "", true));
    leecher.awaitEvent(e -> e instanceof EngineEvent.TraceChanged c && c.on());
    Path file = traces(settings).resolve(t.id().substring(0, 8) + ".log");
    leecher.connect(t, seed);
    EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
    int blocks = (SIZE + 16383) / 16384;
    EngineLab.await("all blocks", () -> count(file, " in  piece ") == blocks);
    String peer = "127.0.0.1:" + seed.port();
    for (String l : lines(file)) {
      assertTrue(l.matches("20\\S+Z " + t.id().substring(0, 8) + " " + peer + " .*"), l);
    }
    assertEquals(1, count(file, " --  trace on: outgoing, "));
    assertEquals(blocks, count(file, " out request piece="));
    assertEquals(1, count(file, " in  have-all"));
    assertEquals(1, count(file, " in  unchoke"));
    assertEquals(1, count(file, " out interested"));
    assertTrue(count(file, " in  extended handshake d") >= 1);
    assertTrue(count(file, " out extended handshake d") >= 1);
    assertEquals(
        1, count(file, "begin=0 length=16384 ") + count(file, " in  piece piece=0 begin=0 "));
  }

  @Test
  void aPeerIsTracedFromTheOtherSideAndNotAnyMore() throws Exception {
    Settings settings = lab.settings("leecher", 1);
    start(settings);
    seed.submit(new EngineCommand.Trace(t.id(), "127.0.0.1", true));
    EngineEvent.TraceChanged on =
        (EngineEvent.TraceChanged)
            seed.awaitEvent(e -> e instanceof EngineEvent.TraceChanged c && c.on());
    Path file = Path.of(on.file());
    leecher.connect(t, seed);
    EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
    int blocks = (SIZE + 16383) / 16384;
    EngineLab.await("all blocks", () -> count(file, " out piece ") == blocks);
    assertEquals(blocks, count(file, " in  request "));
    seed.submit(new EngineCommand.Trace(t.id(), "127.0.0.1", false));
    EngineLab.await("the end", () -> count(file, "trace off") + count(file, "--  ended") >= 1);
    int before = lines(file).size();
    leecher.submit(new EngineCommand.Pause(t.id()));
    leecher.submit(new EngineCommand.Resume(t.id()));
    leecher.connect(t, seed);
    assertEquals(before, lines(file).size());
  }

  @Test
  void theSettingsTraceToo() throws Exception {
    Settings settings = lab.settings("leecher", 1);
    start(settings);
    assertFalse(Files.exists(traces(settings)));
    Settings.Log l = settings.log();
    Settings.Log traced =
        new Settings.Log(
            l.level(),
            l.levels(),
            l.format(),
            l.fileBytes(),
            l.files(),
            List.of("127.0.0.1:" + seed.port()));
    Engines.settings(leecher.engine)
        .orElseThrow()
        .apply(settings.with(traced))
        .get(10, TimeUnit.SECONDS);
    leecher.connect(t, seed);
    EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
    Path file = traces(settings).resolve("127.0.0.1_" + seed.port() + ".log");
    EngineLab.await("a line", () -> count(file, "trace on") == 1);
    Engines.settings(leecher.engine).orElseThrow().apply(settings).get(10, TimeUnit.SECONDS);
    EngineLab.await("the end", () -> count(file, "trace off") + count(file, "ended") >= 1);
  }

  @Test
  void whatIsNoPeerIsRefused() throws Exception {
    start(lab.settings("leecher", 1));
    for (String a : List.of("example.org:1", "../x", "abcdef0123")) {
      ExecutionException e =
          assertThrows(
              ExecutionException.class,
              () -> leecher.engine.submit(new EngineCommand.Trace(t.id(), a, true)).get());
      assertEquals(EngineException.Kind.BAD_ARGUMENT, ((EngineException) e.getCause()).kind(), a);
    }
  }

  @Test
  void aFullQueueIsCounted() throws Exception {
    Path file = dir.resolve("x/t.log");
    int[] sent = {100_000};
    try (TraceFile f = new TraceFile(file)) {
      for (int i = 0; i < 100_000; i++) {
        f.line(0, "line " + i);
      }
      // As long as the queue is full, this one is lost as well.
      EngineLab.await(
          "the last line",
          () -> {
            f.line(0, "last");
            sent[0]++;
            List<String> now = lines(file);
            return !now.isEmpty() && now.getLast().endsWith("Z last");
          });
    }
    List<String> all = lines(file);
    assertEquals(
        "1970-01-01T00:00:00Z line 0",
        all.stream().filter(l -> !l.startsWith("... ")).findFirst().orElseThrow(),
        "what is in the queue is kept, what comes later is lost");
    assertTrue(all.getLast().endsWith("Z last"), all.getLast());
    long lost =
        all.stream()
            .filter(l -> l.startsWith("... "))
            .mapToLong(l -> Long.parseLong(l.split(" ")[1]))
            .sum();
    assertEquals(sent[0], lost + all.stream().filter(l -> !l.startsWith("... ")).count());
  }
}
