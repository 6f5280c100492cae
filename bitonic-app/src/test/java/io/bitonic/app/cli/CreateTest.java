package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.Desk;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTest {
  @TempDir Path dir;
  private Desk desk;
  private Path out;

  @BeforeEach
  void setUp() throws IOException {
    desk = new Desk(dir.resolve("state"));
    new TestTorrent("album", 1, 400_000, 10, 70_000).saveData(dir);
    out = dir.resolve("made.torrent");
  }

  private int create(String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "create";
    args[1] = dir.resolve("album").toString();
    args[2] = "-o";
    args[3] = out.toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return desk.run(args);
  }

  @Test
  void everyOptionArrives() throws IOException, MetainfoException {
    assertEquals(
        0,
        create(
            "--piece-size",
            "32K",
            "--private",
            "--tracker",
            "http://a.test/a,http://b.test/a",
            "--tracker",
            "udp://c.test:80",
            "--web-seed",
            "https://w.test/",
            "--comment",
            "hello",
            "--source",
            "src",
            "--created-by",
            "off"),
        desk.err());
    Metainfo m = MetainfoParser.parse(Files.readAllBytes(out));
    assertEquals(32 << 10, m.layout().pieceLength());
    assertTrue(m.privateTorrent());
    assertEquals(
        List.of(List.of("http://a.test/a", "http://b.test/a"), List.of("udp://c.test:80")),
        m.trackers());
    assertEquals(List.of("https://w.test/"), m.webSeeds());
    assertEquals("hello", m.comment());
    assertEquals("src", m.source());
    assertEquals("", m.createdBy());
    assertTrue(desk.out().contains("info-hash " + m.infoHash().id()), desk.out());
    assertTrue(desk.out().contains("459 KiB in 3 files, 15 pieces of 32.0 KiB"), desk.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "hybrid", "v2"})
  void whatIsCreatedVerifies(String format) throws IOException {
    assertEquals(0, create("--format", format, "--piece-size", "16K"), desk.err());
    assertEquals(0, desk.run("verify", out.toString(), "-o", dir.toString()), desk.out());
    byte[] data = Files.readAllBytes(dir.resolve("album").resolve("file-2"));
    data[69_999] ^= 1;
    Files.write(dir.resolve("album").resolve("file-2"), data);
    assertEquals(6, desk.run("verify", out.toString(), "-o", dir.toString()), desk.out());
    assertTrue(desk.out().contains("album/file-2 (bad pieces: 1)"), desk.out());
  }

  @Test
  void anExistingFileIsKeptWithoutForce() throws IOException {
    Files.writeString(out, "mine");
    assertEquals(4, create());
    assertTrue(desk.err().contains("--force"), desk.err());
    assertEquals("mine", Files.readString(out));
    assertEquals(0, create("--force"), desk.err());
    assertTrue(Files.size(out) > 100);
  }

  @Test
  void failuresLeaveNothing() throws IOException {
    assertEquals(2, create("--piece-size", "33K"));
    assertEquals(2, create("--piece-size", "1G"));
    assertEquals(2, create("--tracker", "tracker.example"));
    assertEquals(2, create("--web-seed", "udp://x"));
    assertEquals(2, create("--format", "v3"));
    Files.createDirectory(dir.resolve("void"));
    assertEquals(4, desk.run("create", dir.resolve("void").toString(), "-o", out.toString()));
    assertEquals(4, desk.run("create", dir.resolve("gone").toString(), "-o", out.toString()));
    assertEquals(4, desk.run("create", dir.resolve("album").toString(), "-o", dir.toString()));
    assertFalse(Files.exists(out));
    try (Stream<Path> left = Files.list(dir)) {
      assertFalse(left.anyMatch(p -> p.toString().endsWith(".tmp")));
    }
    assertEquals(8, desk.err().lines().count(), desk.err());
  }
}
