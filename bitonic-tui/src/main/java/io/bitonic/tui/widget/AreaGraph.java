package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/**
 * One quantity over time in braille dots from the bottom, two samples a column and four steps a
 * row, and perhaps a second one, never larger, in another colour in front of it.
 */
public final class AreaGraph {
  private static final int SHADES = 8;
  private static final int DARKEST = 3;

  private AreaGraph() {}

  /**
   * Fills the canvas.
   *
   * @param top the value of the highest dot; larger ones are cut
   */
  public static void draw(Canvas canvas, Theme theme, Series values, double top, Role role) {
    draw(canvas, theme, values, role, ago -> 0, role, top);
  }

  /** As above, with {@code front} before {@code back}. */
  public static void draw(
      Canvas canvas,
      Theme theme,
      Series back,
      Role role,
      Series front,
      Role frontRole,
      double top) {
    Style[] ramp = theme.ramp(Role.BORDER, role, SHADES);
    Style[] frontRamp = theme.ramp(Role.BORDER, frontRole, SHADES);
    int rows = canvas.height();
    for (int column = 0; column < canvas.width(); column++) {
      int ago = (canvas.width() - 1 - column) * 2;
      int first = dots(back.at(ago + 1), top, rows);
      int second = dots(back.at(ago), top, rows);
      double near = Math.max(front.at(ago + 1), front.at(ago));
      int before = near > 0 ? dots(near, top, rows) : 0;
      for (int row = 0; row * 4 < Math.max(first, second); row++) {
        int bits =
            RateGraph.bits(0, first - row * 4, false) | RateGraph.bits(1, second - row * 4, false);
        int shade = rows == 1 ? SHADES - 1 : DARKEST + (SHADES - 1 - DARKEST) * row / (rows - 1);
        Style style = (row * 4 < before ? frontRamp : ramp)[shade];
        canvas.put(column, rows - 1 - row, 0x2800 + bits, style);
      }
    }
  }

  /** Height in dots, at least one, so that the base line is always there. */
  private static int dots(double value, double top, int rows) {
    double part = top > 0 ? value / top : 0;
    return Math.clamp(Math.round(part * rows * 4), 1, Math.max(1, rows * 4));
  }
}
