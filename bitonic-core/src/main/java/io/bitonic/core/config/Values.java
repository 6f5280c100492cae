package io.bitonic.core.config;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The values of settings that differ from the defaults, with where they come from. */
public final class Values {
  /** Where a value comes from, weakest first. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    COMMAND_LINE
  }

  private record Entry(Object value, Origin origin) {}

  private final Map<Setting<?>, Entry> entries = new HashMap<>();
  private final Map<String, Label> labels = new TreeMap<>();

  /** Sets a value; a stronger origin's stays. */
  public <T> void set(Setting<T> setting, T value, Origin origin) {
    put(setting, value, origin);
  }

  void put(Setting<?> setting, Object value, Origin origin) {
    Entry old = entries.get(setting);
    if (old == null || old.origin.compareTo(origin) <= 0) {
      entries.put(setting, new Entry(value, origin));
    }
  }

  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    Entry e = entries.get(setting);
    return e == null ? setting.fallback() : (T) e.value;
  }

  public Origin origin(Setting<?> setting) {
    Entry e = entries.get(setting);
    return e == null ? Origin.DEFAULT : e.origin;
  }

  /** The value as it would stand in the file. */
  public String toml(Setting<?> setting) {
    return setting.toml(get(setting));
  }

  /** The value as it is typed: a text without its quotes, a list as in the file. */
  public String text(Setting<?> setting) {
    String toml = toml(setting);
    boolean quoted = toml.startsWith("\"") && !toml.contains("\\");
    return quoted ? toml.substring(1, toml.length() - 1) : toml;
  }

  /** What is set for labels, by name; they come from the file alone. */
  public Map<String, Label> labels() {
    return labels;
  }

  /** Takes all values of {@code stronger} over those of here. */
  public void addAll(Values stronger) {
    stronger.entries.forEach((s, e) -> put(s, e.value, e.origin));
    labels.putAll(stronger.labels);
  }
}
