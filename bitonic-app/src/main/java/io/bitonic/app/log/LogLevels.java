package io.bitonic.app.log;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tinylog.Level;

/**
 * Which lines get into the log: a level for all, and others for single components. Immutable; the
 * one in force may be replaced at any time, by any thread.
 */
final class LogLevels {
  private static volatile LogLevels inForce = new LogLevels(Level.OFF, Map.of());

  private final Level all;
  private final Map<String, Level> components;

  /** The lowest of all: what is below is nobody's. */
  private final Level least;

  private LogLevels(Level all, Map<String, Level> components) {
    this.all = all;
    this.components = components;
    Level low = all;
    for (Level l : components.values()) {
      low = l.compareTo(low) < 0 ? l : low;
    }
    least = low;
  }

  /**
   * @param level trace, debug, info, warn, error or off
   * @param single component=level, as the setting {@code log.levels} has them
   */
  static LogLevels of(String level, List<String> single) {
    Map<String, Level> components = new HashMap<>();
    for (String s : single) {
      int equals = s.indexOf('=');
      components.put(s.substring(0, equals), level(s.substring(equals + 1)));
    }
    return new LogLevels(level(level), Map.copyOf(components));
  }

  private static Level level(String name) {
    return Level.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Those in force. */
  static LogLevels now() {
    return inForce;
  }

  static void set(LogLevels levels) {
    inForce = levels;
  }

  /** Whether no component's lines of this level are wanted. */
  boolean excludes(Level level) {
    return level.compareTo(least) < 0;
  }

  /** Whether components differ. */
  boolean differ() {
    return !components.isEmpty();
  }

  /** Whether lines of this level that a class writes are wanted. */
  boolean wants(String className, Level level) {
    return level.compareTo(components.getOrDefault(LogWriter.component(className), all)) >= 0;
  }
}
