package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged program in swarms with other clients, found through a real tracker. */
@Tag("e2e")
@Timeout(120)
class SwarmIT {
  private static final Duration TRANSFER = Duration.ofSeconds(60);
  private static final List<Client> CLIENTS =
      List.of(
          new LibtorrentClient(),
          new TransmissionClient(),
          new Aria2Client(),
          new RtorrentClient());

  private static NetLab lab;

  @RegisterExtension final Procs procs = new Procs();

  @BeforeAll
  static void makeHosts() {
    Tools.need("opentracker", "bash");
    lab = new NetLab(4);
  }

  @AfterAll
  static void removeHosts() {
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

  private static Host trackerHost() {
    return lab.host(0);
  }

  private static Host ourHost() {
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
    receives(client, torrent, payload);
  }

  private void receives(Client client, Path torrent, Payload payload) {
    Path folder = procs.folder("received");
    Client.Download download = client.download(procs, lab.host(2), torrent, folder);
    Until.seen(client + " has all", TRANSFER, download::isDone);
    // Some say that they are done before the last bytes are in the file.
    boolean emptyMayMiss = !client.makesEmptyFiles();
    Until.within(TRANSFER, () -> payload.difference(folder, emptyMayMiss).isEmpty());
    assertEquals("", payload.difference(folder, emptyMayMiss));
  }
}
