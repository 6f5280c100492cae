package io.bitonic.app.log;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tinylog.Logger;
import org.tinylog.configuration.Configuration;

/**
 * Sends the log to a file: one of the state folder that is rotated by size, or one that the user
 * names, which is appended to. Without a call of {@link #toFile} nothing is logged anywhere
 * (tinylog.properties of this module). Must be called before anything logs; levels may change
 * later.
 */
public final class Logs {
  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "off");

  private static volatile Path file;

  /** The level that the command line asks for, which the settings don't change; or null. */
  private static volatile String asked;

  private Logs() {}

  /**
   * @param explicit the file the user wants, which is not rotated, or null for one in {@code
   *     stateDir}
   * @param level one of trace, debug, info, warn, error, off; null: the settings'
   * @throws AppException when the level is unknown or the wanted file can't be written
   */
  public static void toFile(
      Path explicit, Path stateDir, String program, String level, Settings.Log settings) {
    String wanted = level == null ? settings.level().name() : level;
    wanted = wanted.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(wanted)) {
      throw new AppException(
          ExitCode.USAGE,
          "--log-level " + level + " is unknown; choose one of " + String.join(", ", LEVELS));
    }
    // Who asks for silence on the command line gets it, whatever single components would say.
    if (file != null || wanted.equals("off") && level != null) {
      return;
    }
    Path path = explicit != null ? explicit : stateDir.resolve("log").resolve(program + ".log");
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (Files.isDirectory(path)) {
        throw new IOException("is a folder");
      }
      if (explicit == null) {
        Files.createDirectories(folder);
      }
      if (!Files.isWritable(Files.exists(path) ? path : folder)) {
        throw new IOException("not writable");
      }
    } catch (IOException e) {
      if (explicit == null) {
        return;
      }
      throw new AppException(
          ExitCode.STORAGE, "the log file '" + path + "' can't be written; choose another", e);
    }
    try {
      configure(path, explicit == null, settings);
      file = path;
      asked = level == null ? null : wanted;
      levels(settings);
    } catch (UnsupportedOperationException e) {
      // Something has logged already, as in a program that runs commands inside: its log stays.
      Logger.debug("the log stays as it was configured");
    }
  }

  private static void configure(Path path, boolean rotate, Settings.Log settings) {
    // What is not wanted is left out before, by LevelProvider.
    Configuration.set("level", "trace");
    Configuration.set("writer", LogWriter.class.getName());
    Configuration.set("writer.file", path.toString());
    Configuration.set("writer.format", settings.format().name().toLowerCase(Locale.ROOT));
    Configuration.set("writer.size", Long.toString(rotate ? settings.fileBytes() : 0));
    Configuration.set("writer.files", Integer.toString(settings.files()));
    Configuration.set("writingthread", "true");
  }

  /** Puts the levels of other settings in force, unless nothing is logged. Any thread. */
  public static void levels(Settings.Log settings) {
    if (file != null) {
      String level = asked == null ? settings.level().name() : asked;
      LogLevels.set(LogLevels.of(level, settings.levels()));
    }
  }

  /** The file in use, or null. */
  public static Path file() {
    return file;
  }
}
