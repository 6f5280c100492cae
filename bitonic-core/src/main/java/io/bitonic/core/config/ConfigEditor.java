package io.bitonic.core.config;

import io.bitonic.core.util.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes single values in the text of a configuration file; all else stays as it was written. */
public final class ConfigEditor {
  private final List<String> lines;

  public ConfigEditor(String text) {
    lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
  }

  /** The whole text. */
  public String text() {
    return String.join("\n", lines);
  }

  /**
   * Writes a value, over the one that stands there, else below its commented default, else at the
   * end of its section.
   *
   * @param toml the value as TOML, on one line
   */
  public void set(Setting<?> setting, String toml) {
    int start = sectionStart(setting.section());
    if (start < 0) {
      if (!lines.isEmpty() && !lines.getLast().isBlank()) {
        lines.add("");
      }
      trimLastBlank();
      lines.add("[" + setting.section() + "]");
      lines.add(setting.name() + " = " + toml);
      lines.add("");
      return;
    }
    int end = sectionEnd(start);
    int at = find(start, end, setting.name());
    if (at >= 0) {
      replace(at, setting.name(), toml);
      return;
    }
    int comment = findComment(start, end, setting.name());
    if (comment >= 0) {
      lines.add(comment + 1, setting.name() + " = " + toml);
      return;
    }
    while (end > start + 1 && lines.get(end - 1).isBlank()) {
      end--;
    }
    lines.add(end, setting.name() + " = " + toml);
  }

  /** Takes a value out, so that the default counts; false when there is none. */
  public boolean remove(Setting<?> setting) {
    int start = sectionStart(setting.section());
    int at = start < 0 ? -1 : find(start, sectionEnd(start), setting.name());
    if (at < 0) {
      return false;
    }
    int last = lastLineOfValue(at);
    lines.subList(at, last + 1).clear();
    return true;
  }

  private void trimLastBlank() {
    if (lines.size() >= 2 && lines.getLast().isBlank() && lines.get(lines.size() - 2).isBlank()) {
      lines.removeLast();
    }
  }

  private int sectionStart(String section) {
    for (int i = 0; i < lines.size(); i++) {
      if (isHeader(lines.get(i), section)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isHeader(String line, String section) {
    String s = line.strip();
    int close = s.indexOf(']');
    return s.startsWith("[") && close > 0 && s.substring(1, close).strip().equals(section);
  }

  private int sectionEnd(int start) {
    for (int i = start + 1; i < lines.size(); i = lastLineOfValue(i) + 1) {
      if (lines.get(i).strip().startsWith("[")) {
        return i;
      }
    }
    return lines.size();
  }

  private int find(int start, int end, String name) {
    for (int i = start + 1; i < end; i = lastLineOfValue(i) + 1) {
      if (name.equals(keyOf(lines.get(i)))) {
        return i;
      }
    }
    return -1;
  }

  private int findComment(int start, int end, String name) {
    for (int i = start + 1; i < end; i++) {
      String s = lines.get(i).strip();
      if (s.startsWith("#") && name.equals(keyOf(s.substring(1)))) {
        return i;
      }
    }
    return -1;
  }

  private static String keyOf(String line) {
    int equals = line.indexOf('=');
    if (equals < 0 || line.strip().startsWith("#")) {
      return null;
    }
    String key = line.substring(0, equals).strip();
    return key.length() > 1 && (key.startsWith("\"") || key.startsWith("'"))
        ? key.substring(1, key.length() - 1)
        : key;
  }

  private void replace(int at, String name, String toml) {
    int last = lastLineOfValue(at);
    String line = lines.get(at);
    int equals = line.indexOf('=');
    String head = line.substring(0, equals + 1);
    Scan scan = new Scan();
    scan.run(last == at ? line : lines.get(last), last == at ? equals + 1 : 0, at != last);
    String tail = scan.comment < 0 ? "" : "  " + scan.text.substring(scan.comment);
    lines.subList(at, last + 1).clear();
    lines.add(at, head + " " + toml + tail);
    assert name.equals(keyOf(lines.get(at)));
  }

  /** The line on which the value that begins on line {@code at} ends: lists may span lines. */
  private int lastLineOfValue(int at) {
    if (keyOf(lines.get(at)) == null) {
      return at;
    }
    int depth = 0;
    for (int i = at; i < lines.size(); i++) {
      Scan scan = new Scan();
      scan.run(lines.get(i), i == at ? lines.get(i).indexOf('=') + 1 : 0, false);
      depth += scan.depth;
      if (depth <= 0) {
        return i;
      }
    }
    return at;
  }

  /** Finds brackets and the comment of a line, outside of quotes. */
  private static final class Scan {
    private int depth;
    private int comment = -1;
    private String text = "";

    void run(String line, int from, boolean ends) {
      text = line;
      char quote = 0;
      for (int i = from; i < line.length() && comment < 0; i++) {
        char c = line.charAt(i);
        if (quote != 0) {
          if (c == '\\' && quote == '"') {
            i++;
          } else if (c == quote) {
            quote = 0;
          }
        } else {
          switch (c) {
            case '"', '\'' -> quote = c;
            case '[' -> depth++;
            case ']' -> depth--;
            case '#' -> comment = i;
            default -> {
              // A part of a value.
            }
          }
        }
      }
      assert !ends || quote == 0;
    }
  }

  /**
   * Replaces a file as a whole, so that nobody ever reads half of it; a link stays a link.
   *
   * @throws IOException when nothing was written
   */
  public static void write(Path file, String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Set<PosixFilePermission> mode =
        Files.exists(target) ? Files.getPosixFilePermissions(target) : null;
    AtomicFile.replace(
        target,
        Files.createTempFile(target.getParent(), ".bitonic", ".toml"),
        text.getBytes(StandardCharsets.UTF_8),
        AtomicFile.Sync.CONTENT,
        mode);
  }

  /** The whole commented file, every setting at its default and commented out. */
  public static String template() {
    StringBuilder b = new StringBuilder();
    b.append("# The settings of Bitonic, with their defaults. To change one, take away the '#'.\n");
    b.append(
        "# It belongs into ~/.config/bitonic/bitonic.toml; changes are taken while Bitonic runs."
            + " What counts, weakest first:\n");
    b.append("# this file, variables such as BITONIC_NETWORK__LISTEN_PORT, the command line.\n");
    for (Map.Entry<String, String> section : SettingTable.sections().entrySet()) {
      b.append("\n# ")
          .append(section.getValue())
          .append("\n[")
          .append(section.getKey())
          .append("]\n");
      for (Setting<?> s : SettingTable.all()) {
        if (s.section().equals(section.getKey())) {
          b.append("\n# ").append(s.text()).append("\n# ").append(describe(s)).append('\n');
          b.append("# ").append(s.name()).append(" = ").append(s.fallbackToml()).append('\n');
        }
      }
    }
    return b.toString();
  }

  /** "integer, 0–65535; a change takes effect at the next start". */
  public static String describe(Setting<?> s) {
    return s.type().name()
        + (s.type().range().isEmpty() ? "" : ", " + s.type().range())
        + (s.live() ? "" : "; a change takes effect at the next start");
  }
}
