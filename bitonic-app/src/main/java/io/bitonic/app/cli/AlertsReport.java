package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.alert.AlertFolder;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.alert.ActiveAlert;
import io.bitonic.core.alert.AlertEvent;
import io.bitonic.core.alert.AlertFile;
import io.bitonic.core.alert.AlertRule;
import io.bitonic.core.alert.AlertStore;
import io.bitonic.core.alert.Metric;
import io.bitonic.core.alert.MetricUnit;
import io.bitonic.core.alert.Metrics;
import io.bitonic.core.alert.Replay;
import io.bitonic.core.alert.Series;
import io.bitonic.core.alert.Sink;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints rules, alerts and what rules would do. */
final class AlertsReport {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Env env;
  private final AlertFolder folder;
  private final boolean json;

  AlertsReport(Env env, AlertFolder folder, boolean json) {
    this.env = env;
    this.folder = folder;
    this.json = json;
  }

  private static String lower(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
  }

  // ---- rules and metrics
  // -----------------------------------------------------------------------------------------

  /** With {@code --json} the objects of the list, to be put into one; else prints its lines. */
  private <T> List<Json> each(
      Collection<T> list, Function<T, Json> object, Function<T, String> line) {
    if (json) {
      return list.stream().map(object).toList();
    }
    list.forEach(t -> env.out().println(line.apply(t)));
    return List.of();
  }

  void list(AlertFile.Result r) {
    List<Json> all =
        each(
            r.config().rules(),
            rule -> json(rule, !r.own().containsKey(rule.name())),
            rule -> line(rule, r.own().get(rule.name())));
    if (json) {
      env.out().println(new Json().put("enabled", r.config().enabled()).put("rules", all));
    } else if (!r.config().enabled()) {
      env.complain("none of them is looked at: enabled = false");
    }
  }

  private static Json json(AlertRule rule, boolean builtIn) {
    return new Json()
        .put("name", rule.name())
        .put("when", rule.condition().toString())
        .put("clear", rule.clear().shortText())
        .put("severity", lower(rule.severity()))
        .put("enabled", rule.enabled())
        .put("builtIn", builtIn)
        .put("sinks", rule.sinks().stream().sorted().map(Sink::label).toList())
        .put("message", rule.message());
  }

  /**
   * @param at line of the file, null: built in
   */
  private static String line(AlertRule rule, Integer at) {
    return String.format(
        "%-16s %-8s %s, over %s%s",
        rule.name(),
        rule.enabled() ? lower(rule.severity()) : "off",
        rule.condition(),
        rule.clear().shortText(),
        at == null ? "" : "  (line " + at + ")");
  }

  void metrics() {
    List<Json> all = each(Metrics.all(), AlertsReport::json, AlertsReport::line);
    if (json) {
      env.out().println(new Json().put("metrics", all));
    }
  }

  private static Json json(Metric m) {
    return new Json()
        .put("name", m.name())
        .put("unit", m.unit().label())
        .put("of", lower(m.scope()))
        .put("counter", m.counter())
        .put("text", m.text());
  }

  private static String line(Metric m) {
    String note =
        m.scope() != Metric.Scope.ALL
            ? " (of each " + lower(m.scope()) + ")"
            : m.counter() ? " (a counter)" : "";
    return String.format("%-26s %-8s %s%s", m.name(), m.unit().label(), m.text(), note);
  }

  // ---- what is and was
  // -------------------------------------------------------------------------------------------

