package io.bitonic.tui.model;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The settings and their file; the application implements it. Thread-safe. */
public interface SettingsService {
  /** Those in force; does not block. */
  Settings inForce();

  /**
   * Writes values into the file, as {@code btbt config set} does; what can change live is in force
   * soon. Blocks.
   *
   * @param values texts by key
   * @return the file, or empty when settings are not kept here
   * @throws EngineException whose message says why nothing was written
   */
  Optional<Path> save(Map<String, String> values);

  /** Settings that are kept nowhere. */
  static SettingsService fixed(Settings settings) {
    return new SettingsService() {
      @Override
      public Settings inForce() {
        return settings;
      }

      @Override
      public Optional<Path> save(Map<String, String> values) {
        return Optional.empty();
      }
    };
  }
}
