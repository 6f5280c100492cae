package io.bitonic.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.session.Engines;
import java.io.BufferedReader;
import java.io.Writer;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrents are changed from outside of their process, or without one. */
@Timeout(60)
class ControlTest {
  @TempDir Path dir;

  private Engine engine() {
    Settings s = Settings.defaults(dir.resolve("s"));
    return Engines.startSession(
        s.with(s.network().with(NetworkDraft::loopback)).with(Settings.Discovery.off()));
  }

  private byte[] torrent() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("data"));
    for (int i = 0; i < 4; i++) {
      Files.write(folder.resolve("f" + i), new byte[50_000 + i]);
    }
    return new TorrentCreator(folder)
        .pieceLength(16 << 10)
        .creationDate(0)
        .create((done, total) -> {}, () -> false);
  }

  private static TorrentHandle add(Engine engine, byte[] torrent, Path folder) throws Exception {
    return engine.add(AddTorrent.of(torrent, folder)).get(10, TimeUnit.SECONDS);
  }

  @Test
  void aRunningProcessIsAskedAndItsStateIsChangedAfterwards() throws Exception {
    byte[] torrent = torrent();
    String id;
    try (Engine engine = engine();
        AutoCloseable control = ControlServer.open(engine, dir.resolve("s"), null)) {
      TorrentHandle t = add(engine, torrent, dir);
      id = t.id();
      try (Desks desks = new Desks(dir.resolve("s"))) {
        assertEquals(1, desks.all().size());
        Desks.Found found = desks.find(id.substring(0, 6));
        assertEquals("data", found.item().name());
        found.desk().set(id, "down", "2MiB");
        found.desk().set(id, "order", "sequential");
        found.desk().set(id, "label", "new films");
        found.desk().set(id, "add_tracker", "1 udp://t.example:80");
        assertEquals(2 << 20, t.snapshot().rules().down());
        assertTrue(t.snapshot().sequential());
        found.desk().prioritise(id, List.of(1, 2), FilePriority.SKIP);
        List<TorrentDesk.FileItem> files = found.desk().files(id);
        assertEquals(4, files.size());
        assertEquals(FilePriority.SKIP, files.get(2).priority());
        assertEquals(FilePriority.NORMAL, files.get(3).priority());
        assertThrows(AppException.class, () -> found.desk().set(id, "down", "fast"));
        assertThrows(AppException.class, () -> found.desk().set(id, "colour", "red"));
        assertThrows(
            AppException.class, () -> found.desk().prioritise(id, List.of(99), FilePriority.HIGH));
      }
      try (Desks desks = new Desks(dir.resolve("s"))) {
        TorrentDesk.Item item = desks.find("data").item();
        assertEquals("new films", item.label());
        assertEquals(Map.of("down", "\"2MiB\"", "order", "\"sequential\""), item.rules());
      }
    }
    try (Desks desks = new Desks(dir.resolve("s"))) {
      Desks.Found found = desks.find(id);
      assertEquals("stopped", found.item().state());
      assertEquals("new films", found.item().label());
      found.desk().set(id, "down", "default");
      found.desk().set(id, "priority", "high");
      found.desk().prioritise(id, List.of(0), FilePriority.HIGH);
      assertEquals(FilePriority.HIGH, found.desk().files(id).getFirst().priority());
      assertThrows(AppException.class, () -> found.desk().set(id, "save_path", "/x"));
    }
    try (Engine engine = engine()) {
      while (engine.torrents().isEmpty()) {
        Thread.onSpinWait();
      }
      TorrentRules rules = engine.torrents().getFirst().snapshot().rules();
      assertEquals(0, rules.down());
      assertEquals(TorrentRules.Priority.HIGH, rules.priority());
    }
  }

  @Test
  void theSocketIsForTheUserAloneAndGoesAway() throws Exception {
    try (Engine engine = engine()) {
      Path folder = dir.resolve("s/control");
      Path socket;
      try (AutoCloseable control = ControlServer.open(engine, dir.resolve("s"), null)) {
        try (Stream<Path> s = Files.list(folder)) {
          socket = s.findFirst().orElseThrow();
        }
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        try (SocketChannel c = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            Writer out = Channels.newWriter(c, StandardCharsets.UTF_8);
            BufferedReader in = new BufferedReader(Channels.newReader(c, StandardCharsets.UTF_8))) {
          out.write("nonsense\n{\"do\":\"explode\"}\n{\"do\":\"torrents\"}\n");
          out.flush();
          assertTrue(in.readLine().contains("error"));
          assertTrue(in.readLine().contains("explode"));
          assertEquals("{\"ok\":true}", in.readLine());
          out.write("x".repeat(JsonLine.MAX + 1));
          out.flush();
          assertEquals(null, in.readLine(), "a line without end costs the connection");
        }
      }
      assertFalse(Files.exists(socket));
    }
  }

  @Test
  void aLineIsReadAsItWasWritten() {
    Map<String, Object> m =
        JsonLine.parse(
            " {\"a\" : \"x\\n"
                + "\\u00e9\\\"\" ,\"b\":-1.5,\"c\":true, \"d\":null,\"e\":[\"1\", \"2\"],\"f\":[]}"
                + "\t");
    assertEquals("x\né\"", m.get("a"));
    assertEquals("-1.5", m.get("b"));
    assertEquals("true", m.get("c"));
    assertFalse(m.containsKey("d"));
    assertEquals(List.of("1", "2"), m.get("e"));
    assertEquals(List.of(), m.get("f"));
    assertEquals(Map.of(), JsonLine.parse("{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}x",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":{}}",
        "{\"a\":[1]}",
        "{\"a\":\"\\q\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":nan}",
        "{\"a\":\"x"
      })
  void whatIsNoLineIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> JsonLine.parse(line));
  }

  @Test
  void fileNumbersAreShortened() {
    assertEquals("0-2,5,7-8", RemoteDesk.ranges(List.of(8, 0, 1, 2, 5, 7)));
    assertEquals(List.of(0, 1, 2, 5, 7, 8), ControlServer.ranges("0-2,5,7-8"));
  }
}
