package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/** A box with rounded corners and a title in its border. */
public final class Panel {
  private static final int MIN_TITLED = 8;

  private Panel() {}

  /** Draws the box and returns the view of its inside, empty when the box is smaller than 2 × 2. */
  public static Canvas draw(
      Canvas canvas,
      Theme theme,
      int x,
      int y,
      int columns,
      int rows,
      String title,
      boolean focused) {
    Style border = theme.get(focused ? Role.BORDER_FOCUS : Role.BORDER);
    canvas.box(x, y, columns, rows, border);
    if (!title.isEmpty() && columns > MIN_TITLED) {
      Style style = theme.get(focused ? Role.TITLE : Role.MUTED);
      label(canvas, x + 2, y, columns - 4, title, style);
    }
    return canvas.sub(x + 1, y + 1, columns - 2, rows - 2);
  }

  /**
   * Puts a note into the right end of the top border, when there is room for it beside the title.
   */
  public static void note(
      Canvas canvas, Theme theme, int x, int y, int columns, String title, String note) {
    int width = Text.width(note);
    int taken = title.isEmpty() ? 0 : Text.width(title) + 3;
    if (!note.isEmpty() && width + 6 + taken <= columns) {
      label(canvas, x + columns - 4 - width, y, width + 2, note, theme.get(Role.MUTED));
    }
  }

  /** Says at the right end of the bottom border which row of how many is the chosen one. */
  public static void position(
      Canvas canvas, Theme theme, int x, int y, int columns, int index, int size) {
    String text = (index + 1) + " of " + size;
    int width = Text.width(text) + 2;
    if (size > 0 && width + 6 <= columns) {
      label(canvas, x + columns - 2 - width, y, width, text, theme.get(Role.MUTED));
    }
  }

  /** Puts text with a blank on each side into a border; returns the columns taken. */
  static int label(Canvas canvas, int x, int y, int room, String text, Style style) {
    int used = canvas.put(x, y, ' ', style);
    used += canvas.put(x + used, y, text, room - 2, style);
    return used + canvas.put(x + used, y, ' ', style);
  }
}
