package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users and scripts see of the packaged program: exit codes, messages, files. */
@Tag("e2e")
@Timeout(120)
class CliIT {
  private static final Duration QUICK = Duration.ofSeconds(30);

  @RegisterExtension final Procs procs = new Procs();
  private Payload payload;
  private Path torrent;
  private String out;

  @BeforeEach
  void makeTorrent() {
    payload = Payload.tree(procs.folder("original"));
    torrent = create(payload, "test.torrent");
    out = procs.folder("out").toString();
  }

  private Path create(Payload data, String name) {
    Path file = procs.folder("torrents").resolve(name);
    assertEquals(
        0, run("create", data.path().toString(), "-o", file.toString(), "--piece-size", "64K"));
    return file;
  }

  private Proc start(String... args) {
    return procs.start("btbt " + args[0], Map.of(), Btbt.command(args));
  }

  private int run(String... args) {
    return start(args).await(QUICK);
  }

  /** The command ends with this code and one message in words. */
  private void assertRefused(int code, String word, String... args) {
    Proc p = start(args);
    assertEquals(code, p.await(QUICK), () -> String.join(" ", args) + ": " + p.err());
    String message = p.err();
    assertTrue(message.startsWith("btbt: ") && message.contains(word), message);
    assertFalse(message.contains("\tat ") || message.contains("Exception"), message);
  }

  @Test
  void badTorrentsGiveThree() throws IOException {
    byte[] bytes = Files.readAllBytes(torrent);
    Path cut = Files.write(torrent.resolveSibling("cut"), Arrays.copyOf(bytes, bytes.length / 2));
    Path text = Files.writeString(torrent.resolveSibling("text"), "not a torrent\n");
    for (String verb : List.of("download", "seed", "verify")) {
      assertRefused(3, "does not exist", verb, "/nowhere/x.torrent", "-o", out);
      assertRefused(3, "text", verb, text.toString(), "-o", out);
      assertRefused(3, "cut", verb, cut.toString(), "-o", out);
    }
    assertEquals(List.of(), List.copyOf(Payload.files(Path.of(out))));
  }

  @Test
  void foldersThatCantBeUsedGiveFour() {
    assertRefused(4, "/proc", "download", torrent.toString(), "-o", "/proc/bitonic");
    assertRefused(4, "is not a folder", "download", torrent.toString(), "-o", torrent.toString());
    assertRefused(4, "is not a folder", "seed", torrent.toString(), "-o", "/nowhere");
  }

  @Test
  void wrongCommandLinesGiveTwo() {
    String t = torrent.toString();
    assertRefused(2, "no file 99", "download", t, "-o", out, "--files", "99");
    assertRefused(2, "--files", "download", t, "-o", out, "--files", "3-1");
    assertRefused(2, "--max-peers", "download", t, "-o", out, "--max-peers", "0");
    assertRefused(2, "--downlimit", "download", t, "-o", out, "--downlimit", "1M");
    assertRefused(2, "downlaod", "downlaod", t);
  }

