package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/** A horizontal bar in steps of an eighth of a column. */
public final class ProgressBar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private ProgressBar() {}

  /**
   * Draws a bar one row high.
   *
   * @param fraction 0 to 1; clamped, NaN counts as 0
   * @param full the role of the filled part
   */
  public static void draw(
      Canvas canvas, Theme theme, int x, int y, int columns, double fraction, Role full) {
    if (columns <= 0) {
      return;
    }
    int eighths = steps(fraction, columns * 8);
    Style fill = theme.get(full);
    Style empty = theme.get(Role.BAR_EMPTY);
    int whole = eighths / 8;
    canvas.fill(x, y, whole, 1, '█', fill);
    if (empty.foreground() == Style.UNSET) {
      canvas.fill(x + whole, y, columns - whole, 1, '░', empty);
    } else {
      fill = fill.withBackground(empty.foreground());
      canvas.fill(x + whole, y, columns - whole, 1, ' ', fill);
    }
    if (eighths % 8 > 0) {
      canvas.put(x + whole, y, EIGHTHS.charAt(eighths % 8), fill);
    }
  }

  /**
   * Draws a bar as a line, so that bars of rows under each other stay apart. In steps of half a
   * column: heavy is done, light is to come, which can be told apart without colour too.
   *
   * @param fraction 0 to 1; clamped, NaN counts as 0
   */
  public static void line(
      Canvas canvas, int x, int y, int columns, double fraction, Style fill, Style empty) {
    if (columns <= 0) {
      return;
    }
    int halves = steps(fraction, columns * 2);
    int whole = halves / 2;
    canvas.fill(x, y, whole, 1, '━', fill);
    canvas.fill(x + whole, y, columns - whole, 1, '─', empty);
    if (halves % 2 > 0) {
      canvas.put(x + whole, y, '╾', fill);
    }
  }

  /** Never full before it is done, never empty once begun. */
  private static int steps(double fraction, int all) {
    if (!(fraction > 0)) {
      return 0;
    }
    return fraction >= 1 ? all : Math.clamp((int) (fraction * all), 1, all - 1);
  }
}
