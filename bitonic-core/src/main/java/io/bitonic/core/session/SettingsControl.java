package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Changes the settings of a running engine. Thread-safe. */
public interface SettingsControl {
  /** Those in force; what applies at the next start is as it was at this one. */
  Settings inForce();

  /**
   * Puts settings in force: what differs from those that were given last. What was changed
   * meanwhile by commands stays unless it is among that.
   *
   * <p>Completes with the keys of what waits for the next start, or exceptionally with an {@link
   * io.bitonic.core.api.EngineException}: then nothing has changed. Subscribers hear of both.
   */
  CompletableFuture<List<String>> apply(Settings next);

  /** Tells subscribers that settings which were to come are wrong, and why. */
  void refused(String why);
}
