package io.bitonic.core.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads settings from TOML, the environment and {@code key=value} pairs; finds all problems. */
public final class ConfigFile {
  /** Of the file in the configuration folder. */
  public static final String NAME = "bitonic.toml";

  private static final long MAX_BYTES = 1 << 20;

  /**
   * What was read.
   *
   * @param values what is right
   * @param problems what is wrong; empty: all is right
   */
  public record Result(Values values, List<Problem> problems) {}

  private ConfigFile() {}

  /**
   * The file that settings are read from: {@code --config}, else {@code BITONIC_CONFIG}, else
   * {@code bitonic.toml} in the folder {@code configDir}.
   *
   * @param option may be null
   */
  public static Path locate(Path option, Map<String, String> environment, Path configDir) {
    String named = environment.get("BITONIC_CONFIG");
    return option != null
        ? option.toAbsolutePath()
        : named != null && !named.isEmpty()
            ? Path.of(named).toAbsolutePath()
            : configDir.resolve(NAME);
  }

  /**
   * Reads the file and the environment, the stronger.
   *
   * @param mustExist whether a missing file is a problem
   */
  public static Result load(Path file, boolean mustExist, Map<String, String> environment) {
    Result result = read(file, mustExist);
    Result env = readEnvironment(environment);
    result.values.addAll(env.values);
    List<Problem> all = new ArrayList<>(result.problems);
    all.addAll(env.problems);
    return new Result(result.values, List.copyOf(all));
  }

  static Result read(Path file, boolean mustExist) {
    try {
      if (!Files.exists(file) && !mustExist) {
        return new Result(new Values(), List.of());
      }
      if (Files.size(file) > MAX_BYTES) {
        return failed(file, "is larger than 1 MiB: that is no configuration");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (MalformedInputException e) {
      return failed(file, "is not UTF-8 text");
    } catch (IOException e) {
      return failed(file, "can't be read: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
  }

  private static Result failed(Path file, String why) {
    return new Result(new Values(), List.of(new Problem(file.toString(), 0, 0, why)));
  }

  /** Reads the text of a file named {@code source}. */
  public static Result parse(String source, String text) {
    TomlParseResult toml = Toml.parse(text);
    Values values = new Values();
    List<Problem> problems = new ArrayList<>();
    for (TomlParseError e : toml.errors()) {
      problems.add(new Problem(source, e.position().line(), e.position().column(), e.getMessage()));
    }
    for (String section : toml.keySet()) {
      Object o = toml.get(List.of(section));
      TomlPosition at = toml.inputPositionOf(List.of(section));
      if (section.equals("labels") && o instanceof TomlTable labels) {
        readLabels(source, labels, values, problems);
        continue;
      }
      if (!(o instanceof TomlTable table) || !SettingTable.sections().containsKey(section)) {
        problems.add(
            at(
                source,
                at,
                o instanceof TomlTable
                    ? "there is no section [" + section + "]" + hint(section)
                    : "'" + section + "' stands outside of a section" + hint(section)));
        continue;
      }
      readSection(source, section, table, values, problems);
    }
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return new Result(values, List.copyOf(problems));
  }

  private static void readLabels(
      String source, TomlTable labels, Values values, List<Problem> problems) {
    for (String name : labels.keySet()) {
      TomlPosition at = labels.inputPositionOf(List.of(name));
      if (!Label.isName(name)) {
        problems.add(at(source, at, "a label has a name of 1 to 100 characters"));
      } else if (labels.get(List.of(name)) instanceof TomlTable table) {
        values
            .labels()
            .put(
                name,
                Label.read(
                    table,
                    (key, message) ->
                        problems.add(
                            at(
                                source,
                                table.inputPositionOf(List.of(key)),
                                "labels." + name + "." + key + ": " + message))));
      } else {
        problems.add(at(source, at, "'" + name + "' is no label; write [labels." + name + "]"));
      }
    }
  }

  private static void readSection(
      String source, String section, TomlTable table, Values values, List<Problem> problems) {
    for (String name : table.keySet()) {
      String key = section + "." + name;
      TomlPosition at = table.inputPositionOf(List.of(name));
      Setting<?> setting = SettingTable.find(key);
      if (setting == null) {
        problems.add(at(source, at, "there is no setting " + key + hint(key)));
        continue;
      }
      try {
        values.put(setting, setting.type().fromToml(table.get(List.of(name))), Values.Origin.FILE);
      } catch (IllegalArgumentException e) {
        problems.add(at(source, at, key + ": " + e.getMessage()));
      }
    }
  }

  private static Problem at(String source, TomlPosition at, String message) {
    return at == null
        ? new Problem(source, 0, 0, message)
        : new Problem(source, at.line(), at.column(), message);
  }

  private static String hint(String key) {
    return Optional.ofNullable(SettingTable.nearest(key))
        .map(n -> "; do you mean " + n + "?")
        .orElse("");
  }

  /** Reads all {@code BITONIC_SECTION__NAME} variables. */
  static Result readEnvironment(Map<String, String> environment) {
    Values values = new Values();
    List<Problem> problems = new ArrayList<>();
    environment.keySet().stream()
        .filter(n -> n.startsWith("BITONIC_") && n.contains("__"))
        .sorted()
        .forEach(
            n -> {
              String key =
                  n.substring("BITONIC_".length())
                      .toLowerCase(java.util.Locale.ROOT)
                      .replaceFirst("__", ".");
              set(n, key, environment.get(n), Values.Origin.ENVIRONMENT, values, problems);
            });
    return new Result(values, List.copyOf(problems));
  }

  /** Reads {@code key=value}, as {@code --set} has it. */
  public static Result readPairs(List<String> pairs) {
    Values values = new Values();
    List<Problem> problems = new ArrayList<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        problems.add(new Problem("--set " + pair, 0, 0, "write key=value"));
      } else {
        set(
            "--set",
            pair.substring(0, equals).strip(),
            pair.substring(equals + 1),
            Values.Origin.COMMAND_LINE,
            values,
            problems);
      }
    }
    return new Result(values, List.copyOf(problems));
  }

  private static void set(
      String source,
      String key,
      String text,
      Values.Origin origin,
      Values values,
      List<Problem> problems) {
    Setting<?> setting = SettingTable.find(key);
    if (setting == null) {
      problems.add(new Problem(source, 0, 0, "there is no setting " + key + hint(key)));
      return;
    }
    try {
      values.put(setting, setting.type().fromText(text), origin);
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(source, 0, 0, key + ": " + e.getMessage()));
    }
  }
}
