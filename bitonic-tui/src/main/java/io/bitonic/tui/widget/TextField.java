package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Graphemes;
import io.bitonic.tui.text.Text;

/** One line of text being edited, scrolled so that the cursor is always in sight. */
public final class TextField {
  private TextField() {}

  /**
   * Draws the text and places the terminal's cursor.
   *
   * @param cursor char index in {@code text}, on the border of a cluster
   */
  public static void draw(
      Canvas canvas, int x, int y, int columns, String text, int cursor, Style style) {
    if (columns <= 0) {
      return;
    }
    canvas.fill(x, y, columns, 1, ' ', style);
    int start = 0;
    int before = Text.width(text.substring(0, cursor));
    while (before >= columns) {
      int end = Graphemes.next(text, start);
      before -= Graphemes.width(text, start, end);
      start = end;
    }
    String rest = text.substring(start);
    canvas.sub(x, y, columns, 1).put(0, 0, rest, style);
    canvas.cursor(x + before, y);
  }
}
