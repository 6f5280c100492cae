package io.bitonic.core.alert;

import io.bitonic.core.config.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Changes single rules in the text of {@code alerts.toml}; all else stays as it was written. */
public final class AlertEditor {
  private static final String HEAD =
      """
      # Alert rules of Bitonic; docs/alerts.md tells of them. A rule that has the name of a built-in
      # one changes that; enabled = false turns it off. 'btbt alerts list' shows all that are there.
      """;

  private final List<String> lines;

  /**
   * @param text of a file without faults; empty for a new one
   * @throws IllegalArgumentException when there are faults
   */
  public AlertEditor(String text) {
    check(text);
    lines = new ArrayList<>(Arrays.asList((text.isBlank() ? HEAD : text).split("\n", -1)));
  }

  private static AlertFile.Result check(String text) {
    AlertFile.Result r = AlertFile.parse(AlertConfig.FILE, text);
    if (!r.problems().isEmpty()) {
      throw new IllegalArgumentException(
          r.problems().stream().map(Problem::toString).collect(Collectors.joining("\n  ")));
    }
    return r;
  }

  /** The whole text. */
  public String text() {
    return String.join("\n", lines);
  }

  /** Whether the file itself has a rule of that name. */
  public boolean has(String name) {
    return check(text()).own().containsKey(name);
  }

  /** Puts a rule at the end, in place of the one of its name if there is one. */
  public void put(AlertRule rule) {
    if (!replace(rule.name(), toml(rule))) {
      append(toml(rule));
    }
  }

  /** Turns a rule off that is built in. */
  public void turnOff(String name) {
    List<String> block = List.of("[[rule]]", "name = \"" + name + "\"", "enabled = false");
    if (!replace(name, block)) {
      append(block);
    }
  }

  /** Takes a rule out of the file; false when it is not there. */
  public boolean remove(String name) {
    int start = start(name);
    if (start < 0) {
      return false;
    }
    lines.subList(start, end(start)).clear();
    while (start > 1
        && start < lines.size()
        && lines.get(start).isBlank()
        && lines.get(start - 1).isBlank()) {
      lines.remove(start);
    }
    return true;
  }

  private boolean replace(String name, List<String> block) {
    int start = start(name);
    if (start < 0) {
      return false;
    }
    lines.subList(start, end(start)).clear();
    lines.addAll(start, block);
    return true;
  }

  private void append(List<String> block) {
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    lines.add("");
    lines.addAll(block);
    lines.add("");
  }

  /** The line with the rule's header, from 0, or -1. */
  private int start(String name) {
    Integer line = check(text()).own().get(name);
    return line == null ? -1 : line - 1;
  }

  /**
   * Behind the last line of the rule that has something in it; what follows are others' remarks.
   */
  private int end(int start) {
    int end = start + 1;
    for (int i = start + 1; i < lines.size() && !lines.get(i).strip().startsWith("["); i++) {
      String s = lines.get(i).strip();
      if (!s.isEmpty() && !s.startsWith("#")) {
        end = i + 1;
      }
    }
    return end;
  }

  /** A rule as it stands in the file. */
  static List<String> toml(AlertRule r) {
    List<String> block = new ArrayList<>();
    block.add("[[rule]]");
    block.add("name = " + quote(r.name()));
    block.add("when = " + quote(r.condition().toString()));
    if (!r.clear().equals(r.condition().opposite())) {
      block.add("clear = " + quote(r.clear().shortText()));
    }
    block.add("severity = " + quote(r.severity().name().toLowerCase(Locale.ROOT)));
    if (!r.message().equals(AlertRule.defaultMessage(r.condition()))) {
      block.add("message = " + quote(r.message()));
    }
    if (!r.enabled()) {
      block.add("enabled = false");
    }
    if (r.sinks().size() < Sink.values().length) {
      block.add(
          "sinks = "
              + r.sinks().stream()
                  .sorted()
                  .map(s -> quote(s.label()))
                  .collect(Collectors.joining(", ", "[", "]")));
    }
    return block;
  }

  /** All rules that are in force, as a file that says all of it. */
  public static String export(AlertConfig config) {
    StringBuilder b = new StringBuilder(HEAD).append("\ndefaults = false\n");
    for (AlertRule r : config.rules()) {
      b.append('\n').append(String.join("\n", toml(r))).append('\n');
    }
    return b.toString();
  }

  private static String quote(String s) {
    return "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
