package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;

/** A few words in the middle of an otherwise empty area. */
public final class Notice {
  private Notice() {}

  /** Draws lines in the middle; the first stands out. */
  public static void draw(Canvas canvas, Theme theme, List<String> lines) {
    int y = Math.max(0, (canvas.height() - lines.size()) / 2);
    for (int i = 0; i < lines.size(); i++) {
      Role role = i == 0 ? Role.TITLE : Role.MUTED;
      canvas.put(0, y + i, canvas.width(), lines.get(i), Text.Align.CENTER, theme.get(role));
    }
  }

  /** Says that the terminal is too small, what is needed and what there is. */
  public static void tooSmall(Canvas canvas, Theme theme, int columns, int rows) {
    draw(
        canvas,
        theme,
        List.of(
            "Too small",
            "needs " + columns + "×" + rows,
            "has " + canvas.width() + "×" + canvas.height()));
  }
}
