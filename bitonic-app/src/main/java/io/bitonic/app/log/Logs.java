package io.bitonic.app.log;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
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
 * (tinylog.properties of this module). Must be called before anything logs.
 */
public final class Logs {
  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "off");

  private static volatile Path file;

  private Logs() {}

  /**
   * @param explicit the file the user wants, or null for one in {@code stateDir}
   * @param level one of trace, debug, info, warn, error, off
   * @throws AppException when the level is unknown or the wanted file can't be written
   */
  public static void toFile(Path explicit, Path stateDir, String program, String level) {
    String wanted = level.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(wanted)) {
      throw new AppException(
          ExitCode.USAGE,
          "--log-level " + level + " is unknown; choose one of " + String.join(", ", LEVELS));
    }
    if (file != null || wanted.equals("off")) {
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
      configure(path, explicit == null, wanted);
      file = path;
    } catch (UnsupportedOperationException e) {
      // Something has logged already, as in a program that runs commands inside: its log stays.
      Logger.debug("the log stays as it was configured");
    }
  }

  private static void configure(Path path, boolean rotate, String level) {
    Configuration.set("level", level);
    if (rotate) {
      String name = path.toString();
      Configuration.set("writer", "rolling file");
      Configuration.set("writer.file", name.substring(0, name.length() - 4) + ".{count}.log");
      Configuration.set("writer.policies", "size: 5mb");
      Configuration.set("writer.backups", "3");
    } else {
      Configuration.set("writer", "file");
      Configuration.set("writer.file", path.toString());
    }
    Configuration.set("writer.append", "true");
    Configuration.set("writer.charset", "UTF-8");
    Configuration.set("writer.buffered", "true");
    Configuration.set(
        "writer.format",
        "{date: yyyy-MM-dd HH:mm:ss.SSS} {pid} {level|min-size=5} [{thread}] {class-name}:"
            + " {message|indent=4}");
    Configuration.set("writingthread", "true");
  }

  /** The file in use, or null. */
  public static Path file() {
    return file;
  }
}
