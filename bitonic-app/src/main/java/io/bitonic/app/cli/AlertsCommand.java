package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.alert.AlertFolder;
import io.bitonic.app.run.SettingsFile;
import io.bitonic.core.alert.AlertCondition;
import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.alert.AlertEditor;
import io.bitonic.core.alert.AlertFile;
import io.bitonic.core.alert.AlertRule;
import io.bitonic.core.alert.DefaultRules;
import io.bitonic.core.alert.Sink;
import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.ConfigEditor;
import io.bitonic.core.config.Nearest;
import io.bitonic.core.config.Problem;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "alerts",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Look after the rules that say when something is wrong.",
      "",
      "list       all rules, built-in and own",
      "active     what is wrong now (--history: what was)",
      "add        write a rule NAME CONDITION into the file; comments stay",
      "remove     take rule NAME out of the file, or turn a built-in one off",
      "clear      dismiss alerts of rule NAME..., or --all; or forget the --history",
      "test       say what rule NAME, or a CONDITION, would have done with the last",
      "           three hours, or would do with --value",
      "load       put FILE in place of the rules, if it is right",
      "save       write all rules that are in force into FILE, or - for the screen",
      "metrics    what conditions can name"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} alerts add slow 'download.rate < 100K for 10m' --severity info",
      "  ${ROOT-COMMAND-NAME} alerts test disk-low --value 3",
      "  ${ROOT-COMMAND-NAME} alerts active --json"
    })
final class AlertsCommand extends Command {
  private static final List<String> ACTIONS =
      List.of("list", "active", "add", "remove", "clear", "test", "load", "save", "metrics");
  private static final long TAKEN_MILLIS = 3_000;

  @Parameters(index = "0", paramLabel = "ACTION", description = "What to do, see above.")
  String action;

  @Parameters(index = "1..*", paramLabel = "ARG", description = "NAME, CONDITION or FILE.")
  List<String> args = new ArrayList<>();

  @Option(
      names = "--clear",
      paramLabel = "LEVEL",
      order = 1,
      description = "With add: when it is over, as '>= 8 for 30s' (default: the opposite).")
  String clear;

