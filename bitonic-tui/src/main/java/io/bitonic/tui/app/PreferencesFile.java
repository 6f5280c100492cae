package io.bitonic.tui.app;

import io.bitonic.tui.model.Overlay.Prompt.Kind;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.TorrentColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** {@code dashboard.toml}: what the dashboard remembers. */
final class PreferencesFile {
  private static final long MAX_BYTES = 256 << 10;
  private static final int MAX_WRONG = 20;

  private final Path file;
  private final Map<String, String> moved = new LinkedHashMap<>();

  PreferencesFile(Path configDir) {
    file = configDir.resolve("dashboard.toml");
  }

  /**
   * Reads the file; what is wrong in it keeps its usual value, and the rest is used.
   *
   * @param problem told what is wrong, with file and line
   */
  Preferences load(Consumer<String> problem) {
    Preferences p = new Preferences();
    String text;
    try {
      if (!Files.exists(file)) {
        return p;
      }
      if (Files.size(file) > MAX_BYTES) {
        problem.accept(file + " is larger than 256 KiB and was not read");
        return p;
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      problem.accept(file + " can't be read: " + e.getMessage());
      return p;
    }
    apply(p, parse(text, problem), problem);
    return p;
  }

  /** Leaves out lines until the rest is TOML; each is named. */
  private TomlParseResult parse(String text, Consumer<String> problem) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    TomlParseResult t = Toml.parse(text);
    for (int i = 0; t.hasErrors() && i < MAX_WRONG; i++) {
      TomlParseError e = t.errors().getFirst();
      int line = culprit(lines, Math.clamp(e.position().line() - 1, 0, lines.size() - 1));
      problem.accept(file + " line " + (line + 1) + ": " + e.getMessage());
      lines.set(line, "");
      t = Toml.parse(String.join("\n", lines));
    }
    return t.hasErrors() ? Toml.parse("") : t;
  }

  /** An error may be noticed below its cause: the next line above that is none by itself. */
  private static int culprit(List<String> lines, int noticed) {
    for (int i = noticed; i >= 0; i--) {
      if (Toml.parse(lines.get(i)).hasErrors()) {
        return i;
      }
    }
    return noticed;
  }

  private void apply(Preferences p, TomlParseResult t, Consumer<String> problem) {
    checkTypes(t, problem);
    List<TorrentColumn> columns = new ArrayList<>();
    for (String key : strings(t, "columns")) {
      TorrentColumn c = TorrentColumn.ofKey(key);
      if (c == null) {
        problem.accept(at(t, "columns") + "no column " + key);
      } else if (!columns.contains(c)) {
        columns.add(c);
      }
    }
    if (!columns.isEmpty()) {
      if (!columns.contains(TorrentColumn.NAME)) {
        columns.addFirst(TorrentColumn.NAME);
      }
      p.columns(columns);
    }
    if (t.isString("sort")) {
      TorrentColumn c = TorrentColumn.ofKey(t.getString("sort"));
      if (c == null) {
        problem.accept(at(t, "sort") + "no column " + t.getString("sort"));
      } else {
        p.sort(c, t.isBoolean("descending") && t.getBoolean("descending"));
      }
    }
    moved(t);
    strings(t, "history.commands").forEach(l -> p.remember(Kind.COMMAND, l));
    strings(t, "history.filters").forEach(l -> p.remember(Kind.TORRENTS, l));
  }

  private void checkTypes(TomlParseResult t, Consumer<String> problem) {
    expect(t, "columns", t.isArray("columns"), "a list of columns", problem);
    expect(t, "sort", t.isString("sort"), "a column in quotes", problem);
    expect(t, "descending", t.isBoolean("descending"), "true or false", problem);
  }

  private void expect(
      TomlParseResult t, String key, boolean right, String what, Consumer<String> problem) {
    if (t.contains(key) && !right) {
      problem.accept(at(t, key) + "has to be " + what);
    }
  }

  /** What earlier versions kept here and is a setting now. */
  private void moved(TomlParseResult t) {
    if (t.isString("theme") && !t.getString("theme").isEmpty()) {
      moved.put("ui.theme", t.getString("theme"));
    }
    if (t.isLong("fps")) {
      long fps = Math.clamp(t.getLong("fps"), Preferences.MIN_FPS, Preferences.MAX_FPS);
      moved.put("ui.fps", Long.toString(fps));
    }
    if (t.isBoolean("mouse")) {
      moved.put("ui.mouse", t.getBoolean("mouse").toString());
    }
  }

  /** Values by key of the settings that stood in the file that was read. */
  Map<String, String> moved() {
    return moved;
  }

  private String at(TomlParseResult t, String key) {
    return file + " line " + t.inputPositionOf(key).line() + ", " + key + ": ";
  }

  private static List<String> strings(TomlParseResult t, String key) {
    List<String> list = new ArrayList<>();
    if (t.isArray(key)) {
      TomlArray a = t.getArray(key);
      for (int i = 0; i < a.size(); i++) {
        if (a.get(i) instanceof String s && s.length() <= 4_096) {
          list.add(s);
        }
      }
    }
    return list;
  }

  /** The file's text. */
  static String text(Preferences p) {
    StringBuilder b =
        new StringBuilder(
            "# Written by the dashboard when something here changes; settings are in"
                + " bitonic.toml.\n");
    b.append("columns = ").append(array(p.columns().stream().map(TorrentColumn::key).toList()));
    b.append("\nsort = ").append(quote(p.sort().key()));
    b.append("\ndescending = ").append(p.descending());
    b.append("\n\n[history]\ncommands = ").append(array(p.history(Kind.COMMAND)));
    b.append("\nfilters = ").append(array(p.history(Kind.TORRENTS)));
    return b.append('\n').toString();
  }

  private static String array(List<String> list) {
    return "[" + String.join(", ", list.stream().map(PreferencesFile::quote).toList()) + "]";
  }

  private static String quote(String s) {
    StringBuilder b = new StringBuilder("\"");
    s.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                b.append('\\').append((char) c);
              } else if (c < ' ' || c == 0x7F) {
                b.append(String.format("\\u%04X", c));
              } else {
                b.append((char) c);
              }
            });
    return b.append('"').toString();
  }

  /**
   * Writes a text beside the file and puts it in its place, so that a crash leaves the old one. Any
   * thread, one at a time.
   */
  synchronized void write(String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling("dashboard.toml.new");
    Files.writeString(fresh, text, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