  void active(boolean history) {
    AlertStore store;
    try {
      store = AlertStore.load(folder.state());
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE, folder.state() + " can't be read: " + e.getMessage(), e);
    }
    if (history) {
      history(store.history());
    } else {
      active(store.active().stream().filter(a -> !a.dismissed()).toList());
    }
  }

  private void active(List<ActiveAlert> list) {
    long now = env.clock().wallMillis();
    List<Json> all = each(list, a -> json(a, seconds(a, now)), a -> line(a, seconds(a, now)));
    if (json) {
      env.out().println(new Json().put("running", folder.isOwned()).put("alerts", all));
      return;
    }
    if (list.isEmpty()) {
      env.out().println("no alerts");
    }
    if (!folder.isOwned()) {
      env.complain("nothing runs: this is how the last run left it");
    }
  }

  private static long seconds(ActiveAlert a, long now) {
    return Math.max(0, (now - a.firedMillis()) / 1000);
  }

  private static Json json(ActiveAlert a, long seconds) {
    return new Json()
        .put("rule", a.rule())
        .put("severity", lower(a.severity()))
        .put("since", Instant.ofEpochMilli(a.firedMillis()).toString())
        .put("seconds", seconds)
        .put("subject", a.name().isEmpty() ? a.subject() : a.name())
        .put("id", a.subject())
        .number("value", a.value())
        .put("message", a.message());
  }

  private static String line(ActiveAlert a, long seconds) {
    return String.format(
        "%-8s %-16s for %s: %s",
        lower(a.severity()), a.rule(), Units.time(seconds), Text.sanitise(a.message()));
  }

  private void history(List<AlertEvent> list) {
    List<Json> all = each(list, AlertsReport::json, AlertsReport::line);
    if (json) {
      env.out().println(new Json().put("history", all));
    }
  }

  private static String line(AlertEvent e) {
    return String.format(
        "%s %-7s %-8s %-16s %s",
        time(e.millis()),
        e.fired() ? "fired" : "cleared",
        lower(e.severity()),
        e.rule(),
        Text.sanitise(e.message()));
  }

  private static Json json(AlertEvent e) {
    return new Json()
        .put("time", Instant.ofEpochMilli(e.millis()).toString())
        .put("state", e.fired() ? "fired" : "cleared")
        .put("rule", e.rule())
        .put("severity", lower(e.severity()))
        .put("subject", e.name().isEmpty() ? e.subject() : e.name())
        .put("id", e.subject())
        .number("value", e.value())
        .put("message", e.message());
  }

  // ---- trying
  // ----------------------------------------------------------------------------------------------------

  void tryValue(AlertRule rule, double v) {
    boolean fires = rule.condition().holds(v);
    String shown = rule.condition().metric().unit().show(v);
    if (json) {
      env.out()
          .println(
              new Json()
                  .put("condition", rule.condition().toString())
                  .number("value", v)
                  .put("fires", fires)
                  .put("afterSeconds", rule.condition().forMillis() / 1000)
                  .put("clears", rule.clear().holds(v)));
      return;
    }
    long wait = rule.condition().forMillis();
    String text;
    if (!rule.enabled()) {
      text = "the rule is off";
    } else if (fires) {
      text =
          "fires, "
              + lower(rule.severity())
              + (wait == 0 ? ", at once" : ", after " + MetricUnit.duration(wait) + " of it");
    } else if (rule.clear().holds(v)) {
      text = "does not fire, and ends an alert (" + rule.clear().shortText() + ")";
    } else {
      text = "does not fire, nor end an alert, which takes " + rule.clear().shortText();
    }
    env.out().println(shown + " for '" + rule.condition() + "': " + text);
  }

  void replay(AlertRule rule) {
    Series.Recorded recorded;
    try {
      recorded = Series.load(folder.series());
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE, folder.series() + " can't be read: " + e.getMessage(), e);
    }
    if (recorded.rows().isEmpty()) {
      throw new AppException(
          ExitCode.FAILED,
          "nothing has been recorded yet; let an instance run for a minute, or give --value");
    }
    List<AlertEvent> events = Replay.run(rule, recorded);
    double latest = Replay.latest(rule, recorded);
    long from = recorded.rows().getFirst().wallMillis();
    long to = recorded.rows().getLast().wallMillis();
    if (json) {
      env.out()
          .println(
              new Json()
                  .put("condition", rule.condition().toString())
                  .put("from", Instant.ofEpochMilli(from).toString())
                  .put("to", Instant.ofEpochMilli(to).toString())
                  .put("samples", recorded.rows().size())
                  .number("latest", latest)
                  .put("events", events.stream().map(AlertsReport::json).toList()));
      return;
    }
    env.out()
        .println(
            String.format(
                "'%s' on %d samples from %s to %s:",
                rule.condition(), recorded.rows().size(), time(from), time(to)));
    for (AlertEvent e : events) {
      env.out().println("  " + line(e));
    }
    boolean fired = !events.isEmpty() && events.getLast().fired();
    env.out()
        .println(
            (events.isEmpty() ? "it would not have fired" : fired ? "it would be active" : "over")
                + "; the last value is "
                + rule.condition().metric().unit().show(latest));
  }
}
