package io.bitonic.core.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertFileTest {
  private static List<String> problems(String text) {
    return AlertFile.parse("a.toml", text).problems().stream().map(Problem::toString).toList();
  }

  private static AlertConfig config(String text) {
    AlertFile.Result r = AlertFile.parse("a.toml", text);
    assertEquals(List.of(), r.problems());
    return r.config();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "disk.free_percent < 5 for 60s | disk.free_percent < 5 for 1m",
        "disk.free<1GiB | disk.free < 1GiB",
        "download.rate >= 1.5MiB/s for 2h | download.rate >= 1536KiB/s for 2h",
        "increase( pieces.failed , 10m ) >= 3 | increase(pieces.failed, 10m) >= 3",
        "network.online == no | network.online == no",
        "torrent.stalled > 1h30m | torrent.stalled > 1h30m",
        "torrent.ratio >= 1.5 | torrent.ratio >= 1.5",
        "disk.free_percent < 5% | disk.free_percent < 5",
        "tracker.failing > 90 | tracker.failing > 1m30s"
      })
  void conditionsAreReadAndWritten(String text, String canonical) {
    AlertCondition c = AlertCondition.parse(text);
    assertEquals(canonical, c.toString());
    assertEquals(c, AlertCondition.parse(c.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "disk.free_percent",
        "disk.free_percent < ",
        "disk.free_percent < five",
        "disk.free_percent < NaN",
        "disk.free_percent < 0x1p3",
        "disk.free_percent << 5",
        "disk.free_percent < 5 for ever",
        "disk.free_percent < 5 for 31d",
        "disk.fre_percent < 5",
        "increase(disk.free, 10m) > 1",
        "increase(pieces.failed) > 1",
        "increase(pieces.failed, 1ms) > 1",
        "increase(pieces.failed, 25h) > 1"
      })
  void wrongConditionsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> AlertCondition.parse(text));
  }

  @Test
  void anEndThatCouldHoldTogetherWithTheBeginningIsRefused() {
    AlertCondition c = AlertCondition.parse("disk.free_percent < 5");
    assertEquals(">= 8", c.clear("8").shortText());
    assertEquals("> 8 for 30s", c.clear("> 8 for 30s").shortText());
    assertEquals(">= 5", c.clear("5").shortText());
    for (String s : List.of("4", "> 4", "< 8", "!= 9", ">= 4.9")) {
      assertThrows(IllegalArgumentException.class, () -> c.clear(s), s);
    }
  }

  @Test
  void withoutAFileTheDefaultsCount() {
    AlertFile.Result r = AlertFile.read(Path.of("/there/is/no/such/file"));
    assertEquals(AlertConfig.defaults(), r.config());
    assertEquals(AlertConfig.defaults(), config(""));
    assertTrue(r.config().rules().size() >= 10);
  }

  @Test
  void rulesAreAddedAndDefaultsChanged() {
    AlertConfig c =
        config(
            """
            interval = "2s"
            record = false

            [[rule]]
            name = "disk-low"
            severity = "critical"

            [[rule]]
            name = "dht-lost"
            enabled = false

            [[rule]]
            name = "slow"
            when = "download.rate < 100K for 5m"
            clear = "200K"
            message = "only {value}"
            sinks = ["log", "webhook"]
            """);
    assertEquals(2000, c.intervalMillis());
    assertFalse(c.record());
    AlertRule low = c.rule("disk-low");
    assertEquals(AlertSeverity.CRITICAL, low.severity());
    assertEquals(DefaultRules.all().get("disk-low").condition(), low.condition());
    assertEquals(DefaultRules.all().get("disk-low").message(), low.message());
    assertFalse(c.rule("dht-lost").enabled());
    AlertRule slow = c.rule("slow");
    assertEquals(Set.of(Sink.LOG, Sink.WEBHOOK), slow.sinks());
    assertEquals("only 50.00 KiB/s", slow.message("", 51200));
    assertTrue(c.goesTo(Sink.LOG, slow));
    assertFalse(c.goesTo(Sink.DASHBOARD, slow));
    assertFalse(c.goesTo(Sink.WEBHOOK, slow), "there is none");
    assertEquals(0, config("defaults = false").rules().size());
  }

  @Test
  void sinksAreRead() {
    AlertConfig c =
        config(
            """
            [dashboard]
            severity = "warning"
            [bell]
            severity = "off"
            [command]
            run = ["notify-send", "{message}"]
            severity = "critical"
            cleared = false
            [webhook]
            url = "https://example.org/hook?k=secret"
            headers = ["Authorization: Bearer secret"]
            timeout = "3s"
            tries = 5
            """);
    assertEquals(AlertSeverity.WARNING, c.least().get(Sink.DASHBOARD));
    assertNull(c.least().get(Sink.BELL));
    assertEquals(AlertSeverity.CRITICAL, c.least().get(Sink.COMMAND));
    assertEquals(AlertSeverity.WARNING, c.least().get(Sink.WEBHOOK));
    assertEquals(List.of("notify-send", "{message}"), c.command().run());
    assertFalse(c.command().cleared());
    assertEquals(3000, c.webhook().timeoutMillis());
    assertFalse(c.toString().contains("secret"), "tokens are not shown");
  }

  @Test
  void allFaultsAreFoundAtOnceWithTheirPlace() {
    List<String> said =
        problems(
            """
            intervall = "2s"
            interval = "2h"

            [[rule]]
            name = "disk-lw"

            [[rule]]
            name = "x"
            when = "disk.free_percnt < 5"

            [[rule]]
            name = "Y!"
            when = "peers.connected < 1"

            [[rule]]
            name = "z"
            when = "peers.connected < 1"
            clear = "< 3"
            severity = "bad"
            sinks = ["pager"]

            [[rule]]
            name = "z"
            when = "peers.connected < 1"

            [log]
            level = "info"

            [command]
            run = []

            [webhook]
            url = "ftp://example.org"
            """);
    assertEquals(11, said.size(), String.join("\n", said));
    assertTrue(said.contains("a.toml:1:1: intervall: there is no such key; do you mean interval?"));
    assertTrue(said.contains("a.toml:2:1: interval: is out of range: 1s to 1m"));
    assertTrue(
        said.contains(
            "a.toml:5:1: rule 'disk-lw' has no condition: add when = \"…\", or do you mean"
                + " disk-low?"));
    assertTrue(
        said.contains(
            "a.toml:9:1: rule.when: there is no metric disk.free_percnt; do you mean"
                + " disk.free_percent?"));
    assertTrue(said.stream().anyMatch(s -> s.startsWith("a.toml:12:1: rule.name: 'Y!' is no")));
    assertTrue(
        said.stream().anyMatch(s -> s.startsWith("a.toml:18:1: rule.clear: '< 3' can hold")));
    assertTrue(
        said.contains("a.toml:19:1: rule.severity: 'bad' is none of info, warning, critical"));
    assertTrue(
        said.stream().anyMatch(s -> s.startsWith("a.toml:20:1: rule.sinks: 'pager' is none")));
    assertTrue(
        said.stream().anyMatch(s -> s.startsWith("a.toml:27:1: log.level: there is no such")));
    assertTrue(
        said.stream().anyMatch(s -> s.startsWith("a.toml:30:1: command.run: name a program")));
    assertTrue(
        said.stream().anyMatch(s -> s.startsWith("a.toml:33:1: webhook.url: wants http(s)")));
  }

  @Test
  void aHeaderThatCouldBreakTheRequestIsRefused() {
    String head = "[webhook]\nurl = \"https://example.org\"\n";
    for (String h : List.of("X: a\\r\\nY: b", "Host: x", "secret-token", "content-length: 3")) {
      List<String> said = problems(head + "headers = [\"" + h + "\"]\n");
      assertEquals(1, said.size(), h);
      assertFalse(said.getFirst().contains("secret-token"), said.toString());
    }
  }

  @Test
  void brokenTomlAndWrongShapesAreSaid() {
    assertTrue(problems("[[rule]\n").getFirst().startsWith("a.toml:1:"));
    assertEquals(1, problems("rule = 3").size());
    assertEquals(1, problems("rule = [1]").size());
    assertEquals(1, problems("[[rule]]\nname = 3").size());
    assertEquals(1, problems("webhook = 3").size());
    assertEquals(1, problems("[webhook]").size());
    assertEquals(1, problems("[command]").size());
    assertEquals(1, problems("enabled = 1").size());
  }

  @Test
  void editingKeepsAllElse() {
    String text =
        """
        # mine
        interval = "2s"   # often

        # about the first
        [[rule]]
        name = "a"        # a name
        when = "peers.connected < 1"

        # about the second
        [[rule]]
        name = "b"
        when = "peers.connected > 9"

        [log]
        severity = "off"
        """;
    AlertEditor e = new AlertEditor(text);
    assertTrue(e.has("a"));
    assertFalse(e.has("disk-low"));
    assertTrue(e.remove("a"));
    assertFalse(e.remove("a"));
    assertEquals(
        """
        # mine
        interval = "2s"   # often

        # about the first

        # about the second
        [[rule]]
        name = "b"
        when = "peers.connected > 9"

        [log]
        severity = "off"
        """,
        e.text());
    e.put(AlertEngineTest.rule("b", "peers.connected > 10 for 5s", "< 5"));
    e.put(AlertEngineTest.rule("c", "disk.free < 1GiB", ""));
    e.turnOff("dht-lost");
    AlertConfig c = config(e.text());
    assertEquals("peers.connected > 10 for 5s", c.rule("b").condition().toString());
    assertEquals("< 5", c.rule("b").clear().shortText());
    assertEquals("disk.free < 1GiB", c.rule("c").condition().toString());
    assertFalse(c.rule("dht-lost").enabled());
    assertEquals(2000, c.intervalMillis());
    assertTrue(e.text().contains("# about the second\n[[rule]]\nname = \"b\"\n"), e.text());
    assertThrows(IllegalArgumentException.class, () -> new AlertEditor("[[rule]]\nname = 1"));
  }

  @Test
  void allRulesCanBeExported() {
    AlertConfig c = config("[[rule]]\nname = \"a\"\nwhen = \"peers.connected < 1\"\n");
    AlertConfig again = config(AlertEditor.export(c));
    assertEquals(c.rules().size(), again.rules().size());
    for (AlertRule r : c.rules()) {
      AlertRule s = again.rule(r.name());
      assertEquals(r.condition(), s.condition());
      assertEquals(r.clear(), s.clear());
      assertEquals(r.message(), s.message());
      assertEquals(r.severity(), s.severity());
    }
  }
}
