package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.ConfigEditor;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.Problem;
import io.bitonic.core.config.Setting;
import io.bitonic.core.config.SettingTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Changes single settings in the file that a user writes by hand. Thread-safe in one process. */
public final class SettingsFile {
  private static final Object ONE_AT_A_TIME = new Object();

  private SettingsFile() {}

  /**
   * Writes values; comments and order stay. A file that is not there yet is made, with all settings
   * as comments.
   *
   * @param values texts by key
   * @throws AppException when nothing was written: a value or something else in the file is wrong,
   *     or it can't be written
   */
  public static void set(Path file, Map<String, String> values) {
    ConfigFile.Result typed =
        ConfigFile.readPairs(
            values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    if (!typed.problems().isEmpty()) {
      throw new AppException(ExitCode.USAGE, typed.problems().getFirst().message());
    }
    edit(
        file,
        editor -> {
          for (String key : values.keySet()) {
            Setting<?> s = SettingTable.find(key);
            editor.set(s, typed.values().toml(s));
          }
          return true;
        });
  }

  /** Takes values out, so that the defaults count. */
  public static void reset(Path file, List<Setting<?>> settings) {
    edit(
        file,
        editor -> {
          boolean changed = false;
          for (Setting<?> s : settings) {
            changed |= editor.remove(s);
          }
          return changed;
        });
  }

  /**
   * Copies the file beside itself, under a name that is free.
   *
   * @return the copy, or null when there is no file
   */
  public static Path backup(Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    Path copy = file.resolveSibling(file.getFileName() + ".bak");
    for (int i = 2; Files.exists(copy); i++) {
      copy = file.resolveSibling(file.getFileName() + ".bak" + i);
    }
    try {
      return Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, copy + " can't be written: " + e.getMessage(), e);
    }
  }

  private static void edit(Path file, Function<ConfigEditor, Boolean> change) {
    synchronized (ONE_AT_A_TIME) {
      ConfigEditor editor = new ConfigEditor(text(file));
      if (change.apply(editor)) {
        save(file, editor.text());
      }
    }
  }

  /** What is in the file; for a new one, all settings as comments. */
  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : ConfigEditor.template();
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static void save(Path file, String text) {
    List<Problem> problems = ConfigFile.parse(file.toString(), text).problems();
    if (!problems.isEmpty()) {
      throw new AppException(
          ExitCode.USAGE,
          "nothing was changed, for the file has faults; mend them first: " + text(problems));
    }
    try {
      ConfigEditor.write(file, text);
    } catch (IOException | UncheckedIOException e) {
      throw new AppException(ExitCode.STORAGE, file + " can't be written: " + e.getMessage(), e);
    }
  }

  /** All of them, for people. */
  public static String text(List<Problem> problems) {
    return (problems.size() == 1 ? "" : problems.size() + " settings are wrong:\n  ")
        + problems.stream().map(Problem::toString).collect(Collectors.joining("\n  "));
  }
}
