package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the packaged program writes down: structured, of one component, and without secrets. */
@Tag("e2e")
@Timeout(120)
class LogsIT {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final String PASSKEY = "0123456789abcdef0123456789abcdef";

  @RegisterExtension final Procs procs = new Procs();

  private Proc btbt(Path home, String... args) {
    return procs.start(
        "btbt " + args[0],
        Map.of(
            "XDG_STATE_HOME", home.resolve("state").toString(),
            "XDG_CONFIG_HOME", home.resolve("config").toString()),
        Btbt.command(args));
  }

  /** Seeds a file that only its trackers are told of. */
  private Proc seed(Path home, String torrent, Path data, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("seed", torrent, "-o", data.getParent().toString(), "--json"));
    args.addAll(List.of("--listen-port", "0", "--no-dht", "--no-lsd", "--no-port-map"));
    args.addAll(List.of(more));
    return btbt(home, args.toArray(String[]::new));
  }

  /** From nothing at all to one component, and back, while it runs. */
  @Test
  void levelsChangeWhileItRuns() throws IOException {
    Path home = procs.folder("home");
    Path config = Files.createDirectories(home.resolve("config/bitonic")).resolve("bitonic.toml");
    Path log = home.resolve("state/bitonic/log/btbt.log");
    Path data = Files.write(procs.folder("data").resolve("file"), new byte[1000]);
    String torrent = home.resolve("t.torrent").toString();
    Proc create = btbt(home, "create", data.toString(), "-o", torrent);
    assertEquals(0, create.await(QUICK), create::err);
    Files.writeString(config, "[log]\nlevel = \"off\"\n");
    Proc seed = seed(home, torrent, data);
    seed.awaitOut("\"state\":\"seeding\"", QUICK);
    assertFalse(Files.exists(log), "nothing is logged, so there is no file");
    // The first change puts the level in force, the next is the first to be told of.
    for (int i = 1; i < 10 && !Files.exists(log); i++) {
      Files.writeString(
          config,
          "[log]\nlevel = \"off\"\nlevels = [\"session=info\"]\n[limits]\nup = \"" + i + "M\"\n");
      Until.within(Duration.ofSeconds(3), () -> Files.exists(log));
    }
    seed.signal("TERM");
    assertEquals(143, seed.await(QUICK));
    List<String> lines = Files.readAllLines(log);
    assertTrue(lines.getFirst().contains(" Reconfiguration: settings changed"), lines::toString);
    for (String l : lines) {
      assertTrue(l.contains(" INFO "), l);
      assertFalse(l.contains(" Listeners: ") || l.contains("Torrent: "), l);
    }
  }

  @Test
  void thePasskeyOfATrackerStaysOut() throws IOException {
    Path home = procs.folder("home");
    Path data = Files.write(procs.folder("data").resolve("file"), new byte[1000]);
    String torrent = home.resolve("t.torrent").toString();
    // Nobody listens there, so that every announce fails and is told of.
    String tracker = "http://127.0.0.1:9/" + PASSKEY + "/announce?passkey=" + PASSKEY;
    Proc create = btbt(home, "create", data.toString(), "-o", torrent, "--tracker", tracker);
    assertEquals(0, create.await(QUICK), create::err);
    Proc seed =
        seed(
            home,
            torrent,
            data,
            "--set",
            "log.format=json",
            "--set",
            "log.levels=tracker=trace,swarm=debug,session=trace");
    seed.awaitOut("tracker", QUICK);
    seed.signal("TERM");
    assertEquals(143, seed.await(QUICK));
    List<String> lines = Files.readAllLines(home.resolve("state/bitonic/log/btbt.log"));
    assertFalse(lines.isEmpty());
    boolean told = false;
    for (String l : lines) {
      Map<String, Object> o = MiniJson.object(l);
      assertTrue(o.containsKey("level") && o.containsKey("component"), l);
      assertFalse(l.contains(PASSKEY), l);
      told |= l.contains("http://127.0.0.1:9/***/announce?passkey=***");
    }
    assertTrue(told, String.join("\n", lines));
  }
}
