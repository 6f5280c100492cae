package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.Arrays;
import java.util.List;

/**
 * A table with a header, a chosen row and marks. It asks only for the rows on screen, so its length
 * costs nothing. Widths are worked out once for each width of the canvas. Owned by the UI thread.
 */
public final class Table {
  /** Columns at the left edge: the sign of the chosen row, and the mark. */
  public static final int GUTTER = 2;

  private static final int ROOMY = 110;

  /**
   * A column.
   *
   * @param width columns on the screen, at least; ≥ 1
   * @param weight share of what is left over, 0 for none
   * @param rank how early it goes when there is no room: the largest first, 0 never
   */
  public record Column(String title, int width, int weight, Text.Align align, int rank) {}

  /** What is in the table. */
  public interface Rows {
    int size();

    boolean isMarked(int row);

    /**
     * Draws one cell; {@code column} is the index in the list of columns. Called only for what is
     * on screen.
     */
    void draw(int row, int column, Cell cell);
  }

  /**
   * How the table is looked at.
   *
   * @param top first row on screen
   * @param chosen the chosen row, −1 for none
   * @param sorted the column it is sorted by, −1 for none
   * @param focused whether keys go to this table
   */
  public record View(int top, int chosen, int sorted, boolean descending, boolean focused) {}

  private final List<Column> columns;
  private final int[] widths;
  private final int[] starts;
  private final Cell cell = new Cell();
  private int laidOutFor = -1;

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.widths = new int[columns.size()];
    this.starts = new int[columns.size()];
  }

  /** Draws the header in the first row of the canvas and rows below it. */
  public void draw(Canvas canvas, Theme theme, Rows rows, View view) {
    layOut(canvas.width());
    header(canvas, theme, view);
    int last = Math.min(rows.size() - view.top(), canvas.height() - 1);
    for (int i = 0; i < last; i++) {
      row(canvas, theme, rows, view, view.top() + i, i + 1);
    }
  }

  /** The column at a cell's x, or −1. */
  public int columnAt(int x) {
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0 && x >= starts[i] && x <= starts[i] + widths[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Width of a column at the last drawing, 0 when it was left out. */
  public int width(int column) {
    return widths[column];
  }

  private void header(Canvas canvas, Theme theme, View view) {
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] == 0) {
        continue;
      }
      boolean sorted = i == view.sorted();
      Column column = columns.get(i);
      Style style = theme.get(sorted ? Role.COLUMN_SORTED : Role.COLUMN);
      if (!sorted) {
        canvas.put(starts[i], 0, widths[i], column.title(), column.align(), style);
        continue;
      }
      int title = Math.min(Text.width(column.title()), widths[i] - 1);
      int x = starts[i] + (column.align() == Text.Align.RIGHT ? widths[i] - title - 1 : 0);
      canvas.put(x, 0, column.title(), title, style);
      canvas.put(x + title, 0, view.descending() ? '↓' : '↑', style);
    }
  }

  private void row(Canvas canvas, Theme theme, Rows rows, View view, int row, int y) {
    boolean chosen = row == view.chosen();
    boolean marked = rows.isMarked(row);
    Style overlay = chosen ? theme.get(view.focused() ? Role.SELECTED : Role.SELECTED_IDLE) : null;
    if (chosen) {
      canvas.fill(0, y, canvas.width(), 1, ' ', overlay.over(theme.get(Role.TEXT)));
      if (view.focused()) {
        canvas.put(0, y, '▌', overlay.over(theme.get(Role.ACCENT)));
      }
    }
    if (marked) {
      Style style = theme.get(Role.MARKED);
      canvas.put(1, y, '✓', chosen ? overlay.over(style) : style);
    }
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        cell.at(canvas, theme, overlay, marked, starts[i], y, widths[i], columns.get(i).align());
        rows.draw(row, i, cell);
      }
    }
  }

  private void layOut(int width) {
    if (width == laidOutFor) {
      return;
    }
    laidOutFor = width;
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).width();
    }
    int gap = width >= ROOMY ? 2 : 1;
    int free = width - GUTTER - total(gap);
    while (free < 0 && dropOne()) {
      free = width - GUTTER - total(gap);
    }
    while (free > 0 && takeOneBack(free - gap)) {
      free = width - GUTTER - total(gap);
    }
    share(Math.max(0, free));
    int x = GUTTER;
    for (int i = 0; i < widths.length; i++) {
      starts[i] = x;
      x += widths[i] == 0 ? 0 : widths[i] + gap;
    }
  }

  private int total(int gap) {
    int shown = (int) Arrays.stream(widths).filter(w -> w > 0).count();
    return Arrays.stream(widths).sum() + shown * gap;
  }

  private boolean dropOne() {
    int worst = -1;
    for (int i = 0; i < widths.length; i++) {
      int rank = columns.get(i).rank();
      if (widths[i] > 0 && rank > 0 && (worst < 0 || rank >= columns.get(worst).rank())) {
        worst = i;
      }
    }
    if (worst >= 0) {
      widths[worst] = 0;
    }
    return worst >= 0;
  }

  /** A wide column that went may have made room for narrow ones that had gone before it. */
  private boolean takeOneBack(int room) {
    int best = -1;
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      boolean fits = widths[i] == 0 && column.width() <= room;
      if (fits && (best < 0 || column.rank() < columns.get(best).rank())) {
        best = i;
      }
    }
    if (best >= 0) {
      widths[best] = columns.get(best).width();
    }
    return best >= 0;
  }

  private void share(int free) {
    int weights = 0;
    for (int i = 0; i < widths.length; i++) {
      weights += widths[i] > 0 ? columns.get(i).weight() : 0;
    }
    int left = free;
    for (int i = 0; i < widths.length && weights > 0; i++) {
      int weight = widths[i] > 0 ? columns.get(i).weight() : 0;
      int part = left * weight / weights;
      widths[i] += part;
      left -= part;
      weights -= weight;
    }
  }
}
