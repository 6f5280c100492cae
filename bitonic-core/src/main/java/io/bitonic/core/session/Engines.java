package io.bitonic.core.session;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.util.Optional;

/** Where front ends get an engine. */
public final class Engines {
  private Engines() {}

  /** What changes the settings of an engine; empty for one that does not come from here. */
  public static Optional<SettingsControl> settings(Engine engine) {
    return engine instanceof EngineImpl ours ? Optional.of(ours.settings()) : Optional.empty();
  }

  /**
   * Starts an engine: threads, listener, state folder.
   *
   * @throws EngineException NETWORK when the port can't be used, STORAGE when the state folder
   *     can't
   */
  public static Engine start(Settings settings) {
    return new EngineImpl(settings, Clock.SYSTEM, false);
  }

  /**
   * As {@link #start}, and the torrents of the last session come back, one after the other; those
   * that are added from now on come back at the next start. One such session at a time per state
   * folder is sensible: a torrent that another process works on is left out.
   */
  public static Engine startSession(Settings settings) {
    return new EngineImpl(settings, Clock.SYSTEM, true);
  }
}
