package io.bitonic.core.session;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;

/** Where front ends get an engine. */
public final class Engines {
  private Engines() {}

  /**
   * Starts an engine: threads, listener, state folder.
   *
   * @throws EngineException NETWORK when the port can't be used, STORAGE when the state folder
   *     can't
   */
  public static Engine start(Settings settings) {
    return new EngineImpl(settings, Clock.SYSTEM);
  }
}
