package io.bitonic.tui.control;

import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.UiState;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The text after {@code :} — a name of the action table, and what the action may be given. */
public final class CommandLine {
  private CommandLine() {}

  /** Runs a line; returns what is wrong with it, or empty. */
  static String run(UiState s, String line, Consumer<Effect> out) {
    int space = line.indexOf(' ');
    String name = (space < 0 ? line : line.substring(0, space)).toLowerCase(Locale.ROOT);
    String text = space < 0 ? "" : line.substring(space + 1).strip();
    Action a = ActionTable.DASHBOARD.named(name);
    if (a == null || !ActionTable.DASHBOARD.callable().contains(a)) {
      List<String> near = names().stream().filter(n -> n.startsWith(name)).toList();
      if (near.size() != 1) {
        return "no command " + name + "; Tab lists them";
      }
      a = ActionTable.DASHBOARD.named(near.getFirst());
    }
    String reason = a.reason().apply(s);
    if (!reason.isEmpty()) {
      return reason;
    }
    if (text.isEmpty()) {
      a.run().accept(s, out);
      return "";
    }
    return a.argument() == null
        ? a.name() + " takes nothing after it"
        : a.argument().run().run(s, text, out);
  }

  private static List<String> names() {
    return ActionTable.DASHBOARD.callable().stream().map(Action::name).sorted().toList();
  }

  /** What the last word of a line may become. */
  static List<String> candidates(UiState s, String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      String low = line.toLowerCase(Locale.ROOT);
      return names().stream().filter(n -> n.startsWith(low)).toList();
    }
    Action a = ActionTable.DASHBOARD.named(line.substring(0, space));
    if (a == null || a.argument() == null) {
      return List.of();
    }
    String low = line.substring(space + 1).toLowerCase(Locale.ROOT);
    return a.argument().words().apply(s).stream()
        .filter(w -> w.toLowerCase(Locale.ROOT).startsWith(low))
        .toList();
  }

  /** The line with its last word completed. */
  static String put(String line, String candidate) {
    int space = line.indexOf(' ');
    if (space >= 0) {
      return line.substring(0, space + 1) + candidate;
    }
    Action a = ActionTable.DASHBOARD.named(candidate);
    return a != null && a.argument() != null ? candidate + " " : candidate;
  }

  /** What a half-typed line expects next, or empty. */
  public static String hint(String line) {
    int space = line.indexOf(' ');
    Action a = ActionTable.DASHBOARD.named(space < 0 ? line : line.substring(0, space));
    if (a == null) {
      return "";
    }
    return a.argument() == null ? a.title() : a.argument().hint();
  }
}
