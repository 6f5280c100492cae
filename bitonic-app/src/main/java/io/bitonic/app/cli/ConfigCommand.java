package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.migrate.Migration;
import io.bitonic.app.run.SettingsFile;
import io.bitonic.app.text.Json;
import io.bitonic.core.config.ConfigEditor;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.ConfigReference;
import io.bitonic.core.config.Problem;
import io.bitonic.core.config.Setting;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Values;
import io.bitonic.tui.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "config",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Look at the settings and change them.",
      "",
      "show       all settings and their values (--origin: and where they come from)",
      "get        the value of KEY",
      "set        write KEY VALUE into the file; comments and order stay",
      "reset      take KEY... out of the file, so that the default counts",
      "validate   check the file, or FILE, and name everything that is wrong",
      "diff       what differs from the defaults",
      "path       where the file is",
      "schema     every setting there is (--format text, toml, markdown or json)",
      "migrate    take over what an earlier version kept elsewhere, or FILE: the",
      "           settings.json of Transmission, the qBittorrent.conf of",
      "           qBittorrent or the ccbt.toml of ccBitTorrent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} config set limits.down 2MiB",
      "  ${ROOT-COMMAND-NAME} config show --origin",
      "  ${ROOT-COMMAND-NAME} config migrate ~/.config/transmission/settings.json --dry-run",
      "  ${ROOT-COMMAND-NAME} config schema --format toml > ~/.config/bitonic/bitonic.toml"
    })
final class ConfigCommand extends Command {
  private static final List<String> ACTIONS =
      List.of("show", "get", "set", "reset", "validate", "diff", "path", "schema", "migrate");
  private static final List<String> FORMATS = List.of("text", "toml", "markdown", "json");

  @Parameters(index = "0", paramLabel = "ACTION", description = "What to do, see above.")
  String action;

  @Parameters(index = "1..*", paramLabel = "ARG", description = "KEY, VALUE or FILE, see above.")
  List<String> args = new ArrayList<>();

  @Option(names = "--origin", order = 1, description = "With show: where each value comes from.")
  boolean origin;