  @Option(
      names = "--severity",
      paramLabel = "S",
      order = 2,
      description = "With add: info, warning (default) or critical.")
  String severity = "warning";

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      order = 3,
      description = "With add: what is said; {value} and {subject} are filled in.")
  String message;

  @Option(
      names = "--sink",
      paramLabel = "SINK",
      order = 4,
      split = ",",
      description =
          "With add: dashboard, log, bell, command or webhook; may be repeated (default: all).")
  List<String> sinks = new ArrayList<>();

  @Option(
      names = "--value",
      paramLabel = "V",
      order = 5,
      description = "With test: a value instead of the recorded ones, as 3, 1GiB or 5m.")
  String value;

  @Option(names = "--all", order = 6, description = "With clear: all alerts.")
  boolean all;

  @Option(
      names = "--history",
      order = 7,
      description = "With active: what was. With clear: forget it.")
  boolean history;

  @Option(
      names = "--json",
      order = 8,
      description = "With list, active, test and metrics: one JSON object.")
  boolean json;

  AlertsCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    switch (action) {
      case "list" -> report().list(take(0, "nothing more").isEmpty() ? read() : null);
      case "active" -> {
        take(0, "nothing more");
        report().active(history);
      }
      case "metrics" -> {
        take(0, "nothing more");
        report().metrics();
      }
      case "add" -> add(take(2, "a NAME and a CONDITION in quotes"));
      case "remove" -> remove(take(1, "a NAME").getFirst());
      case "clear" -> clear();
      case "test" -> test(take(1, "a NAME, or a CONDITION in quotes").getFirst());
      case "load" -> load(Path.of(take(1, "a FILE").getFirst()));
      case "save" -> save(take(1, "a FILE, or - for the screen").getFirst());
      default ->
          throw new AppException(
              ExitCode.USAGE,
              "'" + Text.sanitise(action) + "' is unknown; choose " + String.join(", ", ACTIONS));
    }
    return ExitCode.OK;
  }

  private List<String> take(int wanted, String what) {
    if (args.size() != wanted) {
      throw new AppException(ExitCode.USAGE, "'alerts " + action + "' takes " + what);
    }
    return args;
  }

  private AlertsReport report() {
    return new AlertsReport(env, new AlertFolder(env.stateDir()), json);
  }

  private Path file() {
    return AlertFolder.rules(env.environment(), env.configDir());
  }

  /** What is in force, or would be. */
  private AlertFile.Result read() {
    AlertFile.Result r = AlertFile.read(file());
    if (!r.problems().isEmpty()) {
      throw faults(r.problems());
    }
    return r;
  }

  private static AppException faults(List<Problem> problems) {
    return new AppException(
        ExitCode.USAGE, Text.sanitise(SettingsFile.text(problems)).replace("settings", "rules"));
  }

  // ---- changes
  // ---------------------------------------------------------------------------------------------------

  private void add(List<String> given) {
    String name = given.getFirst();
    if (!AlertRule.NAME.matcher(name).matches()) {
      throw new AppException(
          ExitCode.USAGE,
          "'" + Text.sanitise(name) + "' is no name: use small letters, digits, - and _");
    }
    AlertEditor editor = editor();
    if (editor.has(name)) {
      throw new AppException(
          ExitCode.USAGE,
          "there is a rule " + name + " already; 'alerts remove " + name + "' takes it out");
    }
    AlertRule rule = rule(name, given.getLast());
    editor.put(rule);
    write(editor.text());
    env.out().println(name + ": " + rule.condition());
  }

  private AlertRule rule(String name, String condition) {
    try {
      AlertCondition c = AlertCondition.parse(condition);
      Set<Sink> to = sinks.isEmpty() ? EnumSet.allOf(Sink.class) : EnumSet.noneOf(Sink.class);
      sinks.forEach(s -> to.add(Sink.of(s)));
      return AlertRule.of(name, c, clear, severity(), message, to);
    } catch (IllegalArgumentException e) {
      throw new AppException(ExitCode.USAGE, Text.sanitise(e.getMessage()), e);
    }
  }

  private AlertSeverity severity() {
    try {
      return AlertSeverity.valueOf(severity.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--severity is one of info, warning, critical", e);
    }
  }

  private void remove(String name) {
    AlertRule rule = named(name);
    AlertEditor editor = editor();
    boolean own = editor.remove(name);
    boolean builtIn = DefaultRules.all().containsKey(name);
    if (!own && !rule.enabled()) {
      throw new AppException(ExitCode.USAGE, "rule " + name + " is off already");
    }
    if (!own) {
      editor.turnOff(name);
    }
    write(editor.text());
    env.out()
        .println(
            own && builtIn
                ? name + " is as it is built in again; remove it once more to turn it off"
                : name + (own ? " is removed" : " is turned off"));
  }

  private AlertRule named(String name) {
    AlertConfig config = read().config();
    AlertRule rule = config.rule(name);
    if (rule == null) {
      String near = Nearest.of(name, config.rules().stream().map(AlertRule::name).toList());
      throw new AppException(
          ExitCode.USAGE,
          "there is no rule "
              + Text.sanitise(name)
              + (near == null ? "; 'alerts list' shows all" : "; do you mean " + near + "?"));
    }
    return rule;
  }

  private AlertEditor editor() {
    read();
    Path file = file();
    try {
      return new AlertEditor(Files.exists(file) ? Files.readString(file) : "");
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** A change that would leave a file with faults is not made. */
  private void write(String text) {
    List<Problem> problems = AlertFile.parse(file().toString(), text).problems();
    if (!problems.isEmpty()) {
      throw faults(problems);
    }
    store(file(), text);
  }

  private static void store(Path file, String text) {
    try {
      ConfigEditor.write(file, text);
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, file + " can't be written: " + e.getMessage(), e);
    }
  }

  private void load(Path from) {
    if (!Files.isRegularFile(from)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + Text.sanitise(from.toString()) + "' is no file; check the path");
    }
    AlertFile.Result r = AlertFile.read(from);
    if (!r.problems().isEmpty()) {
      throw faults(r.problems());
    }
    try {
      store(file(), Files.readString(from));
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, from + " can't be read: " + e.getMessage(), e);
    }
    env.out().println(r.config().rules().size() + " rules are in " + file());
  }

  private void save(String to) {
    String text = AlertEditor.export(read().config());
    if (to.equals("-")) {
      env.out().print(text);
    } else {
      store(Path.of(to).toAbsolutePath(), text);
    }
  }

  // ---- what is and was
  // -------------------------------------------------------------------------------------------

  private void clear() {
    if (args.isEmpty() && !all && !history) {
      throw new AppException(
          ExitCode.USAGE, "'alerts clear' needs a NAME, --all or --history; see 'alerts active'");
    }
    List<String> what = new ArrayList<>(args);
    for (String name : args) {
      if (!AlertRule.NAME.matcher(name).matches()) {
        throw new AppException(ExitCode.USAGE, "'" + Text.sanitise(name) + "' is no rule's name");
      }
    }
    if (all) {
      what.add("*");
    }
    AlertFolder folder = new AlertFolder(env.stateDir());
    try {
      folder.clear(what, history, env.clock().wallMillis());
      long deadline = System.nanoTime() + TAKEN_MILLIS * 1_000_000;
      while (folder.isAsked() && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      if (folder.isAsked()) {
        env.complain("the instance that runs has not taken it yet; it will when it can");
      }
    } catch (IOException e) {
      throw new AppException(ExitCode.STORAGE, "the alerts can't be changed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void test(String what) {
    boolean condition = what.matches(".*[<>=!].*");
    AlertRule rule = condition ? rule("test", what) : named(what);
    if (value == null) {
      report().replay(rule);
      return;
    }
    double v;
    try {
      v = rule.condition().metric().unit().parse(value);
    } catch (IllegalArgumentException e) {
      throw new AppException(ExitCode.USAGE, "--value: " + Text.sanitise(e.getMessage()), e);
    }
    report().tryValue(rule, v);
  }
}
