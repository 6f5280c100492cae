package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from web servers, real and bad ones, alone and beside libtorrent. */
@Tag("e2e")
@Timeout(180)
class WebSeedIT {
  private static final Duration TRANSFER = Duration.ofSeconds(90);
  private static final String[] ALONE = {"--no-dht", "--no-pex", "--no-lsd", "--no-port-map"};
  private static final String[] LOCAL = {"--set", "discovery.local_web_seeds=true"};

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;

  @BeforeEach
  void makeHosts() {
    Tools.need("python3-libtorrent", "lighttpd", "bash");
    lab = new NetLab(4);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  private Path torrent(Payload payload, String... options) {
    Path file = procs.folder("torrents").resolve("test.torrent");
    List<String> args = new ArrayList<>(List.of("create", payload.path().toString()));
    args.addAll(List.of("-o", file.toString(), "--piece-size", "64K"));
    args.addAll(List.of(options));
    procs.run("btbt create", Btbt.command(args.toArray(String[]::new)));
    return file;
  }

  private Proc start(String verb, String what, Path folder, String... options) {
    List<String> all = new ArrayList<>(List.of(verb, what, "--json", "-o", folder.toString()));
    all.addAll(List.of("--seed-time", "0"));
    all.addAll(List.of(ALONE));
    all.addAll(List.of(options));
    return procs.start(
        "btbt " + verb, Map.of(), lab.host(1).on(Btbt.command(all.toArray(String[]::new))));
  }

  private Path download(Path torrent, String... options) {
    Path folder = procs.folder("download");
    Proc p = start("download", torrent.toString(), folder, options);
    assertEquals(0, p.await(TRANSFER), "btbt's exit code");
    return folder;
  }

  @Test
  void aFileFromAWebServerAlone() {
    Payload payload = Payload.single(procs.folder("original"), "a file.bin", (7 << 20) + 77);
    WebServer.real(procs, lab.host(0), payload.parent());
    String url = WebServer.url(lab.host(0)) + "a%20file.bin";
    payload.assertSame(download(torrent(payload, "--web-seed", url), LOCAL));
  }

  @Test
  void aPrivateFolderOfManyFilesFromAWebServerAlone() {
    Payload payload = Payload.tree(procs.folder("original"));
    WebServer.real(procs, lab.host(0), payload.parent());
    String url = WebServer.url(lab.host(0));
    payload.assertSame(download(torrent(payload, "--web-seed", url, "--private"), LOCAL));
  }

  @Test
  void aHybridTorrentWhosePaddingNobodyHas() {
    Payload payload = Payload.tree(procs.folder("original"));
    Proc server = WebServer.odd(procs, lab.host(0), payload.parent(), "good");
    String url = WebServer.url(lab.host(0));
    payload.assertSame(download(torrent(payload, "--web-seed", url, "--format", "hybrid"), LOCAL));
    assertFalse(server.out().contains(".pad"), server::out);
  }

  @Test
  void aMagnetLinkWithAWebSeed() throws Exception {
    Payload payload = Payload.tree(procs.folder("original"));
    WebServer.real(procs, lab.host(0), payload.parent());
    Path torrent = torrent(payload, "--web-seed", WebServer.url(lab.host(0)));
    String link = Magnet.of(MetainfoParser.parse(Files.readAllBytes(torrent))).uri();
    assertTrue(link.contains("&ws="), link);
    // The metadata is a peer's, who then gives next to nothing.
    new LibtorrentClient()
        .start(procs, lab.host(2), torrent.toString(), payload.parent(), "seed", "up=" + 20_000);
    Path folder = procs.folder("download");
    String peer = "&x.pe=" + lab.host(2).address() + ":6881";
    assertEquals(0, start("magnet", link + peer, folder, LOCAL).await(TRANSFER));
    payload.assertSame(folder);
  }

  /** Whatever a web server does, the download completes from a peer and is right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad",
        "early",
        "norange",
        "redirect http://127.0.0.1:8080",
        "redirect http://169.254.169.254"
      })
  void beside(String mode) throws Exception {
    Tools.need("opentracker");
    Payload payload = Payload.single(procs.folder("original"), "file.bin", (7 << 20) + 77);
    Proc server = WebServer.odd(procs, lab.host(0), payload.parent(), mode.split(" "));
    String url = WebServer.url(lab.host(0)) + "file.bin";
    Path torrent = torrent(payload, "--web-seed", url, "--tracker", Tracker.httpUrl(lab.host(3)));
    String id = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    Tracker tracker = Tracker.start(procs, lab.host(3), id);
    new LibtorrentClient()
        .start(procs, lab.host(2), torrent.toString(), payload.parent(), "seed", "up=2000000");
    tracker.awaitSeeds(1);
    Path folder = procs.folder("download");
    Proc btbt = start("download", torrent.toString(), folder, LOCAL);
    assertEquals(0, btbt.await(TRANSFER), "btbt's exit code");
    payload.assertSame(folder);
    assertTrue(server.out().contains("/file.bin"), "the web server was asked");
    if (mode.equals("bad")) {
      assertTrue(btbt.out().contains("hash check"), btbt::out);
    }
    if (mode.contains("169.254")) {
      assertTrue(btbt.out().contains("link-local"), btbt::out);
    }
  }

  @Test
  void webServersInTheLocalNetworkAreNotAskedUnlessPermitted() {
    Payload payload = Payload.single(procs.folder("original"), "file.bin", 1 << 20);
    Proc server = WebServer.odd(procs, lab.host(0), payload.parent(), "good");
    String url = WebServer.url(lab.host(0)) + "file.bin";
    Path torrent = torrent(payload, "--web-seed", url);
    Proc btbt = start("download", torrent.toString(), procs.folder("download"));
    btbt.awaitOut("local_web_seeds", TRANSFER);
    assertFalse(server.out().contains("/file.bin"), server::out);
  }
}