  @Option(names = "--json", order = 2, description = "With show and diff: one JSON object.")
  boolean json;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      order = 3,
      description = "With schema: text (default), toml, markdown or json.")
  String format = "text";

  @Option(
      names = "--dry-run",
      order = 4,
      description = "With migrate: only tell what would be written.")
  boolean dryRun;

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

  ConfigCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    return switch (action) {
      case "show" -> show(arguments(0), false);
      case "diff" -> show(arguments(0), true);
      case "get" -> get(setting(arguments(1).getFirst()));
      case "set" -> set(setting(arguments(2).getFirst()), args.getLast());
      case "reset" -> reset();
      case "validate" -> validate();
      case "migrate" -> migrate();
      case "path" -> path(arguments(0));
      case "schema" -> schema(arguments(0));
      default ->
          throw new AppException(
              ExitCode.USAGE,
              "'" + Text.sanitise(action) + "' is unknown; choose " + String.join(", ", ACTIONS));
    };
  }

  private List<String> arguments(int wanted) {
    if (args.size() != wanted) {
      String what = wanted == 0 ? "nothing more" : wanted == 1 ? "a KEY" : "a KEY and a VALUE";
      throw new AppException(ExitCode.USAGE, "'config " + action + "' takes " + what);
    }
    return args;
  }

  private static Setting<?> setting(String key) {
    Setting<?> s = SettingTable.find(key);
    if (s == null) {
      String near = SettingTable.nearest(key);
      throw new AppException(
          ExitCode.USAGE,
          "there is no setting "
              + Text.sanitise(key)
              + (near == null ? "; 'config show' lists all" : "; do you mean " + near + "?"));
    }
    return s;
  }

  private Values values() {
    ConfigFile.Result r = config.read(env);
    if (!r.problems().isEmpty()) {
      throw new AppException(ExitCode.USAGE, SettingsFile.text(r.problems()));
    }
    return r.values();
  }

  // ---- show

  private int show(List<String> none, boolean changedOnly) {
    assert none.isEmpty();
    Values v = values();
    List<Setting<?>> shown =
        SettingTable.all().stream()
            .filter(s -> !changedOnly || !v.toml(s).equals(s.fallbackToml()))
            .toList();
    if (json) {
      List<Json> all = new ArrayList<>();
      for (Setting<?> s : shown) {
        all.add(
            new Json()
                .put("key", s.key())
                .put("value", shownValue(v, s))
                .put("default", s.fallbackToml())
                .put("origin", origin(v, s)));
      }
      env.out().println(new Json().put("settings", all));
      return ExitCode.OK;
    }
    String section = "";
    for (Setting<?> s : shown) {
      if (!s.section().equals(section)) {
        env.out().println((section.isEmpty() ? "" : "\n") + "[" + s.section() + "]");
        section = s.section();
      }
      String line = s.name() + " = " + shownValue(v, s);
      String note = changedOnly ? "default: " + s.fallbackToml() : origin ? origin(v, s) : "";
      env.out().println(note.isEmpty() ? line : String.format("%-44s  # %s", line, note));
    }
    return ExitCode.OK;
  }

  /** Secrets are not shown. */
  private static String shownValue(Values v, Setting<?> s) {
    return s.key().endsWith("password") && !v.get(s).equals("") ? "\"***\"" : v.toml(s);
  }

  private String origin(Values v, Setting<?> s) {
    return switch (v.origin(s)) {
      case DEFAULT -> "default";
      case FILE -> config.path(env).toString();
      case ENVIRONMENT -> s.variable();
      case COMMAND_LINE -> "--set";
    };
  }

  private int get(Setting<?> s) {
    env.out().println(values().text(s));
    return ExitCode.OK;
  }

  // ---- set, reset

  private int set(Setting<?> s, String value) {
    SettingsFile.set(config.path(env), Map.of(s.key(), value));
    tellIfHidden(s);
    return ExitCode.OK;
  }

  private int reset() {
    if (args.isEmpty()) {
      throw new AppException(
          ExitCode.USAGE, "'config reset' needs a KEY; 'config diff' shows them");
    }
    List<Setting<?>> keys = new ArrayList<>();
    for (String key : args) {
      keys.add(setting(key));
    }
    SettingsFile.reset(config.path(env), keys);
    keys.forEach(this::tellIfHidden);
    return ExitCode.OK;
  }

  private void tellIfHidden(Setting<?> s) {
    if (env.environment().containsKey(s.variable())) {
      env.complain(s.variable() + " is set and counts more than the file");
    }
  }

  // ---- migrate

  private int migrate() {
    if (args.size() > 1) {
      throw new AppException(ExitCode.USAGE, "'config migrate' takes one FILE");
    }
    Path from =
        args.isEmpty() ? env.configDir().resolve("dashboard.toml") : Path.of(args.getFirst());
    Values here = values();
    if (args.isEmpty() && !Files.exists(from)) {
      env.out().println("nothing to migrate: " + config.path(env) + " is of this version");
      return ExitCode.OK;
    }
    Migration.Plan plan = Migration.plan(from, here);
    // What the dashboard remembers is none of this.
    List<Migration.Line> lines =
        args.isEmpty()
            ? plan.lines().stream().filter(l -> l.fate() != Migration.Fate.LEFT).toList()
            : plan.lines();
    for (Migration.Line l : lines) {
      String word = l.fate().name().toLowerCase(Locale.ROOT);
      env.out().println(Text.sanitise(String.format("%-6s %s  ->  %s", word, l.from(), l.to())));
    }
    Path file = config.path(env);
    if (plan.values().isEmpty()) {
      env.out().println("nothing to migrate from " + from + " to " + file);
    } else if (dryRun) {
      env.out().println(plan.values().size() + " settings would be written to " + file);
    } else {
      Path backup = SettingsFile.backup(file);
      SettingsFile.set(file, plan.values());
      env.out()
          .println(
              plan.values().size()
                  + " settings of "
                  + plan.source()
                  + " written to "
                  + file
                  + (backup == null ? "" : "; as it was before: " + backup));
    }
    boolean wrong = lines.stream().anyMatch(l -> l.fate() == Migration.Fate.WRONG);
    return wrong ? ExitCode.FAILED : ExitCode.OK;
  }

  // ---- validate, path, schema

  private int validate() {
    if (args.size() > 1) {
      throw new AppException(ExitCode.USAGE, "'config validate' takes one FILE");
    }
    if (!args.isEmpty()) {
      config.file = Path.of(args.getFirst());
    }
    List<Problem> problems = config.read(env).problems();
    problems.forEach(p -> env.complain(Text.sanitise(p.toString())));
    if (problems.isEmpty()) {
      Path file = config.path(env);
      env.out()
          .println(
              file + (Files.exists(file) ? " is right" : " does not exist: the defaults count"));
    }
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int path(List<String> none) {
    assert none.isEmpty();
    env.out().println(config.path(env));
    return ExitCode.OK;
  }

  private int schema(List<String> none) {
    assert none.isEmpty();
    switch (format.toLowerCase(Locale.ROOT)) {
      case "text" -> env.out().print(ConfigReference.text());
      case "toml" -> env.out().print(ConfigEditor.template());
      case "markdown" -> env.out().print(ConfigReference.markdown());
      case "json" -> env.out().println(jsonSchema());
      default ->
          throw new AppException(
              ExitCode.USAGE,
              "--format "
                  + Text.sanitise(format)
                  + " is unknown; choose "
                  + String.join(", ", FORMATS));
    }
    return ExitCode.OK;
  }

  private static Json jsonSchema() {
    List<Json> all = new ArrayList<>();
    for (Setting<?> s : SettingTable.all()) {
      all.add(
          new Json()
              .put("key", s.key())
              .put("type", s.type().name())
              .put("range", s.type().range())
              .put("default", s.fallbackToml())
              .put("live", s.live())
              .put("variable", s.variable())
              .put("text", s.text()));
    }
    return new Json().put("settings", all);
  }
}
