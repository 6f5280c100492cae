package io.bitonic.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Some rows of {@link SettingTable}, in the order in which they are declared. */
final class SettingRows {
  private final List<Setting<?>> rows = new ArrayList<>();

  /** A change takes effect while everything runs. */
  <T> Setting<T> live(
      String key, Type<T> type, T fallback, String text, Function<Settings, T> value) {
    return add(new Setting<>(key, type, fallback, text, true, value));
  }

  /** A change takes effect at the next start. */
  <T> Setting<T> atStart(
      String key, Type<T> type, T fallback, String text, Function<Settings, T> value) {
    return add(new Setting<>(key, type, fallback, text, false, value));
  }

  private <T> Setting<T> add(Setting<T> s) {
    rows.add(s);
    return s;
  }

  List<Setting<?>> all() {
    return Collections.unmodifiableList(rows);
  }
}
