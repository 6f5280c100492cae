package io.bitonic.app.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.Desk;
import io.bitonic.app.support.FakeEngine;
import io.bitonic.app.support.TestStats;
import io.bitonic.core.alert.AlertStore;
import io.bitonic.core.alert.Metric;
import io.bitonic.core.alert.Metrics;
import io.bitonic.core.alert.Series;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service step by step over an engine whose numbers are known, with a clock by hand. */
class AlertServiceTest {
  private static final String FEW =
      "defaults = false\n[[rule]]\nname = \"few\"\nwhen = \"peers.connected < 3 for 10s\"\n"
          + "clear = \"5\"\n";

  @TempDir Path dir;
  private final FakeEngine engine = new FakeEngine();
  private long seconds;
  private Path rules;
  private AlertService service;

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return seconds * 1_000_000_000L;
        }

        @Override
        public long wallMillis() {
          return 1_700_000_000_000L + seconds * 1000;
        }
      };

  @BeforeEach
  void start() throws IOException {
    engine.stats = TestStats.some();
    engine.snapshot = TestStats.snapshot(2);
    rules = dir.resolve("config/alerts.toml");
    write(FEW);
    open();
  }

  @AfterEach
  void stop() {
    service.end();
    service.close();
  }

  private void open() {
    service = new AlertService(engine, Settings.defaults(dir.resolve("state")), rules, clock);
    service.open();
  }

  /** As after the process has ended and begun again. */
  private void restart() {
    stop();
    engine.published.clear();
    open();
  }

  private void write(String text) throws IOException {
    Files.createDirectories(rules.getParent());
    Files.writeString(rules, text);
  }

  private void peers(int n) {
    engine.snapshot = TestStats.snapshot(n);
  }

  /** Goes on second by second. */
  private void pass(int n) {
    for (int i = 0; i < n; i++) {
      seconds++;
      service.step();
    }
  }

  /** What was published since the last call. */
  private List<String> told() {
    List<String> all = new ArrayList<>();
    for (EngineEvent e : engine.published) {
      all.add(
          switch (e) {
            case EngineEvent.AlertFired a -> "+" + a.rule() + (a.bell() ? "!" : "");
            case EngineEvent.AlertCleared a -> "-" + a.rule();
            default -> e.toString();
          });
    }
    engine.published.clear();
    return all;
  }

  private AlertStore stored() throws IOException {
    return AlertStore.load(new AlertFolder(dir.resolve("state")).state());
  }

  @Test
  void anAlertFiresSurvivesARestartAndClears() throws IOException {
    pass(9);
    assertEquals(List.of(), told());
    pass(7);
    assertEquals(List.of("+few"), told());
    assertEquals(1, stored().active().size());
    restart();
    pass(1);
    assertEquals(List.of("+few"), told(), "the dashboard of the new run is told");
    pass(20);
    assertEquals(List.of(), told());
    assertEquals(1, stored().history().size());
    peers(4);
    pass(10);
    assertEquals(List.of(), told(), "hysteresis");
    peers(5);
    pass(10);
    assertEquals(List.of("-few"), told());
    assertEquals(List.of(), stored().active());
    assertEquals(2, stored().history().size());
    restart();
    pass(5);
    assertEquals(List.of(), told());
  }

  @Test
  void aConditionCountsOnAfterARestart() throws IOException {
    pass(6);
    restart();
    pass(6);
    assertEquals(List.of("+few"), told(), "it has held for ten seconds, with the restart between");
    assertEquals(List.of(), stored().held());
    peers(9);
    pass(6);
    peers(1);
    pass(6);
    assertEquals(List.of("-few"), told());
    service.end();
    assertEquals(1, stored().held().size());
    seconds += 3600;
    restart();
    pass(6);
    assertEquals(List.of(), told(), "nothing is known of the hour between");
  }

  @Test
  void rulesAreReadAnewWhenTheyChange() throws IOException {
    pass(2);
    write(FEW + "[[rule]]\nname = \"disk\"\nwhen = \"disk.queue > 1\"\nseverity = \"critical\"\n");
    pass(2);
    assertEquals(List.of("+disk!"), told(), "at once, with a bell");
    write(FEW.replace("< 3", "< 1"));
    pass(20);
    assertEquals(List.of("-disk"), told());
    Files.delete(rules);
    pass(20);
    assertEquals(List.of(), told());
  }

  @Test
  void aFaultLeavesTheRulesInForceAndSaysWhy() throws IOException {
    write(FEW.replace("peers.connected", "peers.conected"));
    pass(20);
    assertEquals("+alerts-file", told().getFirst());
    assertEquals(1, stored().active().size(), "the rule before has fired meanwhile");
    write("defaults = false\n");
    pass(2);
    assertEquals(List.of("-alerts-file", "-few"), told());
  }

  @Test
  void theFaultIsNamedWithItsPlace() throws IOException {
    write("x = 1\n\n[[rule]]\nname = \"a\"\nwhen = \"nothing < 1\"\n");
    pass(2);
    EngineEvent.AlertFired e = (EngineEvent.AlertFired) engine.published.getFirst();
    assertTrue(e.message().startsWith(rules + ":1:1: x: there is no such key"), e.message());
    assertTrue(e.message().contains("(and 1 more); the rules before stay in force"), e.message());
  }

  @Test
  void aHalfWrittenFileIsNotRead() throws IOException {
    pass(1);
    write("[[ru");
    pass(1);
    write(FEW);
    pass(1);
    write("[[rule");
    pass(1);
    write(FEW + "# more\n");
    pass(3);
    assertEquals(List.of(), told());
  }

  @Test
  void alertsAreDismissedFromAShell() throws IOException {
    pass(16);
    told();
    Desk desk = new Desk(dir.resolve("state"));
    AlertFolder folder = new AlertFolder(dir.resolve("state"));
    assertTrue(folder.isOwned());
    folder.clear(List.of("few"), false, clock.wallMillis());
    assertTrue(folder.isAsked());
    pass(1);
    assertFalse(folder.isAsked());
    assertEquals(List.of("-few"), told());
    assertEquals(0, desk.run("alerts", "active"));
    assertTrue(desk.out().contains("no alerts"), desk.out());
    restart();
    pass(20);
    assertEquals(List.of(), told(), "it stays dismissed over a restart");
    peers(9);
    pass(6);
    peers(1);
    pass(20);
    assertEquals(List.of("+few"), told());
    folder.clear(List.of(), true, clock.wallMillis());
    pass(1);
    assertEquals(List.of(), stored().history());
    assertEquals(1, stored().active().size());
  }

  @Test
  void asecondInstanceLeavesTheFilesAlone() throws IOException {
    AlertService other =
        new AlertService(engine, Settings.defaults(dir.resolve("state")), rules, clock);
    other.open();
    seconds += 1;
    other.step();
    seconds += 11;
    other.step();
    assertEquals(List.of("+few"), told(), "its own alerts are told");
    assertEquals(List.of(), stored().active(), "and not kept");
    service.end();
    seconds += 6;
    other.step();
    seconds += 6;
    peers(9);
    other.step();
    assertEquals(List.of("-few"), told());
    assertEquals(1, stored().history().size(), "it has taken over");
    other.end();
    other.close();
  }

  @Test
  void everyMetricHasAValueAndIsRecorded() throws IOException {
    pass(30);
    service.end();
    Series.Recorded r = Series.load(new AlertFolder(dir.resolve("state")).series());
    assertEquals(Series.columns(), r.names());
    assertTrue(r.rows().size() >= 3, "one in ten seconds");
    assertEquals(2, value(r, "peers.connected"));
    assertEquals(50, value(r, "buffer.used_percent"));
    assertEquals(15, value(r, "announces.ok") + 1);
    assertEquals(0, value(r, "network.no_incoming"));
    assertEquals(1, value(r, "network.listening"));
    Stream.of("memory.heap_percent", "process.open_files_percent", "process.cpu_percent")
        .forEach(n -> assertTrue(value(r, n) >= 0, n));
    Readings all = new Readings();
    assertFalse(Metrics.all().isEmpty());
    for (Metric m : Metrics.all()) {
      if (m.scope() == Metric.Scope.ALL) {
        assertTrue(r.names().contains(m.name()));
      }
    }
    assertEquals(0, all.elapsedMillis());
  }

  private static double value(Series.Recorded r, String name) {
    return r.rows().getLast().values()[r.names().indexOf(name)];
  }

  @Test
  void trackersAreKnownByTheirHostsOnly() throws IOException {
    write(
        "defaults = false\n[[rule]]\nname = \"tracker\"\nwhen = \"tracker.failing > 20s\"\n"
            + "message = \"{subject} for {value}\"\n");
    pass(3);
    String url = "http://t.example:6969/0123secret/announce";
    engine.events.add(new EngineEvent.TrackerFailed(0, "id", "n", url, "refused", 1));
    pass(20);
    assertEquals(List.of(), told());
    pass(6);
    EngineEvent.AlertFired e = (EngineEvent.AlertFired) engine.published.getFirst();
    assertTrue(e.message().matches("t\\.example for 2\\ds"), e.message());
    assertFalse(Files.readString(new AlertFolder(dir.resolve("state")).state()).contains("secret"));
    told();
    engine.events.add(new EngineEvent.TrackerWorking(0, "id", "n", url, 3));
    pass(6);
    assertEquals(List.of("-tracker"), told());
  }

  @Test
  void anEngineThatIsClosedIsNoFault() {
    engine.closed = true;
    pass(10);
    engine.closed = false;
    pass(20);
    assertEquals(List.of("+few"), told());
  }
}
