package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** An alert of the packaged program: it fires, outlives the process, and ends. */
@Tag("e2e")
@Timeout(180)
class AlertsIT {
  private static final Duration QUICK = Duration.ofSeconds(30);

  @RegisterExtension final Procs procs = new Procs();

  private final List<Path> torrents = new ArrayList<>();
  private Path home;
  private Path told;
  private Path data;

  private Proc btbt(String... args) {
    Map<String, String> variables =
        Map.of(
            "XDG_STATE_HOME", home.resolve("state").toString(),
            "XDG_CONFIG_HOME", home.resolve("config").toString());
    return procs.start("btbt " + args[0], variables, Btbt.command(args));
  }

  private String out(String... args) {
    Proc p = btbt(args);
    assertEquals(0, p.await(QUICK), p::err);
    return p.out();
  }

  private Proc seed(int n) {
    List<String> line = new ArrayList<>(List.of("seed"));
    torrents.subList(0, n).forEach(t -> line.add(t.toString()));
    line.addAll(List.of("-o", data.toString(), "--json", "--listen-port", "0"));
    line.addAll(List.of("--no-dht", "--no-lsd", "--no-port-map"));
    return btbt(line.toArray(String[]::new));
  }

  private void make() throws IOException {
    home = procs.folder("home");
    data = procs.folder("data");
    told = procs.folder("told").resolve("log");
    for (String name : List.of("one", "two")) {
      Path file = Files.write(data.resolve(name), (name + " file").getBytes("UTF-8"));
      Path torrent = home.resolve(name + ".torrent");
      out("create", file.toString(), "-o", torrent.toString());
      torrents.add(torrent);
    }
    // The message goes into a file by a program, without a shell in between but its own.
    Path script = home.resolve("tell");
    Files.writeString(script, "#!/bin/sh\necho \"$1 $2\" >> '" + told + "'\n");
    assertTrue(script.toFile().setExecutable(true));
    Path rules = home.resolve("config/bitonic/alerts.toml");
    Files.createDirectories(rules.getParent());
    Files.writeString(
        rules,
        "# mine\ninterval = \"1s\"\ndefaults = false\n[command]\nrun = [\"%s\", \"{state}\", \"{message}\"]\n"
            .formatted(script));
  }

  private void awaitTold(String what) {
    Until.seen(
        "the command is told: " + what,
        QUICK,
        () -> {
          try {
            return Files.exists(told) && Files.readString(told).contains(what);
          } catch (IOException e) {
            return false;
          }
        });
  }

  private List<?> active() {
    return (List<?>) MiniJson.object(out("alerts", "active", "--json").strip()).get("alerts");
  }

  @Test
  void itFiresPersistsOverARestartAndClears() throws IOException {
    make();
    Proc first = seed(1);
    first.awaitOut("\"state\":\"seeding\"", QUICK);
    // The rule comes while the program runs.
    out("alerts", "add", "lonely", "torrents.seeding < 2 for 1s", "--message", "only {value}");
    awaitTold("fired only 1");
    assertEquals(1, active().size());
    first.signal("TERM");
    assertEquals(143, first.await(QUICK));

    Proc left = btbt("alerts", "active");
    assertEquals(0, left.await(QUICK));
    assertTrue(left.out().contains("lonely") && left.out().contains("only 1"), left.out());
    assertTrue(left.err().contains("nothing runs"), left.err());
    assertTrue(out("alerts", "test", "torrents.seeding < 2").contains("it would be active"));

    Proc second = seed(2);
    second.awaitOut("\"state\":\"seeding\"", QUICK);
    awaitTold("cleared torrents.seeding is 2 again");
    assertEquals(0, active().size());
    assertEquals(1, Files.readString(told).lines().filter(l -> l.startsWith("fired")).count());
    String history = out("alerts", "active", "--history");
    assertEquals(2, history.lines().count(), history);
    second.signal("TERM");
    assertEquals(143, second.await(QUICK));
    assertTrue(Files.readString(home.resolve("config/bitonic/alerts.toml")).startsWith("# mine\n"));
  }
}
