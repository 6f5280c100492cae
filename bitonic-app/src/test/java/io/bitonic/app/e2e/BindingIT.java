package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.metainfo.MetainfoParser;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged program bound to one of two interfaces that both lead to everybody, while that one
 * comes and goes: not one packet may take the other.
 */
@Tag("e2e")
@Timeout(180)
class BindingIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration TRANSFER = Duration.ofSeconds(90);
  private static final String FIRST = "10.78.0.200";
  private static final String SECOND = "10.78.0.201";

  @RegisterExtension final Procs procs = new Procs();
  private NetLab lab;
  private Host client;

  @BeforeEach
  void makeHosts() {
    Tools.need("opentracker", "bash", "tcpdump", "sysctl", "python3-libtorrent");
    lab = new NetLab(3);
    client = lab.host(0);
    lab.addInterface(client, "tun0", FIRST);
  }

  @AfterEach
  void removeHosts() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "udp"})
  void nothingLeavesByAnotherInterface(String protocol) throws Exception {
    Payload payload = Payload.single(procs.folder("payload"), "file.bin", (2 << 20) + 123);
    Host tracking = lab.host(1);
    String url = protocol.equals("udp") ? Tracker.udpUrl(tracking) : Tracker.httpUrl(tracking);
    Path torrent = torrent(payload, url);
    String hash = MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id();
    Tracker tracker = Tracker.start(procs, tracking, hash);
    new LibtorrentClient().seed(procs, lab.host(2), torrent, payload.parent());
    tracker.awaitSeeds(1);

    Proc other = capture("eth0");
    Proc bound = capture("tun0");
    Path folder = procs.folder("download");
    Proc btbt = download(torrent, folder);
    Until.seen("data comes", SOON, () -> bytes(btbt) > 0);

    lab.ip(client, "link", "set", "tun0", "down");
    btbt.awaitOut("tun0 is offline", Duration.ofSeconds(2));
    long before = bound.out().lines().count();
    lab.ip(client, "link", "set", "tun0", "up");
    btbt.awaitOut("tun0 is online: " + FIRST, SOON);
    long had = bytes(btbt);
    Until.seen("data comes again", SOON, () -> bytes(btbt) > had);

    assertEquals(0, btbt.await(TRANSFER));
    assertTrue(bound.out().lines().count() > before, "the bound interface was used");
    assertEquals("", other.out(), "packets on the other interface");
    payload.assertSame(folder);
  }

  @Test
  void aNewAddressIsTakenAndAnnounced() throws Exception {
    Payload payload = Payload.single(procs.folder("payload"), "file.bin", (2 << 20) + 123);
    Path torrent = torrent(payload, Tracker.udpUrl(lab.host(1)));
    Tracker.start(
        procs, lab.host(1), MetainfoParser.parse(Files.readAllBytes(torrent)).infoHash().id());
    Proc other = capture("eth0");
    Proc bound = capture("tun0");
    Proc btbt = download(torrent, procs.folder("download"));
    String tracker = lab.host(1).address() + ".6969";
    Until.seen(
        "an announce",
        SOON,
        () -> bound.out().contains(FIRST + ".") && bound.out().contains("> " + tracker));
    lab.ip(client, "addr", "del", FIRST + "/24", "dev", "tun0");
    lab.ip(client, "addr", "add", SECOND + "/24", "dev", "tun0");
    btbt.awaitOut("tun0 is online: " + SECOND, SOON);
    Until.seen(
        "an announce from the new address",
        SOON,
        () ->
            bound
                .out()
                .lines()
                .anyMatch(l -> l.contains(SECOND + ".") && l.contains("> " + tracker)));
    assertEquals("", other.out(), "packets on the other interface");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tun9", "10.99.0.1"})
  void anInterfaceThatIsNotThereMeansNoTraffic(String name) throws Exception {
    Payload payload = Payload.single(procs.folder("payload"), "file.bin", (2 << 20) + 123);
    Path torrent = torrent(payload, Tracker.httpUrl(lab.host(1)));
    Proc first = capture("eth0");
    Proc second = capture("tun0");
    Path folder = procs.folder("download");
    Proc btbt = start(torrent, folder, name);
    btbt.awaitOut(name + " is offline", SOON);
    assertFalse(Until.within(Duration.ofSeconds(3), () -> !btbt.isAlive()), "it waits");
    assertEquals("", first.out() + second.out());
  }

  private Path torrent(Payload payload, String url) {
    Path file = procs.folder("torrents").resolve("test.torrent");
    procs.run(
        "btbt create",
        Btbt.command(
            "create",
            payload.path().toString(),
            "-o",
            file.toString(),
            "--tracker",
            url,
            "--piece-size",
            "64K"));
    return file;
  }

  private Proc capture(String device) {
    List<String> command =
        List.of(
            "tcpdump",
            "-n",
            "-l",
            "--immediate-mode",
            "-i",
            device,
            "-Q",
            "out",
            // What the kernel answers to packets of dead connections is not ours to route.
            "udp or (tcp and tcp[tcpflags] & tcp-rst == 0)");
    Proc p = procs.start("tcpdump " + device, Map.of(), client.on(command));
    Until.seen("tcpdump listens", SOON, () -> p.err().contains("listening on"));
    return p;
  }

  private Proc download(Path torrent, Path folder) {
    return start(torrent, folder, "tun0");
  }

  private Proc start(Path torrent, Path folder, String bound) {
    return procs.start(
        "btbt",
        Map.of(),
        client.on(
            Btbt.command(
                "download",
                torrent.toString(),
                "--json",
                "--output",
                folder.toString(),
                "--seed-time",
                "0",
                "--down-limit",
                "300K",
                "--interface",
                bound)));
  }

  /** Bytes of payload that the program says it has received. */
  private static long bytes(Proc btbt) {
    long most = 0;
    for (String line : btbt.out().lines().toList()) {
      int at = line.indexOf("\"downloaded\":");
      if (at >= 0) {
        String digits = line.substring(at + 13).replaceFirst("[^0-9].*", "");
        most = Math.max(most, digits.isEmpty() ? 0 : Long.parseLong(digits));
      }
    }
    return most;
  }
}
