package io.bitonic.app.migrate;

import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.Setting;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes over what it can from the settings of other programs and of earlier versions. */
public final class Migration {
  /** What becomes of a key of the other file. */
  public enum Fate {
    /** Its value is new here. */
    TAKEN,
    /** It is so already. */
    SAME,
    /** There is nothing like it here, or it is off there. */
    LEFT,
    /** Its value can't be used here. */
    WRONG
  }

  /**
   * A line of the report.
   *
   * @param from key and value there
   * @param to key and value here, or why not
   */
  public record Line(Fate fate, String from, String to) {}

  /**
   * What is to be done.
   *
   * @param source of which program the file is
   * @param values to be written here, texts by key
   */
  public record Plan(String source, List<Line> lines, Map<String, String> values) {}

  private Migration() {}

  /**
   * Compares a file with what is set here.
   *
   * @param here the values in force
   * @throws io.bitonic.app.AppException when the file can't be read
   */
  public static Plan plan(Path file, Values here) {
    ForeignFile f = ForeignFile.read(file);
    Map<String, MigrationTable.Row> rows = MigrationTable.of(f.format());
    List<Line> lines = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    f.values()
        .forEach(
            (key, value) -> {
              MigrationTable.Row row = rows.get(key);
              String text = row == null ? null : row.convert().apply(value, f.values());
              lines.add(line(key + " = " + shown(key, value), row, text, here, values));
            });
    return new Plan(f.format().title, List.copyOf(lines), Map.copyOf(values));
  }

  private static String shown(String key, String value) {
    return key.toLowerCase(java.util.Locale.ROOT).contains("password") ? "***" : value;
  }

  private static Line line(
      String from, MigrationTable.Row row, String text, Values here, Map<String, String> values) {
    if (row == null) {
      return new Line(Fate.LEFT, from, "nothing like it here");
    }
    if (text == null) {
      return new Line(Fate.LEFT, from, row.to() + " stays: it is off there, or says nothing");
    }
    ConfigFile.Result r = ConfigFile.readPairs(List.of(row.to() + "=" + text));
    if (!r.problems().isEmpty()) {
      return new Line(Fate.WRONG, from, r.problems().getFirst().message());
    }
    Setting<?> setting = SettingTable.find(row.to());
    String toml = r.values().toml(setting);
    if (toml.equals(here.toml(setting))) {
      return new Line(Fate.SAME, from, row.to() + " = " + toml);
    }
    values.put(row.to(), text);
    return new Line(Fate.TAKEN, from, row.to() + " = " + toml);
  }
}
