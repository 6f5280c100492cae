package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged program in swarms with other clients, found through a real tracker. Side by side:
 * Transmission thinks ten seconds before it unchokes.
 */
@Tag("e2e")
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SwarmIT {
  private static final Duration TRANSFER = Duration.ofSeconds(60);
  private static final List<Client> CLIENTS =
      List.of(
          new LibtorrentClient(),
          new TransmissionClient(),
          new Aria2Client(),
          new RtorrentClient());

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;

  @BeforeEach
  void makeHosts() {
    Tools.need("opentracker", "bash");
    lab = new NetLab(4);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  private enum Kind {
    SINGLE,
    TREE
  }

  private enum Protocol {
    HTTP,
    UDP
  }

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (Client client : CLIENTS) {
      for (Protocol protocol : Protocol.values()) {
        for (Kind kind : Kind.values()) {
          all.add(Arguments.of(client, protocol, kind));
        }
      }
    }
    return all.stream();
  }

  private Host trackerHost() {
    return lab.host(0);
  }

  private Host ourHost() {
    return lab.host(1);
  }

  private Payload payload(Kind kind) {
    Path folder = procs.folder("original");
    return kind == Kind.SINGLE
        ? Payload.single(folder, "single file.bin", (8 << 20) + 12345)
        : Payload.tree(folder);
  }

  private Path torrent(Payload payload, String url, String... options) {
    Path file = procs.folder("torrents").resolve("test.torrent");
    List<String> args = new ArrayList<>(List.of("create", payload.path().toString()));
    args.addAll(List.of("-o", file.toString(), "--tracker", url, "--piece-size", "64K"));
    args.addAll(List.of(options));
    procs.run("btbt create", Btbt.command(args.toArray(String[]::new)));
    return file;
  }

  private Path torrent(Payload payload, Protocol protocol) {
    return torrent(
        payload,
        protocol == Protocol.HTTP ? Tracker.httpUrl(trackerHost()) : Tracker.udpUrl(trackerHost()));
  }

  private Tracker tracker(Path torrent) throws IOException, MetainfoException {
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    return Tracker.start(procs, trackerHost(), id);
  }

  private Proc btbt(String... args) {
    return procs.start("btbt " + args[0], Map.of(), ourHost().on(Btbt.command(args)));
  }

  private Path download(Path torrent, String... options) {
    Path folder = procs.folder("download");
    List<String> args = new ArrayList<>(List.of("download", torrent.toString(), "--json"));
    args.addAll(List.of("--output", folder.toString(), "--seed-time", "0"));
    args.addAll(List.of(options));
    assertEquals(0, btbt(args.toArray(String[]::new)).await(TRANSFER), "btbt's exit code");
    return folder;
  }

  @ParameterizedTest(name = "{0}, {1} tracker, {2}")
  @MethodSource("cases")
  void downloadsFrom(Client client, Protocol protocol, Kind kind) throws Exception {
    Tools.need(client.needs());
    Payload payload = payload(kind);
    Path torrent = torrent(payload, protocol);
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    payload.assertSame(download(torrent));
  }

  @ParameterizedTest(name = "{0}, {1} tracker, {2}")
  @MethodSource("cases")
  void seedsTo(Client client, Protocol protocol, Kind kind) throws Exception {
    Tools.need(client.needs());
    Payload payload = payload(kind);
    Path torrent = torrent(payload, protocol);
    Tracker tracker = tracker(torrent);
    btbt("seed", torrent.toString(), "--output", payload.parent().toString());
    tracker.awaitSeeds(1);
    receives(client, lab.host(2), torrent, payload);
  }

  private void receives(Client client, Host host, Path torrent, Payload payload) {
    Path folder = procs.folder("received");
    Client.Download download = client.download(procs, host, torrent, folder);
    Until.seen(client + " has all", TRANSFER, download::isDone);
    // Some say that they are done before the last bytes are in the file.
    boolean emptyMayMiss = !client.makesEmptyFiles();
    Until.within(TRANSFER, () -> payload.difference(folder, emptyMayMiss).isEmpty());
    assertEquals("", payload.difference(folder, emptyMayMiss));
  }

  /** Clients that refuse plain connections, and what we are told about encryption. */
  static Stream<Arguments> encrypted() {
    return Stream.of(
            new LibtorrentClient("rc4"), new TransmissionClient(true), new Aria2Client(true))
        .flatMap(c -> Stream.of("allowed", "required").map(mode -> Arguments.of(c, mode)));
  }

  @ParameterizedTest(name = "{0} requires encryption, ours is {1}")
  @MethodSource("encrypted")
  void downloadsEncryptedFrom(Client client, String mode) throws Exception {
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.HTTP);
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    payload.assertSame(download(torrent, "--encryption", mode));
  }

  @ParameterizedTest(name = "{0} requires encryption, ours is {1}")
  @MethodSource("encrypted")
  void seedsEncryptedTo(Client client, String mode) throws Exception {
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.HTTP);
    Tracker tracker = tracker(torrent);
    btbt("seed", torrent.toString(), "--output", payload.parent().toString(), "--encryption", mode);
    tracker.awaitSeeds(1);
    receives(client, lab.host(2), torrent, payload);
  }

  @Test
  void takesOnlyTheSelectedFiles() throws Exception {
    Client client = new LibtorrentClient();
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.HTTP);
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    List<TorrentFile> files = MetainfoParser.parse(Files.readAllBytes(torrent)).files();
    List<Integer> chosen = List.of(1, 3, 5);
    Path folder = download(torrent, "--files", "1,3,5");
    for (TorrentFile f : files) {
      Path original = payload.parent().resolve(String.join("/", f.path()));
      Path copy = folder.resolve(String.join("/", f.path()));
      if (chosen.contains(f.index())) {
        assertEquals(-1, Files.mismatch(original, copy), f.displayPath());
      } else if (Files.exists(copy)) {
        // Pieces on the border of a chosen file reach into it.
        long border = 2 * 64L << 10;
        assertTrue(allocated(copy) <= border, f.displayPath() + " takes " + allocated(copy));
      }
    }
  }

  /** Bytes that a file takes on the disk. */
  private long allocated(Path file) {
    Proc du = procs.run("du", List.of("du", "--block-size=1", file.toString()));
    return Long.parseLong(du.out().split("\\s")[0]);
  }

  @Test
  void downloadsFromTwoClientsAtOnce() throws Exception {
    Client first = new LibtorrentClient();
    Client second = new Aria2Client();
    Tools.need(first.needs());
    Tools.need(second.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.UDP);
    Tracker tracker = tracker(torrent);
    Proc libtorrent = first.seed(procs, lab.host(2), torrent, payload.parent());
    second.seed(procs, lab.host(3), torrent, payload.parent());
    tracker.awaitSeeds(2);
    // Slow enough that both are asked: aria2 unchokes newcomers every ten seconds only.
    payload.assertSame(download(torrent, "--down-limit", "700K"));
    String[] words = libtorrent.out().strip().split("\\s+");
    long uploaded = Long.parseLong(words[words.length - 1]);
    long size = payload.size();
    assertTrue(uploaded > 0 && uploaded < size, uploaded + " of " + size);
  }

  @Test
  void transfersAHybridTorrentInBothDirections() throws Exception {
    Client client = new LibtorrentClient();
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Tracker.httpUrl(trackerHost()), "--format", "hybrid");
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    Path folder = download(torrent);
    payload.assertSame(folder);
    btbt("seed", torrent.toString(), "--output", folder.toString());
    tracker.awaitSeeds(2);
    receives(client, lab.host(3), torrent, payload);
  }

  @Test
  void downloadsWhatMktorrentMade() throws Exception {
    Tools.need("mktorrent");
    Client client = new RtorrentClient();
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = procs.folder("torrents").resolve("mktorrent.torrent");
    procs.run(
        "mktorrent",
        List.of(
            "mktorrent",
            "-l",
            "16",
            "-a",
            Tracker.httpUrl(trackerHost()),
            "-o",
            torrent.toString(),
            payload.path().toString()));
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    payload.assertSame(download(torrent));
  }

  @ParameterizedTest(name = "--utp {0}")
  @ValueSource(strings = {"only", "on"})
  void downloadsOverUtp(String utp) throws Exception {
    Client client = new LibtorrentClient("utp");
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.UDP);
    Tracker tracker = tracker(torrent);
    client.seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);
    payload.assertSame(download(torrent, "--utp", utp));
  }

  @ParameterizedTest(name = "--utp {0}")
  @ValueSource(strings = {"only", "on"})
  void seedsOverUtp(String utp) throws Exception {
    Client client = new LibtorrentClient("utp");
    Tools.need(client.needs());
    Payload payload = payload(Kind.TREE);
    Path torrent = torrent(payload, Protocol.HTTP);
    Tracker tracker = tracker(torrent);
    btbt("seed", torrent.toString(), "--output", payload.parent().toString(), "--utp", utp);
    tracker.awaitSeeds(1);
    receives(client, lab.host(2), torrent, payload);
  }
}
