package io.bitonic.core.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AlertSeverity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertEngineTest {
  private final Samples samples = new Samples();

  static AlertRule rule(String name, String when, String clear) {
    AlertCondition c = AlertCondition.parse(when);
    return new AlertRule(
        name,
        c,
        clear.isEmpty() ? c.opposite() : c.clear(clear),
        AlertSeverity.WARNING,
        AlertRule.defaultMessage(c),
        true,
        EnumSet.allOf(Sink.class),
        false);
  }

  private static AlertEngine engine(AlertRule... rules) {
    return new AlertEngine(List.of(rules), List.of());
  }

  private static String text(List<AlertEvent> events) {
    List<String> all = new ArrayList<>();
    for (AlertEvent e : events) {
      all.add(
          (e.fired() ? "+" : "-") + e.rule() + (e.subject().isEmpty() ? "" : ":" + e.subject()));
    }
    return String.join(" ", all);
  }

  private String look(AlertEngine e) {
    return text(e.evaluate(samples.now()));
  }

  @Test
  void itFiresWhenTheConditionHasHeldLongEnough() {
    AlertEngine e = engine(rule("low", "disk.free_percent < 5 for 60s", ""));
    samples.set("disk.free_percent", 4);
    assertEquals("", look(e));
    samples.after(59);
    assertEquals("", look(e));
    samples.after(1);
    List<AlertEvent> events = e.evaluate(samples.now());
    assertEquals("+low", text(events));
    assertEquals("disk.free_percent is 4.0 %", events.getFirst().message());
    assertEquals(samples.wall(), events.getFirst().millis());
    assertEquals("", look(e), "once only");
    assertEquals(1, e.active().size());
  }

  @Test
  void aBreakBeginsTheWaitAnew() {
    AlertEngine e = engine(rule("low", "disk.free_percent < 5 for 60s", ""));
    samples.set("disk.free_percent", 4);
    look(e);
    samples.after(50).set("disk.free_percent", 5);
    look(e);
    samples.after(20).set("disk.free_percent", 4);
    assertEquals("", look(e));
    samples.after(20).set("disk.free_percent", Double.NaN);
    assertEquals("", look(e));
    samples.after(20).set("disk.free_percent", 4);
    assertEquals("", look(e), "what was not known can't have held");
    samples.after(60);
    assertEquals("+low", look(e));
  }

  @Test
  void hysteresisKeepsItUntilTheClearLevelHasHeld() {
    AlertEngine e = engine(rule("low", "disk.free_percent < 5", ">= 8 for 30s"));
    samples.set("disk.free_percent", 4);
    assertEquals("+low", look(e));
    for (double v : new double[] {5, 7.9, 4, 7}) {
      samples.after(60).set("disk.free_percent", v);
      assertEquals("", look(e));
    }
    samples.after(1).set("disk.free_percent", 8);
    assertEquals("", look(e));
    samples.after(20).set("disk.free_percent", 7);
    assertEquals("", look(e), "the wait for the end is broken too");
    samples.after(1).set("disk.free_percent", 9);
    assertEquals("", look(e));
    samples.after(30);
    assertEquals("-low", look(e));
    assertEquals(List.of(), e.active());
    samples.after(1).set("disk.free_percent", 3);
    assertEquals("+low", look(e));
  }

  @Test
  void aValueThatIsNotKnownChangesNothingWhileItIsActive() {
    AlertEngine e = engine(rule("dht", "dht.nodes < 1", ""));
    samples.set("dht.nodes", 0);
    assertEquals("+dht", look(e));
    samples.after(10).set("dht.nodes", Double.NaN);
    assertEquals("", look(e));
    assertEquals(1, e.active().size());
    samples.after(10).set("dht.nodes", 1);
    assertEquals("-dht", look(e));
  }

  @Test
  void everySubjectIsOnItsOwn() {
    AlertEngine e = engine(rule("stuck", "torrent.stalled > 1h", ""));
    samples.set("torrent.stalled", "a", 3601).set("torrent.stalled", "b", 10);
    List<AlertEvent> events = e.evaluate(samples.now());
    assertEquals("+stuck:a", text(events));
    assertEquals("name of a: torrent.stalled is 1h1s", events.getFirst().message());
    samples.after(5).set("torrent.stalled", "b", 4000).set("torrent.stalled", "a", 0);
    assertEquals("-stuck:a +stuck:b", look(e));
    samples.after(5).remove("torrent.stalled", "b");
    List<AlertEvent> gone = e.evaluate(samples.now());
    assertEquals("-stuck:b", text(gone));
    assertEquals("it is not there any more", gone.getFirst().message());
  }

  @Test
  void anIncreaseIsTakenOverItsWindow() {
    AlertEngine e = engine(rule("hash", "increase(pieces.failed, 10m) >= 5", "== 0"));
    samples.set("pieces.failed", 100);
    assertEquals("", look(e), "what was before the first look does not count");
    String said = "";
    for (int i = 1; i <= 4; i++) {
      samples.after(60).set("pieces.failed", 100 + i);
      said += look(e);
    }
    assertEquals("", said);
    samples.after(60).set("pieces.failed", 105);
    assertEquals("+hash", look(e));
    for (int i = 0; i < 9; i++) {
      samples.after(60);
      assertEquals("", look(e), "the window still has a part of it");
    }
    samples.after(70);
    assertEquals("-hash", look(e));
    samples.after(5).set("pieces.failed", 2);
    assertEquals("", look(e), "a counter that begins anew has not risen");
  }

  @Test
  void restoredAlertsStayAndEndByTheirRules() {
    AlertEngine before = engine(rule("low", "disk.free_percent < 5", ">= 8"));
    samples.set("disk.free_percent", 4);
    look(before);
    AlertEngine e =
        new AlertEngine(List.of(rule("low", "disk.free_percent < 5", ">= 8")), before.active());
    assertEquals(before.active(), e.active());
    samples.after(1000);
    assertEquals("", look(e), "no second word on the same");
    samples.after(5).set("disk.free_percent", 7);
    assertEquals("", look(e));
    samples.after(5).set("disk.free_percent", 8);
    assertEquals("-low", look(e));
  }

  @Test
  void aRestoredSubjectMayComeLate() {
    AlertRule r = rule("stuck", "torrent.error == yes", "");
    AlertEngine before = engine(r);
    samples.set("torrent.error", "a", 1).set("torrent.error", "b", 1);
    assertEquals("+stuck:a +stuck:b", look(before));
    AlertEngine e = new AlertEngine(List.of(r), before.active());
    samples.remove("torrent.error", "a").remove("torrent.error", "b");
    assertEquals("", look(e));
    samples.after(100).set("torrent.error", "a", 1);
    assertEquals("", look(e));
    samples.after(100);
    look(e);
    samples.after(101);
    assertEquals("-stuck:b", look(e), "that torrent is not coming back");
    assertEquals("a", e.active().getFirst().subject());
  }

  @Test
  void whatHasHeldBeforeCountsOn() {
    AlertRule rule = rule("low", "disk.free_percent < 5 for 10m", "");
    AlertEngine e = engine(rule);
    samples.set("disk.free_percent", 4);
    look(e);
    samples.after(170);
    look(e);
    List<HeldCondition> held = e.held(samples.wall(), 170_000);
    long since = samples.wall() - 170_000;
    assertEquals(
        List.of(
            new HeldCondition("low", "disk.free_percent < 5 for 10m", "", since, samples.wall())),
        held);
    samples.after(120);
    // The clock of another run begins anywhere.
    AlertEngine later = engine(rule);
    later.restoreHeld(held, samples.wall(), 290_000);
    for (int i = 0; i < 3; i++) {
      assertEquals("", look(later));
      samples.after(100);
    }
    samples.after(10);
    assertEquals("+low", look(later), "ten minutes after it began to hold");
    assertEquals(List.of(), later.held(samples.wall(), 600_000), "it is an alert now");
    AlertEngine tooLate = engine(rule);
    tooLate.restoreHeld(held, held.getFirst().lookMillis() + AlertEngine.GAP_MILLIS + 1, 0);
    assertEquals(List.of(), tooLate.held(0, 0));
    AlertEngine other = engine(rule("low", "disk.free_percent < 6 for 10m", ""));
    other.restoreHeld(held, samples.wall() - 310_000, 0);
    assertEquals(List.of(), other.held(0, 0), "another condition");
  }

  @Test
  void aGapBreaksWhatHasNotBegun() {
    AlertEngine e = engine(rule("low", "disk.free_percent < 5 for 10m", ""));
    samples.set("disk.free_percent", 4);
    look(e);
    samples.after(3600);
    assertEquals("", look(e));
    for (int i = 0; i < 5; i++) {
      samples.after(100);
      assertEquals("", look(e));
    }
    samples.after(100);
    assertEquals("+low", look(e));
  }

  @Test
  void rulesCanBeChangedWhileItRuns() {
    AlertRule low = rule("low", "disk.free_percent < 5", "");
    AlertRule many = rule("many", "peers.connected > 10 for 20s", "");
    AlertEngine e = engine(low, many);
    samples.set("disk.free_percent", 4).set("peers.connected", 11);
    assertEquals("+low", look(e));
    AlertRule changed = rule("many", "peers.connected > 9 for 20s", "");
    assertEquals("-low", text(e.rules(List.of(changed), samples.wall())));
    samples.after(20);
    assertEquals("", look(e), "another condition has not held yet");
    samples.after(20);
    assertEquals("+many", look(e));
    AlertRule off =
        new AlertRule(
            "many",
            changed.condition(),
            changed.clear(),
            changed.severity(),
            changed.message(),
            false,
            changed.sinks(),
            false);
    assertEquals("-many", text(e.rules(List.of(off), samples.wall())));
    samples.after(40);
    assertEquals("", look(e));
  }

  @Test
  void aDismissedAlertComesAgainOnlyAfterItsEnd() {
    AlertEngine e = engine(rule("low", "disk.free_percent < 5", ""));
    samples.set("disk.free_percent", 4);
    look(e);
    List<AlertEvent> cleared = e.dismiss(a -> a.rule().equals("low"), samples.wall());
    assertEquals("-low", text(cleared));
    assertEquals("cleared by hand", cleared.getFirst().message());
    assertTrue(e.active().getFirst().dismissed());
    assertEquals(List.of(), e.dismiss(a -> true, samples.wall()));
    samples.after(5);
    assertEquals("", look(e));
    samples.after(5).set("disk.free_percent", 6);
    assertEquals("", look(e), "its user has been told already");
    assertEquals(List.of(), e.active());
    samples.after(5).set("disk.free_percent", 4);
    assertEquals("+low", look(e));
  }

  @Test
  void thereIsABoundOnAlerts() {
    AlertEngine e = engine(rule("err", "torrent.error == yes", ""));
    for (int i = 0; i < AlertEngine.MAX_ACTIVE + 10; i++) {
      samples.set("torrent.error", "t" + i, 1);
    }
    assertEquals(AlertEngine.MAX_ACTIVE, e.evaluate(samples.now()).size());
    assertTrue(e.isFull());
    samples.after(5).set("torrent.error", "t0", 0);
    look(e);
    samples.after(5);
    assertEquals(AlertEngine.MAX_ACTIVE, e.active().size());
  }
}
