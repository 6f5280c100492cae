package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MetainfoParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

/**
 * The packaged program in a DHT of ten libtorrent nodes, each on an address of its own. The torrent
 * has no tracker: whoever finds anybody has found him in the DHT.
 */
@Tag("e2e")
@Timeout(180)
class DhtIT {
  private static final Duration TRANSFER = Duration.ofSeconds(90);
  private static final int NODES = 10;
  private static final String NETWORK = "127.0.9";

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;
  private Payload payload;
  private Path torrent;

  @BeforeEach
  void makeHost() {
    Tools.need("python3-libtorrent");
    lab = new NetLab(1);
    payload = Payload.tree(procs.folder("original"));
    torrent = procs.folder("torrents").resolve("test.torrent");
    procs.run(
        "btbt create", Btbt.command("create", payload.path().toString(), "-o", torrent.toString()));
  }

  @AfterEach
  void removeHost() {
    if (lab != null) {
      lab.close();
    }
  }

  /** Ten nodes that know each other; the last one has the torrent, or wants it. */
  private Proc libtorrent(String what, String source, Path folder) {
    Path script = procs.folder("libtorrent").resolve("dht.py");
    try (InputStream in = DhtIT.class.getResourceAsStream("libtorrent_dht.py")) {
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            "/usr/bin/python3",
            script.toString(),
            String.valueOf(NODES),
            NETWORK,
            what,
            source,
            folder.toString());
    Proc p = procs.start("libtorrent", Map.of(), lab.host(0).on(command));
    Until.seen("a DHT of " + NODES, TRANSFER, () -> p.out().contains("dht " + (NODES - 1)));
    return p;
  }

  private Proc btbt(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--set", "discovery.dht=true"));
    all.addAll(List.of("--set", "discovery.dht_bootstrap=" + NETWORK + ".1:7000"));
    all.addAll(List.of("--set", "network.bind=" + NETWORK + ".100"));
    List<String> command = lab.host(0).on(Btbt.command(all.toArray(String[]::new)));
    return procs.start("btbt " + args[0], Map.of(), command);
  }

  @Test
  void findsASeedThatAnnouncesInTheDhtAlone() {
    libtorrent("seed", torrent.toString(), payload.parent());
    Path folder = procs.folder("download");
    Proc ours =
        btbt(
            "download",
            torrent.toString(),
            "--json",
            "--output",
            folder.toString(),
            "--seed-time",
            "0");
    assertEquals(0, ours.await(TRANSFER), "btbt's exit code");
    payload.assertSame(folder);
  }

  @Test
  void isFoundByOthersInTheDht() {
    btbt("seed", torrent.toString(), "--output", payload.parent().toString());
    Path folder = procs.folder("received");
    Proc theirs = libtorrent("download", torrent.toString(), folder);
    Until.seen("libtorrent has all", TRANSFER, () -> theirs.out().contains("complete"));
    payload.assertSame(folder);
  }

  /** A link that tells the info-hash and nothing else. */
  private String link() throws Exception {
    return Magnet.of(MetainfoParser.parse(Files.readAllBytes(torrent))).uri();
  }

  @Test
  void aLinkIsEnough() throws Exception {
    libtorrent("seed", torrent.toString(), payload.parent());
    Path folder = procs.folder("download");
    Proc ours = btbt("magnet", link(), "--json", "--output", folder.toString(), "--seed-time", "0");
    assertEquals(0, ours.await(TRANSFER), "btbt's exit code");
    payload.assertSame(folder);
  }

  @Test
  void aLinkIsEnoughForOthersToGetItFromUs() throws Exception {
    btbt("seed", torrent.toString(), "--output", payload.parent().toString());
    Path folder = procs.folder("received");
    Proc theirs = libtorrent("download", link(), folder);
    Until.seen("libtorrent has all", TRANSFER, () -> theirs.out().contains("complete"));
    payload.assertSame(folder);
  }
}
