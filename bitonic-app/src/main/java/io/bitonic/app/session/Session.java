package io.bitonic.app.session;

import io.bitonic.app.Env;
import io.bitonic.app.alert.AlertFolder;
import io.bitonic.app.alert.AlertService;
import io.bitonic.app.auto.Automation;
import io.bitonic.app.control.Intake;
import io.bitonic.app.control.RemoteDesk;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.session.Engines;
import io.bitonic.core.session.SettingsControl;
import io.bitonic.tui.model.AddService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A lasting engine and all that runs beside it: settings that are watched, the socket for other
 * commands, metrics, watched folders, programs and alerts. With a screen in front of it or without.
 * Any thread.
 */
public final class Session {
  /**
   * Where a session finds things.
   *
   * @param source settings that are watched, or null when they stay
   * @param configDir folder of the alert rules
   * @param downloads folder of new torrents that are given none
   * @param reader of the torrents that other commands add
   */
  public record Place(
      LiveSettings.Source source, Path configDir, Path downloads, AddService reader) {}

  private final Engine engine;
  private final Settings given;
  private final Intake intake;
  private final LiveSettings live;
  private final Automation automation;
  private final AlertService alerts;

  private Session(Env env, Settings settings, Place place) {
    engine = env.engines().apply(settings);
    given = settings;
    intake = new Intake(engine, place.reader, place.downloads, () -> inForce().labels());
    live = LiveSettings.open(engine, settings, place.source, intake);
    automation = Automation.open(engine, this::inForce, place.downloads);
    Path rules = AlertFolder.rules(env.environment(), place.configDir);
    alerts = AlertService.start(engine, settings, rules, env.clock());
  }

  /**
   * Starts all of it; what the engine brings back comes one after the other.
   *
   * @throws EngineException when the engine can't be started, or another session runs on the same
   *     state folder: its torrents could not be had
   */
  public static Session start(Env env, Settings settings, Place place) {
    List<RemoteDesk> others = RemoteDesk.all(settings.stateDir());
    try {
      if (others.stream().anyMatch(RemoteDesk::takes)) {
        throw new EngineException(
            EngineException.Kind.STORAGE,
            "Bitonic runs already on "
                + settings.stateDir()
                + "; 'btbt torrent' speaks with it, or end it first");
      }
    } finally {
      others.forEach(RemoteDesk::close);
    }
    return new Session(env, settings, place);
  }

  /** The settings as they are now. */
  public Settings inForce() {
    return Engines.settings(engine).map(SettingsControl::inForce).orElse(given);
  }

  public Engine engine() {
    return engine;
  }

  /** Adds torrents by what a user writes. */
  public Intake intake() {
    return intake;
  }

  /** Ends all of it and saves what is to be kept. */
  public void close(Duration timeout) {
    alerts.close();
    live.close();
    automation.close();
    engine.close(timeout);
  }
}
