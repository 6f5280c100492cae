package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.function.LongFunction;

/**
 * Two rates over time in braille dots, two samples a column and four steps a row: downloads rise
 * from the middle, uploads hang from it. Each half has its own scale, rounded up to a plain number
 * of a unit.
 */
public final class RateGraph {
  /** Bits of a braille cell by column and by dots counted from the bottom. */
  private static final int[][] DOTS = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};

  private static final int[] STEPS = {
    1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 400, 500, 600, 800
  };
  private static final int SHADES = 8;
  private static final int DARKEST = 3;
  private static final int MIN_LABELLED = 24;

  private RateGraph() {}

  /**
   * Fills the canvas.
   *
   * @param label text of a rate in bytes a second, for the scale
   */
  public static void draw(
      Canvas canvas, Theme theme, Series down, Series up, LongFunction<String> label) {
    int height = canvas.height();
    int upper = (height + 1) / 2;
    int lower = height - upper;
    long topDown = scale(down, samples(canvas.width()));
    long topUp = scale(up, samples(canvas.width()));
    half(canvas, theme.ramp(Role.BORDER, Role.GRAPH_DOWN, SHADES), down, topDown, 0, upper, false);
    half(canvas, theme.ramp(Role.BORDER, Role.GRAPH_UP, SHADES), up, topUp, upper, lower, true);
    if (canvas.width() >= MIN_LABELLED) {
      axis(canvas, theme, 0, "▼ ", Role.GRAPH_DOWN, down, topDown, label);
      if (lower > 0) {
        axis(canvas, theme, height - 1, "▲ ", Role.GRAPH_UP, up, topUp, label);
      }
    }
  }

  /** Samples that fit in a canvas of this width, two a column. */
  public static int samples(int columns) {
    return columns * 2;
  }

  /** The top of a scale that holds {@code max}: a plain number of B, KiB, MiB … */
  public static long niceTop(double max) {
    long unit = 1;
    for (int power = 0; power < 6; power++) {
      for (int step : STEPS) {
        if (step * (double) unit >= max) {
          return step * unit;
        }
      }
      unit *= 1024;
    }
    return Long.MAX_VALUE;
  }

  private static long scale(Series values, int samples) {
    return niceTop(Math.max(1024, peak(values, samples)));
  }

  private static double peak(Series values, int samples) {
    double max = 0;
    for (int i = 0; i < samples; i++) {
      max = Math.max(max, values.at(i));
    }
    return max;
  }

  /** The newest rate and the highest one on the left, what the whole height stands for right. */
  private static void axis(
      Canvas canvas,
      Theme theme,
      int y,
      String arrow,
      Role role,
      Series values,
      long top,
      LongFunction<String> label) {
    Style muted = theme.get(Role.GRAPH_AXIS);
    Style strong = theme.get(role).with(Style.BOLD);
    int x = canvas.put(0, y, arrow, theme.get(role));
    x += canvas.put(x, y, label.apply((long) values.at(0)), strong);
    String peak = " peak " + label.apply((long) peak(values, samples(canvas.width()))) + " ";
    String scale = " " + label.apply(top) + " ┐";
    if (x + Text.width(peak) + Text.width(scale) <= canvas.width()) {
      canvas.put(x, y, peak, muted);
    }
    canvas.put(
        canvas.width() - Text.width(scale), y, scale.replace('┐', y == 0 ? '┐' : '┘'), muted);
  }

  private static void half(
      Canvas canvas, Style[] ramp, Series values, long top, int y, int rows, boolean hanging) {
    int columns = canvas.width();
    for (int column = 0; column < columns; column++) {
      int ago = (columns - 1 - column) * 2;
      int first = dots(values.at(ago + 1), top, rows);
      int second = dots(values.at(ago), top, rows);
      for (int row = 0; row * 4 < Math.max(first, second) || row == 0 && rows > 0; row++) {
        int bits = bits(0, first - row * 4, hanging) | bits(1, second - row * 4, hanging);
        int shade = rows == 1 ? SHADES - 1 : DARKEST + (SHADES - 1 - DARKEST) * row / (rows - 1);
        int at = hanging ? y + row : y + rows - 1 - row;
        canvas.put(column, at, 0x2800 + bits, ramp[shade]);
      }
    }
  }

  /** Height in dots, at least one, so that the base line is always there. */
  private static int dots(double value, long top, int rows) {
    return Math.clamp(Math.round(value / top * rows * 4), 1, Math.max(1, rows * 4));
  }

  static int bits(int column, int dots, boolean hanging) {
    int bits = 0;
    for (int i = 0; i < Math.min(dots, 4); i++) {
      bits |= DOTS[column][hanging ? 3 - i : i];
    }
    return bits;
  }
}
