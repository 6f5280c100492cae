package io.bitonic.app.alert;

import io.bitonic.app.metrics.Sample;
import io.bitonic.core.alert.ActiveAlert;
import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.alert.AlertEngine;
import io.bitonic.core.alert.AlertEvent;
import io.bitonic.core.alert.AlertFile;
import io.bitonic.core.alert.AlertStore;
import io.bitonic.core.alert.Series;
import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.config.Problem;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Looks at an engine by the alert rules, tells what begins and ends, and remembers it.
 *
 * <p>Threads: everything but {@link #close} happens on one thread of its own, which waits for the
 * engine and for files; nobody waits for it.
 */
public final class AlertService implements AutoCloseable {
  /** What starts up comes first. */
  private static final long START_MILLIS = 2_000;

  private static final long LOOK_MILLIS = 1_000;

  /** When the file has changed, to see whether it has come to rest. */
  private static final long SETTLE_MILLIS = 500;

  private static final int EVENTS = 1024;
  private static final long OWN_MILLIS = 5_000;
  private static final long RECORD_MILLIS = 10_000;
  private static final long FLUSH_MILLIS = 60_000;

  /** Of the alert that tells of a fault in the file. */
  private static final String FILE_RULE = "alerts-file";

  private final Engine engine;
  private final Clock clock;
  private final RulesWatch watch;
  private final AlertFolder folder;
  private final EventSubscription events;
  private final Sinks sinks;
  private final Readings readings = new Readings();
  private final CountDownLatch stop = new CountDownLatch(1);
  private Thread thread;

  private AlertConfig config;
  private AlertEngine alerts;
  private AlertFolder.Owned owned;
  private AlertStore store;
  private Series series;

  /** Alerts of an earlier run that the dashboard has not been told of. */
  private final List<ActiveAlert> reminders = new ArrayList<>();

  private boolean fileFault;
  private boolean failed;
  private long nextOwn;
  private long nextLook = Long.MIN_VALUE;
  private long nextRecord = Long.MIN_VALUE;
  private long nextFlush = Long.MIN_VALUE;
  private long nextHeld = Long.MIN_VALUE;

  /**
   * @param rules file of the rules, which need not exist
   */
  AlertService(Engine engine, Settings settings, Path rules, Clock clock) {
    this.engine = engine;
    this.clock = clock;
    this.watch = new RulesWatch(rules);
    this.folder = new AlertFolder(settings.stateDir());
    this.events = engine.subscribe(EVENTS);
    this.sinks = new Sinks(engine, settings);
  }

  /** Starts to look. */
  public static AlertService start(Engine engine, Settings settings, Path rules, Clock clock) {
    AlertService s = new AlertService(engine, settings, rules, clock);
    s.thread = Thread.ofPlatform().daemon().name("bitonic-alerts").start(s::run);
    return s;
  }

  private void run() {
    try {
      if (!stop.await(START_MILLIS, TimeUnit.MILLISECONDS)) {
        open();
        do {
          guardedStep();
        } while (!stop.await(
            watch.isChanging() ? SETTLE_MILLIS : LOOK_MILLIS, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void guardedStep() {
    try {
      step();
    } catch (RuntimeException e) {
      if (!failed) {
        failed = true;
        Logger.error(e, "looking for alerts failed");
      }
    }
  }

  /** Reads rules and state. */
  void open() {
    AlertFile.Result r = watch.read();
    config = r.problems().isEmpty() ? r.config() : AlertConfig.defaults();
    alerts = new AlertEngine(config.rules(), List.of());
    own();
    if (owned == null) {
      Logger.info("alerts are kept by another instance; those of this one are not remembered");
    }
    tellFaults(r.problems());
  }

  /** Takes over what is remembered, unless another instance looks after it. */
  private void own() {
    nextOwn = clock.nanos() / 1_000_000 + OWN_MILLIS;
    try {
      owned = folder.own().orElse(null);
      if (owned != null) {
        store = AlertStore.load(folder.state());
        List<ActiveAlert> own = alerts.active();
        alerts.restore(store.active());
        alerts.restoreHeld(store.held(), clock.wallMillis(), clock.nanos() / 1_000_000);
        alerts.active().stream().filter(a -> !own.contains(a)).forEach(reminders::add);
      }
    } catch (IOException e) {
      Logger.warn("alerts can't be kept: {}", e.getMessage());
      nextOwn = Long.MAX_VALUE;
    }
  }

  /** One look: at the file, at requests, and when it is time at the engine. */
  void step() {
    long now = clock.nanos() / 1_000_000;
    for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
      readings.event(e, now);
    }
    AlertFile.Result changed = watch.readIfChanged();
    if (changed != null) {
      apply(changed);
    }
    if (owned == null && now >= nextOwn) {
      own();
    }
    takeRequests();
    if (config.enabled() && now >= nextLook) {
      nextLook = now + config.intervalMillis();
      look(now);
    }
  }

  private void apply(AlertFile.Result r) {
    tellFaults(r.problems());
    if (!r.problems().isEmpty()) {
      return;
    }
    config = r.config();
    nextLook = Long.MIN_VALUE;
    Logger.info("alert rules are read anew: {} of them", config.rules().size());
    List<AlertEvent> ended =
        alerts.rules(config.enabled() ? config.rules() : List.of(), clock.wallMillis());
    tell(ended);
  }

  /** The rules before stay in force; the dashboard says why. */
  private void tellFaults(List<Problem> problems) {
    long now = clock.wallMillis();
    if (!problems.isEmpty()) {
      problems.forEach(p -> Logger.warn("{}", p));
      int more = problems.size() - 1;
      String text =
          problems.getFirst()
              + (more > 0 ? " (and " + more + " more)" : "")
              + "; the rules before stay in force";
      engine.publish(
          new EngineEvent.AlertFired(
              now, FILE_RULE, AlertSeverity.WARNING, "", "", "", text, false));
    } else if (fileFault) {
      engine.publish(
          new EngineEvent.AlertCleared(
              now, FILE_RULE, "", "", "", watch.file().getFileName() + " is right again"));
    }
    fileFault = !problems.isEmpty();
  }

  private void takeRequests() {
    if (store == null) {
      return;
    }
    try {
      List<String> asked = folder.takeRequest();
      if (asked.isEmpty()) {
        return;
      }
      if (asked.contains(AlertFolder.HISTORY)) {
        store.clearHistory();
      }
      tell(
          alerts.dismiss(a -> asked.contains("*") || asked.contains(a.rule()), clock.wallMillis()));
      save();
    } catch (IOException e) {
      Logger.warn("alerts: a request can't be read: {}", e.getMessage());
    }
  }

  private void look(long now) {
    Sample sample;
    try {
      sample = Sample.take(engine);
    } catch (IOException e) {
      Logger.debug("no look for alerts: {}", e.getMessage());
      return;
    }
    readings.look(sample, clock.wallMillis(), now);
    reminders.forEach(a -> sinks.remind(config, a));
    reminders.clear();
    boolean wasFull = alerts.isFull();
    tell(alerts.evaluate(readings));
    if (alerts.isFull() && !wasFull) {
      Logger.warn("there are too many alerts; further ones are left out until some are over");
    }
    record(now);
    if (now >= nextHeld) {
      nextHeld = now + FLUSH_MILLIS;
      saveHeld();
    }
  }

  /** For how long conditions have held counts on after a restart. */
  private void saveHeld() {
    boolean any = store != null && !store.held().isEmpty();
    if (any || store != null && !alerts.held(0, 0).isEmpty()) {
      save();
    }
  }

  private void tell(List<AlertEvent> list) {
    for (AlertEvent e : list) {
      sinks.tell(config, e);
      if (store != null) {
        store.add(e);
      }
    }
    if (!list.isEmpty()) {
      save();
    }
  }

  private void save() {
    if (store == null) {
      return;
    }
    try {
      store.active(alerts.active());
      store.held(alerts.held(clock.wallMillis(), clock.nanos() / 1_000_000));
      store.save();
    } catch (IOException e) {
      Logger.warn("alerts can't be kept: {}", e.getMessage());
    }
  }

  private void record(long now) {
    if (owned == null || !config.record() || now < nextRecord) {
      return;
    }
    nextRecord = now + RECORD_MILLIS;
    try {
      if (series == null) {
        series = Series.open(folder.series());
      }
      series.add(readings);
      if (now >= nextFlush) {
        // Seldom: a disk may want to sleep.
        nextFlush = now + FLUSH_MILLIS;
        series.flush();
      }
    } catch (IOException e) {
      Logger.warn("the series of values can't be kept: {}", e.getMessage());
      nextRecord = now + FLUSH_MILLIS;
    }
  }

  /** On the thread that {@link #step} was called on. */
  void end() {
    events.close();
    if (alerts != null) {
      saveHeld();
    }
    try {
      if (series != null) {
        series.close();
      }
      if (owned != null) {
        owned.close();
        store = null;
      }
    } catch (IOException e) {
      Logger.warn("the series of values can't be kept: {}", e.getMessage());
    }
  }

  /** Stops looking; waits for what is under way for two seconds at most. Any thread. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (thread != null) {
        thread.join(1_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sinks.close();
  }
}
