package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import io.bitonic.core.metainfo.MetainfoParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads that are stopped by the user or by a full disk, with a real tracker looking on. */
@Tag("e2e")
@Timeout(120)
class StopIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long MIB = 1 << 20;

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;
  private Payload payload;
  private Path torrent;
  private Tracker tracker;

  @BeforeEach
  void startSeeder() throws Exception {
    Tools.need("opentracker", "bash", "unshare", "mount");
    lab = new NetLab(3);
    payload = Payload.tree(procs.folder("original"));
    torrent = procs.folder("torrents").resolve("test.torrent");
    procs.run(
        "btbt create",
        Btbt.command(
            "create",
            payload.path().toString(),
            "-o",
            torrent.toString(),
            "--tracker",
            Tracker.httpUrl(lab.host(0)),
            "--piece-size",
            "64K"));
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    tracker = Tracker.start(procs, lab.host(0), id);
    procs.start(
        "btbt seed",
        Map.of("XDG_STATE_HOME", procs.folder("seeder").toString()),
        lab.host(1)
            .on(Btbt.command("seed", torrent.toString(), "-o", payload.parent().toString())));
    tracker.awaitSeeds(1);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  private Proc download(Path folder, String rate) {
    return procs.start("btbt download", Map.of(), lab.host(2).on(command(folder, rate)));
  }

  private List<String> command(Path folder, String rate) {
    return Btbt.command(
        "download", torrent.toString(), "-o", folder.toString(), "--json", "--down-limit", rate);
  }

  private static Map<String, Object> summary(Proc p) {
    Map<String, Object> last = MiniJson.object(p.out().lines().toList().getLast());
    assertEquals("summary", last.get("type"));
    return last;
  }

  private static double done(Proc p) {
    String out = p.out();
    int end = out.lastIndexOf('\n');
    return end < 0
        ? 0
        : (double) MiniJson.object(out.substring(0, end).lines().toList().getLast()).get("done");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsItInOrder(String signal, int code) {
    Path folder = procs.folder("download");
    Proc first = download(folder, "2M");
    Until.seen("a part is downloaded", SOON, () -> done(first) > 2 * MIB);
    assertEquals(1, tracker.leechers());
    long asked = System.nanoTime();
    first.signal(signal);
    assertEquals(code, first.await(SOON));
    double seconds = (System.nanoTime() - asked) / 1e9;
    assertTrue(seconds < 2, "took " + seconds + " s");
    assertEquals(0, tracker.leechers(), "the tracker was told");

    double had = (double) summary(first).get("done");
    Proc second = download(folder, "0");
    assertEquals(0, second.await(SOON));
    double received = (double) summary(second).get("received");
    assertTrue(received <= payload.size() - had + MIB, received + " received, had " + had);
    payload.assertSame(folder);
  }

  @Test
  void aDiskThatIsTooSmallIsSaidBeforehand() {
    Path folder = procs.folder("small");
    Proc p = onTmpfs(folder, "4m", String.join(" ", quoted(command(folder, "0"))));
    assertEquals(4, p.await(SOON));
    assertTrue(p.err().contains("needs") && p.err().contains("free"), p.err());
  }

  @Test
  void aDiskThatFillsUpIsWaitedFor() throws IOException {
    Path folder = procs.folder("full");
    Path copy = folder.resolve(payload.path().getFileName());
    Path room = procs.folder("signs").resolve("make-room");
    // Another program takes the space once the download has begun, and gives it back when told.
    String script =
        """
        %s & download=$!
        until [ -e '%s' ]; do sleep 0.05; done
        head -c 8000000 /dev/zero > '%s/other'
        until [ -e '%s' ]; do sleep 0.05; done
        rm '%3$s/other'
        wait $download && diff -r '%s' '%s'
        """
            .formatted(
                String.join(" ", quoted(command(folder, "2M"))),
                copy,
                folder,
                room,
                payload.path(),
                copy);
    Proc p = onTmpfs(folder, "12m", script);
    p.awaitOut("\"type\":\"warning\"", SOON);
    assertTrue(p.out().contains("Free some space"), p.out());
    Files.createFile(room);
    assertEquals(0, p.await(SOON));
  }

  /** Runs a script where {@code folder} is a small file system that nobody else sees. */
  private Proc onTmpfs(Path folder, String size, String script) {
    String mount = "mount -t tmpfs -o size=" + size + " bitonic-e2e '" + folder + "' && ";
    return procs.start(
        "btbt download",
        Map.of(),
        lab.host(2).on(List.of("unshare", "-m", "bash", "-c", mount + script)));
  }

  private static List<String> quoted(List<String> words) {
    return words.stream().map(w -> "'" + w + "'").toList();
  }
}
