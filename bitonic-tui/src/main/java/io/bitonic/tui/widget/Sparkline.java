package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;

/** A graph one row high: one block for each sample, the newest on the right. */
public final class Sparkline {
  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * @param top the value of a full block; larger ones are cut, 0 or less draws a flat line
   */
  public static void draw(
      Canvas canvas, int x, int y, int columns, Series values, double top, Style style) {
    for (int i = 0; i < columns; i++) {
      double part = top > 0 ? values.at(columns - 1 - i) / top : 0;
      int level = part > 0 ? Math.clamp((int) Math.ceil(part * 8) - 1, 0, 7) : 0;
      canvas.put(x + i, y, LEVELS.charAt(level), style);
    }
  }
}
