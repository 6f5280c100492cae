package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.Nearest;
import io.bitonic.core.config.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads {@code alerts.toml} and finds all that is wrong in it. */
public final class AlertFile {
  private static final long MAX_BYTES = 256 << 10;
  private static final int MAX_RULES = 200;
  private static final List<String> TOP =
      List.of(
          "enabled",
          "defaults",
          "interval",
          "record",
          "rule",
          "dashboard",
          "log",
          "bell",
          "command",
          "webhook");

  /**
   * What was read.
   *
   * @param config what is right
   * @param own names of the rules that the file has, with the line of each
   * @param problems what is wrong; empty: all is right
   */
  public record Result(AlertConfig config, Map<String, Integer> own, List<Problem> problems) {}

  private AlertFile() {}

  /** Reads a file; one that does not exist gives the defaults. */
  public static Result read(Path file) {
    try {
      if (!Files.exists(file)) {
        return new Result(AlertConfig.defaults(), Map.of(), List.of());
      }
      if (Files.size(file) > MAX_BYTES) {
        return failed(file, "is larger than 256 KiB: that are no alert rules");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (MalformedInputException e) {
      return failed(file, "is not UTF-8 text");
    } catch (IOException e) {
      return failed(file, "can't be read: " + e.getMessage());
    }
  }

  private static Result failed(Path file, String why) {
    return new Result(
        AlertConfig.defaults(), Map.of(), List.of(new Problem(file.toString(), 0, 0, why)));
  }

  /** Reads the text of a file named {@code source}. */
  public static Result parse(String source, String text) {
    TomlParseResult toml = Toml.parse(text);
    List<Problem> problems = new ArrayList<>();
    for (TomlParseError e : toml.errors()) {
      problems.add(new Problem(source, e.position().line(), e.position().column(), e.getMessage()));
    }
    if (!problems.isEmpty()) {
      return new Result(AlertConfig.defaults(), Map.of(), List.copyOf(problems));
    }
    TomlReader top = new TomlReader(source, "", toml, problems);
    top.allow(TOP);
    boolean enabled = top.bool("enabled", true);
    boolean defaults = top.bool("defaults", true);
    long interval = top.millis("interval", AlertConfig.DEFAULT_INTERVAL, 1_000, 60_000);
    boolean record = top.bool("record", true);
    Map<String, Integer> own = new LinkedHashMap<>();
    List<AlertRule> rules = rules(top, defaults, own);
    SinkReader sinks = new SinkReader(top);
    sinks.read();
    AlertConfig config =
        new AlertConfig(
            enabled, interval, record, rules, sinks.least(), sinks.command(), sinks.webhook());
    return new Result(config, own, List.copyOf(problems));
  }

  private static List<AlertRule> rules(TomlReader top, boolean defaults, Map<String, Integer> own) {
    Map<String, AlertRule> all = new LinkedHashMap<>();
    if (defaults) {
      all.putAll(DefaultRules.all());
    }
    TomlArray list = top.tables("rule");
    for (int i = 0; list != null && i < list.size(); i++) {
      if (i >= MAX_RULES) {
        top.problem("rule", "there are more than " + MAX_RULES + " rules");
        break;
      }
      TomlTable table = list.getTable(i);
      TomlReader r = top.inside("rule", table, list.inputPositionOf(i));
      r.allow(List.of("name", "when", "clear", "severity", "message", "enabled", "sinks"));
      AlertRule rule = rule(r, defaults);
      if (rule != null && own.put(rule.name(), list.inputPositionOf(i).line()) != null) {
        r.problem("name", "there are two rules '" + rule.name() + "'");
      } else if (rule != null) {
        all.put(rule.name(), rule);
      }
    }
    return List.copyOf(all.values());
  }

  /** Null, and a problem is told, when there is none that can be used. */
  private static String name(TomlReader r) {
    String name = r.text("name", null);
    if (name == null) {
      if (!r.has("name")) {
        r.problem(null, "a rule needs a name and a condition: name = \"…\", when = \"…\"");
      }
      return null;
    }
    if (!AlertRule.NAME.matcher(name).matches()) {
      r.problem(
          "name", "'" + name + "' is no name: use small letters, digits, - and _, at most 64");
      return null;
    }
    return name;
  }

  /** One rule; what it does not say is taken from the built-in one of its name. */
  private static AlertRule rule(TomlReader r, boolean defaults) {
    String name = name(r);
    if (name == null) {
      return null;
    }
    AlertRule base = defaults ? DefaultRules.all().get(name) : null;
    String when = r.text("when", null);
    if (when == null && base == null) {
      String near = Nearest.of(name, DefaultRules.all().keySet());
      r.problem(
          "name",
          "rule '"
              + name
              + "' has no condition: add when = \"…\""
              + (near != null && defaults ? ", or do you mean " + near + "?" : ""));
      return null;
    }
    AlertCondition condition =
        when == null ? base.condition() : r.parsed("when", AlertCondition::parse);
    if (condition == null) {
      return null;
    }
    AlertCondition end = when == null ? base.clear() : condition.opposite();
    if (r.has("clear")) {
      end = r.parsed("clear", condition::clear);
    }
    String message =
        r.text(
            "message",
            base != null && condition.metric().equals(base.condition().metric())
                ? base.message()
                : AlertRule.defaultMessage(condition));
    if (message.length() > AlertRule.MAX_MESSAGE) {
      r.problem("message", "a message is not longer than " + AlertRule.MAX_MESSAGE + " characters");
      return null;
    }
    AlertSeverity severity =
        r.severity("severity", base == null ? AlertSeverity.WARNING : base.severity());
    boolean enabled = r.bool("enabled", true);
    Set<Sink> sinks = r.sinks();
    return end == null
        ? null
        : new AlertRule(name, condition, end, severity, message, enabled, sinks, false);
  }
}
