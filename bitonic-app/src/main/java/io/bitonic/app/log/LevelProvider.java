package io.bitonic.app.log;

import org.tinylog.Level;
import org.tinylog.core.TinylogLoggingProvider;
import org.tinylog.format.MessageFormatter;
import org.tinylog.runtime.RuntimeProvider;

/**
 * tinylog with levels that change while the program runs: tinylog's own can't once something has
 * been logged, so it is configured to take everything, and what is not wanted is left out here,
 * before a line is made of it. tinylog makes this object by its name, in tinylog.properties. Any
 * thread.
 */
public final class LevelProvider extends TinylogLoggingProvider {
  @Override
  public Level getMinimumLevel() {
    return Level.TRACE;
  }

  @Override
  public Level getMinimumLevel(String tag) {
    return Level.TRACE;
  }

  @Override
  public boolean isEnabled(int depth, String tag, Level level) {
    return isWanted(depth + 1, level) && super.isEnabled(depth + 1, tag, level);
  }

  @Override
  public boolean isEnabled(String loggerClassName, String tag, Level level) {
    return isWanted(loggerClassName, level) && super.isEnabled(loggerClassName, tag, level);
  }

  @Override
  public void log(
      int depth,
      String tag,
      Level level,
      Throwable exception,
      MessageFormatter formatter,
      Object message,
      Object... arguments) {
    if (isWanted(depth + 1, level)) {
      super.log(depth + 1, tag, level, exception, formatter, message, arguments);
    }
  }

  @Override
  public void log(
      String loggerClassName,
      String tag,
      Level level,
      Throwable exception,
      MessageFormatter formatter,
      Object message,
      Object... arguments) {
    if (isWanted(loggerClassName, level)) {
      super.log(loggerClassName, tag, level, exception, formatter, message, arguments);
    }
  }

  /**
   * Asks for the class only where that decides, since the walk up the stack costs the most.
   *
   * @param depth of that class, seen from here
   */
  private static boolean isWanted(int depth, Level level) {
    LogLevels levels = LogLevels.now();
    return !levels.excludes(level)
        && (!levels.differ() || levels.wants(RuntimeProvider.getCallerClassName(depth + 1), level));
  }

  private static boolean isWanted(String loggerClassName, Level level) {
    LogLevels levels = LogLevels.now();
    return !levels.excludes(level)
        && (!levels.differ()
            || levels.wants(RuntimeProvider.getCallerClassName(loggerClassName), level));
  }
}
