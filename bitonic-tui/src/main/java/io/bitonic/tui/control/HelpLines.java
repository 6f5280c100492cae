package io.bitonic.tui.control;

import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;

/** The help, from the action table. */
public final class HelpLines {
  /**
   * A line; a title has no keys.
   *
   * @param works false for an action that can't be done now
   */
  public record Line(String keys, String text, boolean works) {
    public boolean isTitle() {
      return keys.isEmpty() && !text.isEmpty();
    }
  }

  private HelpLines() {}

  public static List<Line> of(UiState s) {
    List<Line> lines = new ArrayList<>();
    for (Scope scope : Scope.values()) {
      if (scope != Scope.GLOBAL) {
        section(lines, s, scope);
      }
    }
    section(lines, s, Scope.GLOBAL);
    return lines;
  }

  private static void section(List<Line> lines, UiState s, Scope scope) {
    boolean first = true;
    for (Action a : ActionTable.DASHBOARD.actions()) {
      if (a.keys().isEmpty() || a.scopes().getFirst() != scope) {
        continue;
      }
      if (first) {
        if (!lines.isEmpty()) {
          lines.add(new Line("", "", true));
        }
        lines.add(new Line("", scope.title(), true));
        first = false;
      }
      String reason = isPane(scope) ? a.reason().apply(s) : "";
      String text = a.title() + (reason.isEmpty() ? "" : " – " + reason);
      lines.add(new Line(String.join(" ", a.keys()), text, reason.isEmpty()));
    }
  }

  /** Reasons of pages depend on the page being open. */
  private static boolean isPane(Scope scope) {
    return scope == Scope.MAIN || scope.wider().contains(Scope.MAIN);
  }
}
