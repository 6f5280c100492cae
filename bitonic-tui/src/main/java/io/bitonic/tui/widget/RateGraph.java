package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.function.LongFunction;

/**
 * Two rates over time in braille dots, two samples a column and four steps a row: downloads rise
 * from the middle, uploads hang from it. Each half has its own scale, rounded up to 1, 2 or 5 of a
 * unit.
 */
public final class RateGraph {
  /** Bits of a braille cell by column and by dots counted from the bottom. */
  private static final int[][] DOTS = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};

  private static final int[] STEPS = {1, 2, 5, 10, 20, 50, 100, 200, 500};
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
    String downLabel = label.apply(topDown);
    String upLabel = label.apply(topUp);
    half(canvas, theme.ramp(Role.BORDER, Role.GRAPH_DOWN, SHADES), down, topDown, 0, upper, false);
    half(canvas, theme.ramp(Role.BORDER, Role.GRAPH_UP, SHADES), up, topUp, upper, lower, true);
    if (canvas.width() >= MIN_LABELLED) {
      axis(canvas, theme, 0, "▼ ", downLabel, Role.GRAPH_DOWN);
      if (lower > 0) {
        axis(canvas, theme, height - 1, "▲ ", upLabel, Role.GRAPH_UP);
      }
    }
  }

  /** Samples that fit in a canvas of this width, two a column. */
  public static int samples(int columns) {
    return columns * 2;
  }

  /** The top of a scale that holds {@code max}: 1, 2 or 5 times a power of ten of B, KiB, MiB … */
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
    double max = 1024;
    for (int i = 0; i < samples; i++) {
      max = Math.max(max, values.at(i));
    }
    return niceTop(max);
  }

  private static void axis(
      Canvas canvas, Theme theme, int y, String arrow, String label, Role role) {
    int x = canvas.put(0, y, arrow, theme.get(role));
    x += canvas.put(x, y, label, theme.get(Role.GRAPH_AXIS));
    canvas.put(x, y, ' ', theme.get(Role.GRAPH_AXIS));
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
