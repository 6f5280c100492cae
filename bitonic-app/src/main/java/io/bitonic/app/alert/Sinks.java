package io.bitonic.app.alert;

import io.bitonic.app.dash.HostName;
import io.bitonic.app.run.ExternalCommand;
import io.bitonic.core.alert.ActiveAlert;
import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.alert.AlertEvent;
import io.bitonic.core.alert.AlertRule;
import io.bitonic.core.alert.Metric;
import io.bitonic.core.alert.Metrics;
import io.bitonic.core.alert.Sink;
import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.session.Engines;
import io.bitonic.core.session.SettingsControl;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Tells of alerts where the configuration wants it. Commands and webhooks run on threads of their
 * own, one after the other; the rest happens at once. One thread tells.
 */
final class Sinks implements AutoCloseable {
  private final Engine engine;
  private final Outbox commands = new Outbox("command");
  private final Outbox posts = new Outbox("webhook");
  private final Webhook webhook;

  Sinks(Engine engine, Settings settings) {
    this.engine = engine;
    this.webhook =
        new Webhook(
            () -> Engines.settings(engine).map(SettingsControl::inForce).orElse(settings),
            TimeUnit.MILLISECONDS::sleep);
  }

  /** Tells all sinks that want it. */
  void tell(AlertConfig config, AlertEvent e) {
    AlertRule rule = config.rule(e.rule());
    if (wants(config, Sink.DASHBOARD, rule, e.severity())) {
      boolean bell = e.fired() && wants(config, Sink.BELL, rule, e.severity());
      engine.publish(event(e, rule, bell));
    }
    if (wants(config, Sink.LOG, rule, e.severity())) {
      log(e);
    }
    Notice notice = new Notice(e, value(e, rule));
    AlertConfig.Command c = config.command();
    if (c != null
        && (e.fired() || c.cleared())
        && wants(config, Sink.COMMAND, rule, e.severity())) {
      commands.add(() -> run(c, notice));
    }
    AlertConfig.Webhook w = config.webhook();
    if (w != null
        && (e.fired() || w.cleared())
        && wants(config, Sink.WEBHOOK, rule, e.severity())) {
      posts.add(() -> webhook.send(w, notice.json(HostName.shortName())));
    }
  }

  /** Tells the dashboard of an alert that an earlier run has told of. */
  void remind(AlertConfig config, ActiveAlert a) {
    AlertRule rule = config.rule(a.rule());
    if (!a.dismissed() && wants(config, Sink.DASHBOARD, rule, a.severity())) {
      engine.publish(event(AlertEvent.fired(a), rule, false));
    }
  }

  /** A rule that is gone has wanted all sinks. */
  private static boolean wants(
      AlertConfig config, Sink sink, AlertRule rule, AlertSeverity severity) {
    AlertSeverity least = config.least().get(sink);
    return least != null
        && severity.compareTo(least) >= 0
        && (rule == null || rule.sinks().contains(sink));
  }

  private static EngineEvent event(AlertEvent e, AlertRule rule, boolean bell) {
    boolean torrent = rule != null && rule.condition().metric().scope() == Metric.Scope.TORRENT;
    String id = torrent ? e.subject() : "";
    String name = torrent ? e.name() : "";
    return e.fired()
        ? new EngineEvent.AlertFired(
            e.millis(), e.rule(), e.severity(), e.subject(), id, name, e.message(), bell)
        : new EngineEvent.AlertCleared(e.millis(), e.rule(), e.subject(), id, name, e.message());
  }

  private static void log(AlertEvent e) {
    if (!e.fired()) {
      Logger.info("alert {} is over: {}", e.rule(), e.message());
    } else if (e.severity() == AlertSeverity.CRITICAL) {
      Logger.error("alert {}: {}", e.rule(), e.message());
    } else if (e.severity() == AlertSeverity.WARNING) {
      Logger.warn("alert {}: {}", e.rule(), e.message());
    } else {
      Logger.info("alert {}: {}", e.rule(), e.message());
    }
  }

  private static String value(AlertEvent e, AlertRule rule) {
    return rule == null
        ? Metrics.find("torrents.count").unit().show(e.value())
        : rule.condition().metric().unit().show(e.value());
  }

  private static void run(AlertConfig.Command c, Notice n) throws InterruptedException {
    Map<String, String> variables = n.variables();
    String program = c.run().getFirst();
    try {
      ExternalCommand.Result r = ExternalCommand.run(n.fill(c.run()), variables, c.timeoutMillis());
      if (r.timedOut()) {
        Logger.warn("alerts: {} has run for {} ms and was ended", program, c.timeoutMillis());
      } else if (r.code() != 0) {
        Logger.warn("alerts: {} ended with {}: {}", program, r.code(), r.output().strip());
      }
    } catch (IOException x) {
      Logger.warn("alerts: {} can't be run: {}", program, x.getMessage());
    }
  }

  @Override
  public void close() {
    commands.close();
    posts.close();
    webhook.close();
  }
}
