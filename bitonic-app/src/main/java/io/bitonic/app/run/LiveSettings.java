package io.bitonic.app.run;

import io.bitonic.app.control.ControlServer;
import io.bitonic.app.control.Intake;
import io.bitonic.app.log.Logs;
import io.bitonic.app.metrics.Observability;
import io.bitonic.core.api.Engine;
import io.bitonic.core.config.Settings;
import io.bitonic.core.session.Engines;
import io.bitonic.core.session.SettingsControl;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * The settings of a running engine: watches their file, puts changes in force, and keeps what runs
 * beside the engine in step with them: levels of the log, metrics, and the socket for other
 * commands. Any thread.
 */
public final class LiveSettings implements AutoCloseable {
  /**
   * Where settings come from.
   *
   * @param file is watched; need not exist
   * @param read all sources together; throws an {@link io.bitonic.app.AppException} that names what
   *     is wrong
   */
  public record Source(Path file, Supplier<Settings> read) {
    /** The settings as they are now. */
    public Settings settings() {
      return read.get();
    }
  }

  private final Engine engine;
  private final SettingsControl settings;
  private final ConfigWatch watch;
  private final AutoCloseable control;
  private Settings.Observability shown;
  private Observability.Running metrics;
  private boolean closed;

  private LiveSettings(Engine engine, Settings settings, Source source, Intake intake) {
    this.engine = engine;
    this.shown = settings.observability();
    this.metrics = Observability.open(engine, settings);
    this.settings = Engines.settings(engine).orElse(null);
    this.control = ControlServer.open(engine, settings.stateDir(), intake);
    this.watch =
        source == null || this.settings == null
            ? null
            : new ConfigWatch(source.file, source.read, this::changed, this.settings::refused);
  }

  /**
   * @param settings those that the engine was started with
   * @param source null: they stay
   */
  public static LiveSettings open(Engine engine, Settings settings, Source source) {
    return new LiveSettings(engine, settings, source, null);
  }

  /**
   * As {@link #open(Engine, Settings, Source)}, of a session that takes torrents from other
   * commands.
   */
  public static LiveSettings open(Engine engine, Settings settings, Source source, Intake intake) {
    return new LiveSettings(engine, settings, source, intake);
  }

  private void changed(Settings next) {
    // Who waits for its end would hold up the watch; a failure has been told.
    settings.apply(next).thenRun(() -> show(next));
  }

  private synchronized void show(Settings next) {
    Logs.levels(next.log());
    if (!closed && !next.observability().equals(shown)) {
      shown = next.observability();
      metrics.close();
      metrics = Observability.open(engine, next);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    try {
      control.close();
    } catch (Exception e) {
      Logger.debug(e, "the control socket did not close");
    }
    synchronized (this) {
      closed = true;
      metrics.close();
    }
  }
}
