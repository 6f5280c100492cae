package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import io.bitonic.core.metainfo.MetainfoParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A film is read over HTTP while it comes in from a slow seed. */
@Tag("e2e")
@Timeout(180)
class StreamIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SIZE = (40 << 20) + 4321;
  private static final int UP = 1_000_000;

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;

  @BeforeEach
  void makeHosts() {
    Tools.need("opentracker", "bash", "curl", "python3-libtorrent");
    lab = new NetLab(3);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  private Path torrent(Path film) {
    Path file = procs.folder("torrents").resolve("film.torrent");
    String url = Tracker.httpUrl(lab.host(0));
    procs.run(
        "btbt create",
        Btbt.command(
            "create",
            film.toString(),
            "-o",
            file.toString(),
            "--tracker",
            url,
            "--piece-size",
            "256K"));
    return file;
  }

  private Proc curl(String url, Path to, String... options) {
    List<String> args = new ArrayList<>(List.of("curl", "-sS", "--fail", "-o", to.toString(), url));
    args.addAll(List.of(options));
    return procs.start("curl", Map.of(), lab.host(1).on(args));
  }

  private byte[] range(String url, String range) throws Exception {
    Path to = procs.folder("curl").resolve("r" + range);
    assertEquals(0, curl(url, to, "-r", range).await(SOON), "curl's exit code");
    return Files.readAllBytes(to);
  }

  private static long done(Proc btbt) {
    String[] lines = btbt.out().split("\n");
    for (int i = lines.length - 1; i >= 0; i--) {
      if (lines[i].contains("\"type\":\"progress\"") && lines[i].endsWith("}")) {
        return ((Number) MiniJson.object(lines[i]).get("done")).longValue();
      }
    }
    return 0;
  }

  @Test
  void startMiddleAndEndAreThereBeforeTheRest() throws Exception {
    Payload film = Payload.single(procs.folder("original"), "a film.mkv", SIZE);
    Path torrent = torrent(film.path());
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    Tracker tracker = Tracker.start(procs, lab.host(0), id);
    Proc seed =
        new LibtorrentClient()
            .start(procs, lab.host(2), torrent.toString(), film.parent(), "seed", "up=" + UP);
    tracker.awaitSeeds(1);
    Path folder = procs.folder("download");
    Proc btbt =
        procs.start(
            "btbt stream",
            Map.of(),
            lab.host(1)
                .on(Btbt.command("stream", torrent.toString(), "--json", "-o", folder.toString())));
    btbt.awaitOut("\"type\":\"stream\"", SOON);
    String line =
        btbt.out().lines().filter(l -> l.contains("\"type\":\"stream\"")).findFirst().orElseThrow();
    String url = (String) MiniJson.object(line).get("url");
    assertTrue(url.endsWith("/a%20film.mkv"), url);

    byte[] all = Files.readAllBytes(film.path());
    assertArrayEquals(Arrays.copyOf(all, 100_000), range(url, "0-99999"));
    assertArrayEquals(Arrays.copyOfRange(all, SIZE - 65_536, SIZE), range(url, "-65536"));
    int middle = SIZE / 2;
    assertArrayEquals(
        Arrays.copyOfRange(all, middle, middle + 300_000),
        range(url, middle + "-" + (middle + 299_999)));
    int late = SIZE / 5 * 4;
    assertArrayEquals(
        Arrays.copyOfRange(all, late, late + 10_000), range(url, late + "-" + (late + 9_999)));
    long done = done(btbt);
    assertTrue(done < SIZE * 0.75, "all that came with " + done + " of " + SIZE + " bytes there");

    Path whole = procs.folder("curl").resolve("whole");
    Path rest = procs.folder("curl").resolve("rest");
    Proc first = curl(url, whole);
    Proc second = curl(url, rest, "-r", middle + "-");
    seed.signal("USR1");
    assertEquals(0, first.await(Duration.ofSeconds(90)));
    assertEquals(0, second.await(SOON));
    assertEquals(-1, Files.mismatch(film.path(), whole));
    assertArrayEquals(Arrays.copyOfRange(all, middle, SIZE), Files.readAllBytes(rest));
    assertEquals(22, curl(url.replace("/a%20", "x/a%20"), rest, "-I").await(SOON), "no such token");
    btbt.signal("INT");
    assertEquals(130, btbt.await(SOON));
    film.assertSame(folder);
  }
}
