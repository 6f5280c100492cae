package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Palette;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/** Horizontal bars in steps of an eighth of a column. */
public final class ProgressBar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
  private static final String HEIGHTS = "▁▂▃▄▅▆";
  private static final int HIGHEST = 5;

  private static final double TRACK_ON_CHOSEN = 0.35;

  private ProgressBar() {}

  /** The style of a track on a chosen row, whose background is not the one tracks are made for. */
  public static Style trackOnChosen(Style muted) {
    boolean plain = muted.foreground() == Style.UNSET || muted.background() == Style.UNSET;
    return plain
        ? muted
        : muted.withForeground(
            Palette.mix(muted.background(), muted.foreground(), TRACK_ON_CHOSEN));
  }

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
   * Draws a bar of three quarters of its row, so that bars of rows under each other stay apart, on
   * a base line. How much of the column where it ends is full shows in its height and, where there
   * are colours, in eighths of the way between the two.
   *
   * @param fraction 0 to 1; clamped, NaN counts as 0
   * @param empty the base line's
   */
  public static void row(
      Canvas canvas, int x, int y, int columns, double fraction, Style fill, Style empty) {
    if (columns <= 0) {
      return;
    }
    int eighths = steps(fraction, columns * 8);
    int whole = eighths / 8;
    int part = eighths % 8;
    canvas.fill(x, y, whole, 1, HEIGHTS.charAt(HIGHEST), fill);
    canvas.fill(x + whole, y, columns - whole, 1, HEIGHTS.charAt(0), empty);
    if (part > 0) {
      boolean plain = empty.foreground() == Style.UNSET || fill.foreground() == Style.UNSET;
      Style end =
          plain
              ? fill
              : fill.withForeground(
                  Palette.mix(empty.foreground(), fill.foreground(), 0.5 + part / 16.0));
      canvas.put(x + whole, y, HEIGHTS.charAt(1 + part * (HIGHEST - 1) / 8), end);
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
