package io.bitonic.tui.view;

import io.bitonic.tui.control.HelpLines;
import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.ScrollBar;
import java.util.List;

/** All keys, from the action table. */
final class HelpView {
  private static final int KEYS = 14;

  private HelpView() {}

  static void draw(Canvas canvas, Theme theme, UiState s, Overlay.Help help) {
    int width = PageSizes.helpWidth(canvas.width());
    int height = PageSizes.helpRows(canvas.height()) + 2;
    Canvas in = Dialog.open(canvas, theme, width, height, "Keys");
    int columns = PageSizes.helpColumns(canvas.width());
    List<HelpLines.Line> lines = HelpLines.of(s);
    int rows = (lines.size() + columns - 1) / columns;
    ListCursor c = help.cursor();
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

  private static void line(Canvas in, Theme theme, HelpLines.Line l, int x, int y, int width) {
    if (l.isTitle()) {
      in.put(x, y, l.text(), width, Dialog.onDialog(theme, Role.TITLE));
      return;
    }
    in.put(x, y, l.keys(), KEYS - 1, Dialog.onDialog(theme, Role.KEY));
    in.put(
        x + KEYS,
        y,
        l.text(),
        width - KEYS,
        Dialog.onDialog(theme, l.works() ? Role.TEXT : Role.MUTED));
  }
}
