package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.metainfo.MetainfoParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the packaged program puts on the wire for a private torrent (BEP 27) while everything that
 * finds peers is switched on, against libtorrent peers of which the same is true. Packets are
 * captured; the same with a public torrent shows that the capture would see them.
 */
@Tag("e2e")
@Timeout(240)
class PrivateIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration SHOW = Duration.ofSeconds(25);
  private static final Duration TRANSFER = Duration.ofSeconds(90);

  @RegisterExtension final Procs procs = new Procs();
  private final LibtorrentClient libtorrent = new LibtorrentClient();
  private NetLab lab;
  private Payload payload;
  private Path torrent;
  private Tracker tracker;

  @BeforeEach
  void makeHosts() {
    Tools.need("opentracker", "bash", "tcpdump", "python3-libtorrent");
    lab = new NetLab(4);
    payload = Payload.single(procs.folder("payload"), "file.bin", (1 << 20) + 123);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  /** What of a packet shows that it is about finding peers, and how. */
  private static final Map<String, List<String>> MARKS =
      Map.of(
          "dht", List.of("d1:ad2:id20:", "d1:rd2:id20:"),
          "lsd", List.of("BT-SEARCH", "239.192.152.143.6771"),
          "pex", List.of("6:ut_pex"),
          "tracker", List.of("/announce?info_hash="));

  @Test
  void notOnePacketOfAPrivateTorrentIsForOthersThanTrackersAndPeers() throws Exception {
    Map<String, Set<String>> seen = seen("--private");
    assertEquals(Set.of("tracker"), seen.keySet(), seen.toString());
  }

  @Test
  void thoseOfAPublicTorrentAreSeen() throws Exception {
    assertEquals(MARKS.keySet(), seen().keySet());
  }

  /** For each way to find peers that was seen: the first lines of such packets. */
  private Map<String, Set<String>> seen(String... options) throws Exception {
    create(options);
    String node = lab.host(2).address() + ":6881";
    libtorrent.start(
        procs,
        lab.host(2),
        torrent.toString(),
        payload.parent(),
        "seed",
        "lsd",
        "dht=" + lab.host(3).address() + ":6881");
    tracker.awaitSeeds(1);
    Proc packets = capture();

    Path folder = procs.folder("download");
    Proc download = btbt(node, "download", "--output", folder.toString(), "--seed-time", "0");
    assertEquals(0, download.await(TRANSFER), "btbt's exit code");
    payload.assertSame(folder);

    btbt(node, "seed", "--output", payload.parent().toString()).awaitOut("seeding", TRANSFER);
    Path theirs = procs.folder("theirs");
    libtorrent
        .start(procs, lab.host(3), torrent.toString(), theirs, "download", "lsd", "dht=" + node)
        .awaitOut("complete", TRANSFER);
    payload.assertSame(theirs);

    // As long as it takes a public torrent to show everything; a private one gets all of it.
    Until.within(SHOW, () -> marked(packets.out()).size() == MARKS.size());
    String all = packets.out();
    assertFalse(all.isEmpty());
    assertTrue(all.contains("BitTorrent protocol"), "peers are seen");
    return marked(all);
  }

  private static Map<String, Set<String>> marked(String packets) {
    Map<String, Set<String>> seen = new TreeMap<>();
    for (String packet : packets.split("(?m)^(?=\\d\\d:\\d\\d:\\d\\d\\.\\d+ IP)")) {
      MARKS.forEach(
          (way, marks) -> {
            if (marks.stream().anyMatch(packet::contains)) {
              seen.computeIfAbsent(way, w -> new TreeSet<>())
                  .add(packet.lines().findFirst().orElse("").replaceFirst("^\\S+ ", ""));
            }
          });
    }
    return seen;
  }

  private void create(String... options) throws Exception {
    torrent = procs.folder("torrents").resolve("test.torrent");
    List<String> args = new ArrayList<>(List.of("create", payload.path().toString()));
    args.addAll(List.of("-o", torrent.toString(), "--piece-size", "64K"));
    args.addAll(List.of("--tracker", Tracker.httpUrl(lab.host(0))));
    args.addAll(List.of(options));
    procs.run("btbt create", Btbt.command(args.toArray(String[]::new)));
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    tracker = Tracker.start(procs, lab.host(0), id);
  }

  /**
   * All that the program's host sends, as far as the beginning of each packet goes. What it is sent
   * does not count: libtorrent pings the peers of private torrents as nodes of the DHT, too.
   */
  private Proc capture() {
    List<String> command = new ArrayList<>(List.of("tcpdump", "-n", "-l", "-A", "-s", "600"));
    command.addAll(List.of("--immediate-mode", "-i", "eth0", "-Q", "out", "ip"));
    Proc p = procs.start("tcpdump", Map.of(), lab.host(1).on(command));
    Until.seen("tcpdump listens", SOON, () -> p.err().contains("listening on"));
    return p;
  }

  /** Everything on, and nothing hidden from the capture. */
  private Proc btbt(String dhtNode, String verb, String... more) {
    List<String> args = new ArrayList<>(List.of(verb, torrent.toString(), "--json"));
    args.addAll(List.of(more));
    args.addAll(List.of("--encryption", "off", "--utp", "off"));
    for (String on : List.of("dht=true", "pex=true", "lsd=true", "dht_bootstrap=" + dhtNode)) {
      args.addAll(List.of("--set", "discovery." + on));
    }
    List<String> command = lab.host(1).on(Btbt.command(args.toArray(String[]::new)));
    return procs.start("btbt " + verb, Map.of(), command);
  }
}
