package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/**
 * One cell of a table while it is drawn; what is drawn stays inside it. Reused for every cell, so
 * never keep it.
 */
public final class Cell {
  private static final int INDENT = 2;

  private Canvas canvas;
  private Theme theme;
  private Style overlay;
  private boolean marked;
  private int x;
  private int y;
  private int width;
  private Text.Align align;

  Cell() {}

  void at(
      Canvas onto,
      Theme with,
      Style chosen,
      boolean isMarked,
      int column,
      int row,
      int columns,
      Text.Align how) {
    canvas = onto;
    theme = with;
    overlay = chosen;
    marked = isMarked;
    x = column;
    y = row;
    width = columns;
    align = how;
  }

  /** Columns that are left in the cell. */
  public int width() {
    return width;
  }

  /**
   * Text in the column's alignment, cut with "…". Plain text of a marked row takes the colour of
   * marks.
   */
  public void text(CharSequence text, Role role) {
    Role shown = marked && role == Role.TEXT ? Role.MARKED : role;
    canvas.put(x, y, width, text, align, style(shown));
  }

  /** A piece of text at the left end; what follows goes to the right of it. */
  public void lead(CharSequence text, Role role) {
    int used = canvas.put(x, y, text, width, style(role));
    x += used;
    width -= used;
  }

  /** A progress bar over the rest of the cell. */
  public void bar(double fraction, Role full) {
    line(width, fraction, full);
  }

  private void line(int columns, double fraction, Role full) {
    ProgressBar.row(canvas, x, y, columns, fraction, style(strong(full)), track());
  }

  /** The colours of bars are chosen for the plain background; a chosen row has another. */
  private Role strong(Role full) {
    if (overlay == null) {
      return full;
    }
    return switch (full) {
      case BAR_FULL -> Role.ACCENT;
      case BAR_DONE -> Role.GOOD;
      default -> full;
    };
  }

  private Style track() {
    return overlay == null ? style(Role.BAR_EMPTY) : ProgressBar.trackOnChosen(style(Role.MUTED));
  }

  /**
   * A progress bar with its percentage to the right of it; the figure alone when there is little
   * room.
   */
  public void barWithPercent(double fraction, Role full) {
    int percent = fraction >= 1 ? 100 : Math.clamp((int) (fraction * 100), 0, 99);
    int figures = 5;
    if (width >= figures + 3) {
      line(width - figures, fraction, full);
    }
    int at = x + width - 4 + (percent < 10 ? 2 : percent < 100 ? 1 : 0);
    Style style = style(percent == 100 ? Role.MUTED : Role.TEXT);
    if (percent == 100) {
      at += canvas.put(at, y, '1', style);
    }
    if (percent >= 10) {
      at += canvas.put(at, y, '0' + percent / 10 % 10, style);
    }
    at += canvas.put(at, y, '0' + percent % 10, style);
    canvas.put(at, y, '%', style);
  }

  /** A graph of the newest samples over the rest of the cell. */
  public void sparkline(Series values, double top, Role role) {
    Sparkline.draw(canvas, x, y, width, values, top, style(role));
  }

  /** Indents a node of a tree and draws the sign of a folder; the name follows by {@link #text}. */
  public void tree(int depth, boolean folder, boolean open) {
    int indent = Math.min(depth * INDENT, Math.max(0, width - 8));
    x += indent;
    width -= indent;
    lead(folder ? open ? "▾ " : "▸ " : "  ", Role.MUTED);
  }

  private Style style(Role role) {
    Style style = theme.get(role);
    return overlay == null ? style : overlay.over(style);
  }
}
