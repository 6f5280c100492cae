package io.bitonic.tui.view;

import io.bitonic.tui.control.ActionTable;
import io.bitonic.tui.control.Scope;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.KeyBar;
import io.bitonic.tui.widget.TextField;
import java.util.ArrayList;
import java.util.List;

/** Questions: one line to type, or a word that confirms. */
final class QuestionView {
  private static final int MAX_CANDIDATES = 6;

  private QuestionView() {}

  static void dialog(Canvas canvas, Theme theme, Overlay.Dialog d) {
    int width = Math.min(canvas.width() - 4, 78);
    int more = Math.min(d.candidates().size(), MAX_CANDIDATES);
    Canvas in = Dialog.open(canvas, theme, width, 6 + more, d.title());
    in.put(1, 0, d.hint(), in.width() - 2, Dialog.onDialog(theme, Role.MUTED));
    TextField.draw(
        in,
        1,
        1,
        in.width() - 2,
        d.edit().text(),
        d.edit().cursor(),
        Dialog.onDialog(theme, Role.INPUT).with(Style.UNDERLINE));
    if (!d.error().isEmpty()) {
      in.put(1, 3, "✗ " + d.error(), in.width() - 2, Dialog.onDialog(theme, Role.BAD));
    }
    candidates(in, theme, d.candidates(), 3, more);
  }

  static void candidates(Canvas in, Theme theme, List<String> list, int y, int rows) {
    for (int i = 0; i < rows && i < list.size(); i++) {
      boolean rest = i == rows - 1 && list.size() > rows;
      String text = rest ? "… " + (list.size() - i) + " more" : Text.sanitise(list.get(i), 200);
      in.put(3, y + i, text, in.width() - 4, Dialog.onDialog(theme, Role.MUTED));
    }
  }

  static void confirm(Canvas canvas, Theme theme, UiState s, Overlay.Confirm c) {
    List<KeyBar.Hint> answers = new ArrayList<>();
    ActionTable.DASHBOARD.actions().stream()
        .filter(a -> a.scopes().contains(Scope.CONFIRM) && a.reason().apply(s).isEmpty())
        .forEach(a -> answers.add(new KeyBar.Hint(a.keys().getFirst(), a.title())));
    Dialog.confirmTyped(canvas, theme, c.title(), c.lines(), c.word(), c.edit().text(), answers);
  }
}
