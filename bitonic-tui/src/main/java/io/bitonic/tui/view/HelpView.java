package io.bitonic.tui.view;

import io.bitonic.tui.control.Action;
import io.bitonic.tui.control.ActionTable;
import io.bitonic.tui.control.Scope;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.ScrollBar;
import java.util.ArrayList;
import java.util.List;

/** All keys, from the action table. */
final class HelpView {
  private static final int KEYS = 14;

  private record Line(String keys, String text, Role role) {}

  private HelpView() {}

  static void draw(Canvas canvas, Theme theme, UiState s, Overlay.Help help) {
    int width = Math.min(canvas.width() - 4, 130);
    int height = canvas.height() - 4;
    Canvas in = Dialog.open(canvas, theme, width, height, "Keys");
    int columns = in.width() >= 100 ? 2 : 1;
    List<Line> lines = lines(s);
    int rows = (lines.size() + columns - 1) / columns;
    ListCursor c = help.cursor();
    c.bounds(rows, in.height());
    int each = (in.width() - 1) / columns;
    for (int i = 0; i < in.height(); i++) {
      for (int col = 0; col < columns; col++) {
        int at = c.top() + i + col * rows;
        if (c.top() + i < rows && at < lines.size()) {
          line(in, theme, lines.get(at), 1 + col * each, i, each - 1);
        }
      }
    }
    int x = (canvas.width() - width) / 2 + width - 1;
    ScrollBar.draw(canvas, theme, x, 3, in.height(), rows, c.top());
  }

  private static void line(Canvas in, Theme theme, Line l, int x, int y, int width) {
    if (l.role == Role.TITLE) {
      in.put(x, y, l.text, width, Dialog.onDialog(theme, Role.TITLE));
      return;
    }
    in.put(x, y, l.keys, KEYS - 1, Dialog.onDialog(theme, Role.KEY));
    in.put(x + KEYS, y, l.text, width - KEYS, Dialog.onDialog(theme, l.role));
  }

  private static List<Line> lines(UiState s) {
    List<Line> lines = new ArrayList<>();
    for (Scope scope : Scope.values()) {
      boolean first = true;
      for (Action a : ActionTable.DASHBOARD.actions()) {
        if (a.keys().isEmpty() || a.scopes().getFirst() != scope) {
          continue;
        }
        if (first) {
          if (!lines.isEmpty()) {
            lines.add(new Line("", "", Role.TEXT));
          }
          lines.add(new Line("", scope.title(), Role.TITLE));
          first = false;
        }
        String reason = isPane(scope) ? a.reason().apply(s) : "";
        lines.add(
            new Line(
                String.join(" ", a.keys()),
                a.title() + (reason.isEmpty() ? "" : " – " + reason),
                reason.isEmpty() ? Role.TEXT : Role.MUTED));
      }
    }
    return lines;
  }

  /** Reasons of pages depend on the page being open. */
  private static boolean isPane(Scope scope) {
    return scope == Scope.MAIN || scope.wider().contains(Scope.MAIN);
  }
}
