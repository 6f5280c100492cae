package io.bitonic.core.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: its name, type, default and what it is for.
 *
 * @param key {@code section.name}, lower case
 * @param text one line for people, with the unit where it has one
 * @param live whether a change takes effect while everything runs; otherwise at the next start
 * @param value what settings say
 * @param <T> the value's class
 */
public record Setting<T>(
    String key, Type<T> type, T fallback, String text, boolean live, Function<Settings, T> value) {
  private static final String PREFIX = "BITONIC_";

  public String section() {
    return key.substring(0, key.indexOf('.'));
  }

  /** Without the section. */
  public String name() {
    return key.substring(key.indexOf('.') + 1);
  }

  /** The variable that sets it: {@code BITONIC_NETWORK__LISTEN_PORT}. */
  public String variable() {
    return PREFIX + section().toUpperCase(Locale.ROOT) + "__" + name().toUpperCase(Locale.ROOT);
  }

  /** The default as it would stand in the file. */
  public String fallbackToml() {
    return type.toToml(fallback);
  }

  /** {@code value} as it would stand in the file. */
  @SuppressWarnings("unchecked")
  String toml(Object value) {
    return type.toToml((T) value);
  }
}
