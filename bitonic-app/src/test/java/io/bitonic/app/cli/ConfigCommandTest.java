package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.ExitCode;
import io.bitonic.app.support.Desk;
import io.bitonic.app.support.TestTorrent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  @TempDir Path dir;
  private Desk desk;
  private Path file;

  @BeforeEach
  void desk() {
    desk = new Desk(dir.resolve("state"));
    file = dir.resolve("config/bitonic.toml");
  }

  private String out(String... args) {
    desk = again();
    assertEquals(ExitCode.OK, desk.run(args), desk.err());
    return desk.out();
  }

  private Desk again() {
    Desk d = new Desk(dir.resolve("state"));
    d.variables.putAll(desk.variables);
    return d;
  }

  private String refused(int code, String... args) {
    desk = again();
    assertEquals(code, desk.run(args), desk.out());
    return desk.err();
  }

  @Test
  void aValueIsSetReadAndReset() throws Exception {
    assertEquals("0\n", out("config", "get", "limits.down"));
    out("config", "set", "limits.down", "2MiB/s");
    assertEquals("2MiB\n", out("config", "get", "limits.down"));
    assertTrue(Files.readString(file).contains("\ndown = \"2MiB\"\n"));
    assertEquals("[limits]\n", out("config", "diff").lines().findFirst().orElse("") + "\n");
    assertTrue(out("config", "diff").contains("# default: 0"));
    assertTrue(out("config", "show", "--origin").contains("# " + file));
    out("config", "reset", "limits.down");
    assertEquals("", out("config", "diff"));
    assertEquals("", out("config", "reset", "limits.down"));
  }

  @Test
  void theEnvironmentIsStronger() {
    out("config", "set", "network.loops", "3");
    desk.variables.put("BITONIC_NETWORK__LOOPS", "4");
    assertEquals("4\n", out("config", "get", "network.loops"));
    assertTrue(out("config", "show", "--origin").contains("# BITONIC_NETWORK__LOOPS"));
    assertEquals("5\n", out("config", "get", "network.loops", "--set", "network.loops=5"));
    out("config", "set", "network.loops", "6");
    assertTrue(desk.err().contains("BITONIC_NETWORK__LOOPS is set and counts more"));
  }

  @Test
  void wrongInputIsRefusedAndChangesNothing() throws Exception {
    assertTrue(
        refused(ExitCode.USAGE, "config", "set", "limits.dwn", "1")
            .contains("do you mean limits.down?"));
    assertTrue(
        refused(ExitCode.USAGE, "config", "set", "limits.down", "fast").contains("not a rate"));
    assertTrue(refused(ExitCode.USAGE, "config", "burn").contains("choose show, get"));
    assertTrue(refused(ExitCode.USAGE, "config", "get").contains("takes a KEY"));
    assertFalse(Files.exists(file));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[network]\nloops = 0\nlop = 1\n");
    String said = refused(ExitCode.FAILED, "config", "validate");
    assertTrue(said.contains("bitonic.toml:2:1: network.loops: 0 is out of range"), said);
    assertTrue(said.contains("bitonic.toml:3:1: there is no setting network.lop"), said);
    assertTrue(
        refused(ExitCode.USAGE, "config", "set", "limits.down", "1")
            .contains("nothing was changed"));
    assertEquals("[network]\nloops = 0\nlop = 1\n", Files.readString(file));
    Path t = dir.resolve("a.torrent");
    Files.write(t, new TestTorrent("a", 1, 10).bytes());
    said = refused(ExitCode.USAGE, "download", t.toString());
    assertTrue(said.contains("2 settings are wrong"), said);
  }

  @Test
  void theFileAndTheOptionsReachTheEngine() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[limits]\ndown = \"1MiB\"\nup = \"2MiB\"\n");
    Path t = dir.resolve("a.torrent");
    Files.write(t, new TestTorrent("a", 1, 10).bytes());
    desk = again();
    desk.run("download", t.toString(), "--up-limit", "3M", "--set", "network.max_peers=7");
    var s = desk.engine.settings;
    assertEquals(1 << 20, s.limits().downBytesPerSecond());
    assertEquals(3 << 20, s.limits().upBytesPerSecond());
    assertEquals(7, s.network().maxPeers());
  }

  @Test
  void secretsAreNotShown() {
    out("config", "set", "proxy.password", "hunter2");
    assertFalse(out("config", "show").contains("hunter2"));
    assertFalse(out("config", "show", "--json").contains("hunter2"));
    assertEquals("hunter2\n", out("config", "get", "proxy.password"));
  }

  @Test
  void transmissionsSettingsAreTakenOver() throws Exception {
    Path from = dir.resolve("settings.json");
    Files.writeString(
        from,
        """
        {
            "alt-speed-time-begin": 540, "alt-speed-time-enabled": true,
            "alt-speed-time-day": 62, "alt-speed-time-end": 1020,
            "dht-enabled": false,
            "encryption": 2,
            "peer-port": 51413,
            "ratio-limit": 2.5000, "ratio-limit-enabled": true,
            "rpc-password": "{hash}", "rpc-port": 9091,
            "speed-limit-down": 100, "speed-limit-down-enabled": true,
            "speed-limit-up": 100, "speed-limit-up-enabled": false,
            "upload-slots-per-torrent": 8
        }
        """);
    out("config", "set", "limits.up", "7");
    String before = Files.readString(file);
    String dry = out("config", "migrate", "--dry-run", from.toString());
    assertTrue(dry.contains("taken  peer-port = 51413  ->  network.listen_port = 51413"), dry);
    assertTrue(dry.contains("left   rpc-port = 9091"), dry);
    assertTrue(dry.contains("same   upload-slots-per-torrent = 8"), dry);
    assertFalse(dry.contains("{hash}"), dry);
    assertEquals(before, Files.readString(file));
    String done = out("config", "migrate", from.toString());
    assertTrue(done.contains("settings of Transmission written"), done);
    assertEquals(before, Files.readString(file.resolveSibling("bitonic.toml.bak")));
    assertEquals("51413\n", out("config", "get", "network.listen_port"));
    assertEquals("false\n", out("config", "get", "discovery.dht"));
    assertEquals("required\n", out("config", "get", "security.encryption"));
    assertEquals("2.5\n", out("config", "get", "queue.seed_ratio"));
    assertEquals("100000\n", out("config", "get", "limits.down").replace(" B", ""));
    assertEquals("7\n", out("config", "get", "limits.up").replace(" B", ""));
    String schedule = out("config", "get", "limits.alternative_schedule");
    assertTrue(schedule.contains("Mon") && schedule.contains("09:00-17:00"), schedule);
    assertTrue(Files.readString(file).contains("# Sockets and connections."), "comments stay");
    assertTrue(out("config", "migrate", from.toString()).contains("nothing to migrate from"));
  }

  @Test
  void qbittorrentsAndCcbtsAreTakenOver() throws Exception {
    Path q = dir.resolve("qBittorrent.conf");
    Files.writeString(
        q,
        "[BitTorrent]\nSession\\Port=6999\nSession\\GlobalDLSpeedLimit=10\n"
            + "Session\\QueueingSystemEnabled=true\nSession\\MaxActiveDownloads=3\n"
            + "Session\\MaxConnections=-1\n[Network]\nPortForwardingEnabled=false\n");
    String done = out("config", "migrate", q.toString());
    assertTrue(done.contains("4 settings of qBittorrent"), done);
    assertEquals("6999\n", out("config", "get", "network.listen_port"));
    assertEquals("10KiB\n", out("config", "get", "limits.down"));
    assertEquals("3\n", out("config", "get", "queue.active_downloads"));
    Path c = dir.resolve("ccbt.toml");
    Files.writeString(
        c,
        "[network]\nmax_global_peers = 150\npipeline_depth = 16\n[strategy]\n"
            + "piece_selection = \"round_robin\"\n[limits]\nglobal_up_kib = 20\n");
    done = out("config", "migrate", c.toString());
    assertTrue(done.contains("left   network.pipeline_depth = 16"), done);
    assertEquals("round-robin\n", out("config", "get", "strategy.order"));
    assertEquals("20KiB\n", out("config", "get", "limits.up"));
    assertEquals("150\n", out("config", "get", "network.max_peers"));
  }

  @Test
  void whatTheDashboardKeptElsewhereMovesToTheFile() throws Exception {
    assertTrue(out("config", "migrate").startsWith("nothing to migrate"));
    Files.createDirectories(file.getParent());
    Files.writeString(
        file.resolveSibling("dashboard.toml"),
        "columns = [\"name\"]\ntheme = \"nord\"\nfps = 12\nmouse = true\n");
    String done = out("config", "migrate");
    assertTrue(done.contains("taken  theme = nord  ->  ui.theme = \"nord\""), done);
    assertFalse(done.contains("columns"), done);
    assertEquals("12\n", out("config", "get", "ui.fps"));
  }

  @Test
  void theSchemaHasEveryForm() throws Exception {
    assertTrue(out("config", "schema").contains("network.listen_port = 6881\n    TCP"));
    assertTrue(out("config", "schema", "--format", "toml").contains("# listen_port = 6881"));
    assertTrue(out("config", "schema", "--format", "json").startsWith("{\"settings\":[{"));
    String docs = Files.readString(Path.of("../docs/configuration.md"));
    assertTrue(
        docs.contains(out("config", "schema", "--format", "markdown").strip()),
        "docs/configuration.md: write the tables anew with 'btbt config schema --format markdown'");
  }
}