  @Test
  void aPortThatIsTakenGivesFive() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(0));
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(5, port, "seed", torrent.toString(), "-o", parent(), "--listen-port", port);
    }
  }

  private String parent() {
    return payload.parent().toString();
  }

  @Test
  void foreignFilesAreKept() throws IOException {
    Path mine = Path.of(out).resolve(payload.path().getFileName()).resolve("a first.bin");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "my diary");
    assertRefused(4, "--overwrite", "download", torrent.toString(), "-o", out);
    assertEquals("my diary", Files.readString(mine));
    assertEquals(1, Payload.files(Path.of(out)).size());
  }

  @Test
  void verifyFindsWhatIsDamaged() throws IOException {
    assertEquals(0, run("verify", torrent.toString(), "-o", parent()));
    Path file = payload.path().resolve("音楽/🎵 song.flac");
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.seek(100_000);
      int was = f.read();
      f.seek(100_000);
      f.write(was ^ 1);
    }
    Proc p = start("verify", torrent.toString(), "-o", parent(), "--json");
    assertEquals(6, p.await(QUICK));
    Map<String, Object> report = MiniJson.object(p.out().strip());
    assertEquals(false, report.get("good"));
    assertEquals(1.0, (double) report.get("pieces") - (double) report.get("goodPieces"));
    Proc seed = start("seed", torrent.toString(), "-o", parent(), "--listen-port", "0");
    assertEquals(6, seed.await(QUICK));
    assertTrue(seed.err().contains("1 of ") || seed.out().contains("1 of "), seed.out());
  }

  @Test
  void everyLineOfJsonParses() {
    Proc p = start("seed", torrent.toString(), "-o", parent(), "--json", "--seed-time", "0.02");
    assertEquals(0, p.await(QUICK));
    List<Map<String, Object>> lines = p.out().lines().map(MiniJson::object).toList();
    assertEquals("summary", lines.getLast().get("type"));
    assertEquals("seeded", lines.getLast().get("outcome"));
    assertEquals(payload.path().getFileName().toString(), lines.getLast().get("name"));
    assertTrue(lines.stream().anyMatch(l -> "progress".equals(l.get("type"))), p.out());
    Proc show = start("show", torrent.toString(), "--json");
    assertEquals(0, show.await(QUICK));
    assertEquals(7, ((List<?>) MiniJson.object(show.out().strip()).get("files")).size());
  }

  @Test
  void theDemoRunsToItsEnd() {
    Proc p = start("demo", "--fast", "--size", "16MiB");
    assertEquals(0, p.await(QUICK));
    assertTrue(p.out().contains("compared byte by byte"), p.out());
  }

  @Test
  void twoAtOnceShareAStateFolder() {
    Payload other = Payload.single(procs.folder("other"), "other.bin", 100_001);
    Path second = create(other, "other.torrent");
    Proc a = start("seed", torrent.toString(), "-o", parent(), "--json");
    a.awaitOut("\"state\":\"seeding\"", QUICK);
    Proc b = start("seed", second.toString(), "-o", other.parent().toString(), "--json");
    b.awaitOut("\"state\":\"seeding\"", QUICK);

    Proc same = start("seed", torrent.toString(), "-o", parent());
    assertNotEquals(0, same.await(QUICK));
    assertTrue(same.err().contains("in use") || same.err().contains("another"), same.err());
    for (Proc p : List.of(a, b)) {
      p.signal("TERM");
      assertEquals(143, p.await(QUICK));
    }
    Proc list = start("checkpoints", "list", "--json");
    assertEquals(0, list.await(QUICK));
    List<Map<String, Object>> states = list.out().lines().map(MiniJson::object).toList();
    assertEquals(2, states.size());
    states.forEach(s -> assertEquals(1.0, s.get("complete"), list.out()));
    assertEquals(0, run("checkpoints", "verify"));
  }

  @Test
  void checkpointsLoseWhatIsDamagedAndNothingElse() throws IOException {
    assertEquals(0, run("seed", torrent.toString(), "-o", parent(), "--seed-time", "0"));
    assertEquals(0, run("checkpoints", "verify"));
    Path states = procs.folder("state").resolve("bitonic").resolve("torrents");
    Path state;
    try (var list = Files.list(states)) {
      state = list.filter(f -> f.toString().endsWith(".state")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length / 2] ^= 1;
    Files.write(state, bytes);
    Proc verify = start("checkpoints", "verify");
    assertEquals(6, verify.await(QUICK));
    assertTrue(verify.out().contains("checksum") || verify.err().contains("checksum"));
    assertEquals(0, run("checkpoints", "clean"));
    assertFalse(Files.exists(state));
    // The data is checked anew and found good.
    assertEquals(0, run("seed", torrent.toString(), "-o", parent(), "--seed-time", "0"));
    assertEquals("", payload.difference(payload.parent(), false));
  }
}
