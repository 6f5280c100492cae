package io.bitonic.app.migrate;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.JsonLine;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The settings of another program, or of an earlier version, as flat texts by key.
 *
 * @param values sections and keys are joined by a dot
 */
record ForeignFile(Format format, Map<String, String> values) {
  /** What can be read. */
  enum Format {
    /** What an earlier dashboard kept in dashboard.toml. */
    DASHBOARD("an earlier dashboard"),
    CCBT("ccBitTorrent"),
    TRANSMISSION("Transmission"),
    QBITTORRENT("qBittorrent");

    final String title;

    Format(String title) {
      this.title = title;
    }
  }

  private static final long MAX_BYTES = 60_000;

  /**
   * Reads a file; its name's ending and what stands in it say what it is.
   *
   * @throws AppException when it can't be read or is of no known kind
   */
  static ForeignFile read(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new AppException(ExitCode.USAGE, file + " is too large for a file of settings");
      }
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new AppException(ExitCode.USAGE, file + " is not UTF-8 text", e);
    } catch (IOException e) {
      String why = Files.exists(file) ? e.getMessage() : "there is no such file";
      throw new AppException(ExitCode.STORAGE, file + " can't be read: " + why, e);
    }
    String name = file.getFileName().toString();
    if (text.stripLeading().startsWith("{")) {
      return new ForeignFile(Format.TRANSMISSION, json(file, text));
    }
    if (name.endsWith(".conf") || text.contains("Session\\")) {
      return new ForeignFile(Format.QBITTORRENT, ini(text));
    }
    return new ForeignFile(
        name.equals("dashboard.toml") ? Format.DASHBOARD : Format.CCBT, toml(file, text));
  }

  private static Map<String, String> json(Path file, String text) {
    try {
      Map<String, String> values = new TreeMap<>();
      JsonLine.parse(text.strip().replaceAll("[\\r\\n\\t]", " "))
          .forEach((k, v) -> values.put(k, v instanceof List<?> l ? l.toString() : v.toString()));
      return values;
    } catch (IllegalArgumentException e) {
      throw new AppException(
          ExitCode.USAGE, file + " is not a settings.json of Transmission: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> ini(String text) {
    Map<String, String> values = new TreeMap<>();
    String section = "";
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1) + ".";
      } else if (equals > 0 && !line.startsWith(";") && !line.startsWith("#")) {
        values.put(section + line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return values;
  }

  private static Map<String, String> toml(Path file, String text) {
    TomlParseResult t = Toml.parse(text);
    if (t.hasErrors()) {
      throw new AppException(
          ExitCode.USAGE,
          file
              + " line "
              + t.errors().getFirst().position().line()
              + ": "
              + t.errors().getFirst().getMessage());
    }
    Map<String, String> values = new TreeMap<>();
    t.dottedKeySet().forEach(k -> values.put(k, String.valueOf(t.get(k))));
    return values;
  }
}
