package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MetainfoParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Magnet links between the packaged program and libtorrent. */
@Tag("e2e")
@Timeout(180)
class MagnetIT {
  private static final Duration TRANSFER = Duration.ofSeconds(90);
  private static final String[] ALONE = {"--no-dht", "--no-pex", "--no-lsd", "--no-port-map"};

  @RegisterExtension final Procs procs = new Procs();
  private final LibtorrentClient libtorrent = new LibtorrentClient();
  private NetLab lab;
  private Payload payload;

  @BeforeEach
  void makeHosts() {
    Tools.need("python3-libtorrent", "bash");
    lab = new NetLab(4);
    payload = Payload.tree(procs.folder("original"));
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  private Path torrent(String... options) {
    Path file = procs.folder("torrents").resolve("test.torrent");
    List<String> args = new ArrayList<>(List.of("create", payload.path().toString()));
    args.addAll(List.of("-o", file.toString(), "--piece-size", "64K"));
    args.addAll(List.of(options));
    procs.run("btbt create", Btbt.command(args.toArray(String[]::new)));
    return file;
  }

  private static String link(Path torrent) throws Exception {
    return Magnet.of(MetainfoParser.parse(Files.readAllBytes(torrent))).uri();
  }

  private Proc btbt(String verb, String... args) {
    List<String> all = new ArrayList<>(List.of(verb));
    all.addAll(List.of(args));
    return procs.start(
        "btbt " + verb, Map.of(), lab.host(1).on(Btbt.command(all.toArray(String[]::new))));
  }

  private Path download(String link, String... options) {
    Path folder = procs.folder("download");
    List<String> args =
        new ArrayList<>(List.of(link, "--json", "--output", folder.toString(), "--seed-time", "0"));
    args.addAll(List.of(options));
    assertEquals(
        0, btbt("magnet", args.toArray(String[]::new)).await(TRANSFER), "btbt's exit code");
    return folder;
  }

  @Test
  void fromAPeerThatTheLinkNames() throws Exception {
    Path torrent = torrent();
    libtorrent.seed(procs, lab.host(2), torrent, payload.parent());
    String peer = "&x.pe=" + lab.host(2).address() + ":6881";
    payload.assertSame(download(link(torrent) + peer, ALONE));
  }

  @Test
  void fromATrackersPeers() throws Exception {
    Tools.need("opentracker");
    Path torrent = torrent("--tracker", Tracker.httpUrl(lab.host(0)));
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    Tracker tracker = Tracker.start(procs, lab.host(0), id);
    libtorrent.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    payload.assertSame(download(link(torrent), ALONE));
  }

  @Test
  void fromTheLocalNetworkAlone() throws Exception {
    Path torrent = torrent();
    libtorrent.start(procs, lab.host(2), torrent.toString(), payload.parent(), "seed", "lsd");
    payload.assertSame(download(link(torrent), "--no-dht", "--no-pex", "--no-port-map"));
  }

  @Test
  void libtorrentGetsTheMetadataFromUs() throws Exception {
    Path torrent = torrent();
    List<String> args =
        new ArrayList<>(
            List.of(torrent.toString(), "--json", "--output", payload.parent().toString()));
    args.addAll(List.of("--listen-port", "6881"));
    args.addAll(List.of(ALONE));
    btbt("seed", args.toArray(String[]::new)).awaitOut("seeding", TRANSFER);
    Path folder = procs.folder("theirs");
    String peer = "&x.pe=" + lab.host(1).address() + ":6881";
    libtorrent
        .start(procs, lab.host(2), link(torrent) + peer, folder, "download")
        .awaitOut("complete", TRANSFER);
    payload.assertSame(folder);
  }

  @Test
  void libtorrentFindsUsInTheLocalNetworkAlone() throws Exception {
    Path torrent = torrent();
    btbt(
            "seed",
            torrent.toString(),
            "--json",
            "--output",
            payload.parent().toString(),
            "--no-dht",
            "--no-pex",
            "--no-port-map")
        .awaitOut("seeding", TRANSFER);
    Path folder = procs.folder("theirs");
    libtorrent
        .start(procs, lab.host(2), link(torrent), folder, "download", "lsd")
        .awaitOut("complete", TRANSFER);
    payload.assertSame(folder);
  }

  /**
   * The peer that the link names has next to nothing to give: the seed that it is connected to is
   * known from it alone.
   */
  @Test
  void fromAPeerThatAnotherPeerTellsOf() throws Exception {
    Path torrent = torrent();
    Proc seed = libtorrent.seed(procs, lab.host(2), torrent, payload.parent());
    String seedsAddress = lab.host(2).address() + ":6881";
    libtorrent.start(
        procs,
        lab.host(3),
        torrent.toString(),
        procs.folder("between"),
        "download",
        "peer=" + seedsAddress,
        "up=1000",
        "down=1000");
    String between = "&x.pe=" + lab.host(3).address() + ":6881";
    payload.assertSame(download(link(torrent) + between, "--no-dht", "--no-lsd", "--no-port-map"));
    assertTrue(uploaded(seed) > payload.size() / 2, "the seed gave it: " + uploaded(seed));
  }

  @Test
  void libtorrentHearsFromUsOfAnotherPeer() throws Exception {
    Path torrent = torrent();
    Proc seed = libtorrent.seed(procs, lab.host(2), torrent, payload.parent());
    String seedsAddress = "&x.pe=" + lab.host(2).address() + ":6881";
    Proc ours =
        btbt(
            "magnet",
            link(torrent) + seedsAddress,
            "--json",
            "--output",
            procs.folder("between").toString(),
            "--listen-port",
            "6881",
            "--up-limit",
            "1K",
            "--down-limit",
            "1K",
            "--no-dht",
            "--no-lsd",
            "--no-port-map");
    ours.awaitOut("\"downloading\"", TRANSFER);
    Path folder = procs.folder("theirs");
    String between = "&x.pe=" + lab.host(1).address() + ":6881";
    // We tell each of the other: they may call at the same moment, and libtorrent drops the calls
    // of
    // both when both listen at the same port.
    libtorrent
        .start(procs, lab.host(3), link(torrent) + between, folder, "download", "port=6882")
        .awaitOut("complete", TRANSFER);
    payload.assertSame(folder);
    assertTrue(uploaded(seed) > payload.size() / 2, "the seed gave it: " + uploaded(seed));
  }

  /** Bytes of payload that libtorrent says it has sent. */
  private static long uploaded(Proc libtorrent) {
    long most = 0;
    for (String line : libtorrent.out().lines().toList()) {
      if (line.startsWith("uploaded ")) {
        most = Long.parseLong(line.substring(9));
      }
    }
    return most;
  }
}
