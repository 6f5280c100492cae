package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.ExitCode;
import io.bitonic.app.alert.AlertFolder;
import io.bitonic.app.support.Desk;
import io.bitonic.app.support.MiniJson;
import io.bitonic.core.alert.ActiveAlert;
import io.bitonic.core.alert.AlertFile;
import io.bitonic.core.alert.AlertSample;
import io.bitonic.core.alert.AlertStore;
import io.bitonic.core.alert.Metric;
import io.bitonic.core.alert.Metrics;
import io.bitonic.core.alert.Series;
import io.bitonic.core.api.AlertSeverity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsCommandTest {
  @TempDir Path dir;
  private Desk desk;

  private String out(String... args) {
    desk = new Desk(dir.resolve("state"));
    assertEquals(ExitCode.OK, desk.run(args), desk.err());
    return desk.out();
  }

  private String refused(int code, String... args) {
    desk = new Desk(dir.resolve("state"));
    assertEquals(code, desk.run(args), desk.out());
    return desk.err();
  }

  private Path file() {
    return dir.resolve("config/alerts.toml");
  }

  @Test
  void rulesAreListedAddedAndRemoved() throws Exception {
    assertTrue(out("alerts", "list").contains("disk.free_percent < 5 for 1m, over >= 7\n"));
    out(
        "alerts",
        "add",
        "slow",
        "download.rate < 100K for 10m",
        "--clear",
        "200K",
        "--severity",
        "info",
        "--sink",
        "log,webhook",
        "--message",
        "only \"{value}\"");
    String text = Files.readString(file());
    assertTrue(text.startsWith("# Alert rules"), text);
    Files.writeString(file(), "# mine\n" + text);
    String list = out("alerts", "list");
    assertTrue(list.contains("slow             info     download.rate < 100KiB/s for 10m, over"));
    assertTrue(
        refused(ExitCode.USAGE, "alerts", "add", "slow", "dht.nodes < 1").contains("alread"));
    out("alerts", "remove", "slow");
    assertFalse(out("alerts", "list").contains("slow"));
    out("alerts", "remove", "disk-low");
    assertTrue(out("alerts", "list").contains("disk-low         off"));
    assertTrue(out("alerts", "remove", "disk-low").contains("built in again"));
    assertTrue(Files.readString(file()).startsWith("# mine\n# Alert rules"));
    Map<String, Object> json = MiniJson.object(out("alerts", "list", "--json").strip());
    assertEquals(12, ((List<?>) json.get("rules")).size());
  }

  @Test
  void wrongInputIsRefusedAndChangesNothing() throws Exception {
    assertTrue(
        refused(ExitCode.USAGE, "alerts", "add", "a", "disk.fre < 1")
            .contains("do you mean disk.free?"));
    assertTrue(
        refused(ExitCode.USAGE, "alerts", "add", "A b", "disk.free < 1").contains("no name"));
    assertTrue(refused(ExitCode.USAGE, "alerts", "add", "a").contains("a NAME and a CONDITION"));
    refused(ExitCode.USAGE, "alerts", "add", "a", "disk.free < 1", "--severity", "bad");
    refused(ExitCode.USAGE, "alerts", "add", "a", "disk.free < 1", "--sink", "pager");
    refused(ExitCode.USAGE, "alerts", "add", "a", "disk.free < 9", "--clear", "< 3");
    assertTrue(
        refused(ExitCode.USAGE, "alerts", "remove", "disk-lo").contains("do you mean disk-low?"));
    assertTrue(refused(ExitCode.USAGE, "alerts", "burn").contains("choose list, active"));
    refused(ExitCode.USAGE, "alerts", "clear");
    assertFalse(Files.exists(file()));
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "x = 1\ny = 2\n");
    String said = refused(ExitCode.USAGE, "alerts", "add", "a", "disk.free < 1GiB");
    assertTrue(said.contains("alerts.toml:1:1: x:") && said.contains(":2:1: y:"), said);
    assertEquals("x = 1\ny = 2\n", Files.readString(file()));
  }

  @Test
  void rulesAreSavedAndLoaded() throws Exception {
    out("alerts", "add", "a", "disk.free < 1GiB");
    Path copy = dir.resolve("copy.toml");
    out("alerts", "save", copy.toString());
    assertEquals(out("alerts", "save", "-"), Files.readString(copy));
    out("alerts", "remove", "a");
    assertTrue(out("alerts", "load", copy.toString()).startsWith("13 rules"));
    assertTrue(out("alerts", "list").contains("disk.free < 1GiB, over >= 1GiB  (line"));
    Files.writeString(copy, "nonsense");
    String before = Files.readString(file());
    refused(ExitCode.USAGE, "alerts", "load", copy.toString());
    refused(ExitCode.STORAGE, "alerts", "load", dir.resolve("none").toString());
    assertEquals(before, Files.readString(file()));
    assertEquals(List.of(), AlertFile.read(file()).problems());
  }

  @Test
  void activeAlertsAreShownAndCleared() throws Exception {
    assertTrue(out("alerts", "active").contains("no alerts"));
    assertTrue(desk.err().contains("nothing runs"), desk.err());
    AlertStore s = AlertStore.load(new AlertFolder(dir.resolve("state")).state());
    long since = new Desk(dir).clock.wallMillis() - 61_000;
    for (String rule : List.of("disk-low", "other")) {
      s.active(
          java.util.stream.Stream.concat(
                  s.active().stream(),
                  java.util.stream.Stream.of(
                      new ActiveAlert(
                          rule, AlertSeverity.WARNING, "", "", since, 4, "\u001b[31m4 %", false)))
              .toList());
    }
    s.save();
    String text = out("alerts", "active");
    assertTrue(text.contains("warning  disk-low         for 1:01: "), text);
    assertFalse(text.contains("\u001b"), "what comes from outside can't steer the terminal");
    Map<String, Object> json = MiniJson.object(out("alerts", "active", "--json").strip());
    assertEquals(2, ((List<?>) json.get("alerts")).size());
    out("alerts", "clear", "disk-low");
    text = out("alerts", "active");
    assertTrue(text.contains("other") && !text.contains("disk-low"), text);
    out("alerts", "clear", "--all");
    assertTrue(out("alerts", "active").contains("no alerts"));
    assertEquals(2, out("alerts", "active", "--history").lines().count());
    assertTrue(out("alerts", "active", "--history").contains("cleared by hand"));
    out("alerts", "clear", "--history");
    assertEquals("", out("alerts", "active", "--history"));
  }

  @Test
  void rulesAreTried() throws Exception {
    assertEquals(
        "3.0 % for 'disk.free_percent < 5 for 1m': fires, warning, after 1m of it\n",
        out("alerts", "test", "disk-low", "--value", "3"));
    assertTrue(out("alerts", "test", "disk-low", "--value", "6%").contains("nor end an alert"));
    assertTrue(out("alerts", "test", "disk-low", "--value", "7").contains("and ends an alert"));
    Map<String, Object> json =
        MiniJson.object(
            out("alerts", "test", "disk.free < 1GiB", "--value", "10MiB", "--json").strip());
    assertEquals(true, json.get("fires"));
    assertTrue(refused(ExitCode.FAILED, "alerts", "test", "disk-low").contains("nothing has been"));
    try (Series series = Series.open(new AlertFolder(dir.resolve("state")).series())) {
      for (int i = 0; i < 30; i++) {
        series.add(new At(1_700_000_000_000L + i * 10_000L, i < 10 ? 50 : i < 20 ? 4 : 50));
      }
    }
    String text = out("alerts", "test", "disk-low");
    assertTrue(text.contains("on 30 samples"), text);
    assertEquals(4, text.lines().count(), text);
    assertTrue(text.contains("fired") && text.contains("cleared") && text.contains("over;"), text);
    assertTrue(out("alerts", "test", "disk.free_percent < 1").contains("would not have fired"));
  }

  /** All metrics have one value. */
  private record At(long wallMillis, double v) implements AlertSample {
    @Override
    public long elapsedMillis() {
      return wallMillis;
    }

    @Override
    public void each(Metric metric, Visitor visitor) {
      visitor.value("", "", v);
    }
  }

  @Test
  void allMetricsAreListedAndDocumented() throws Exception {
    String text = out("alerts", "metrics");
    String page = Files.readString(Path.of("../docs/alerts.md"));
    for (Metric m : Metrics.all()) {
      assertTrue(text.contains(m.name()), m.name());
      assertTrue(
          page.contains("| `" + m.name() + "` | " + m.unit().label() + " | " + m.text() + " |"),
          "docs/alerts.md: | `" + m.name() + "` | " + m.unit().label() + " | " + m.text() + " |");
    }
  }
}
