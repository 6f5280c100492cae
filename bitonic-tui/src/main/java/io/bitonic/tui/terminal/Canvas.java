package io.bitonic.tui.terminal;

import io.bitonic.tui.text.Graphemes;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The back buffer of a frame: columns × rows of cells, each a glyph and a {@link Style}. A frame is
 * drawn anew each time: {@link #clear(Style)}, draw, hand to {@link ScreenWriter}. Drawing outside
 * is clipped, never an error. Owned by the UI thread.
 *
 * <p>{@link #sub} gives a clipped view with its own origin. Views are recycled, so that a steady
 * frame allocates nothing: a view is valid until the next {@link #clear(Style)} of the root and
 * must not be kept.
 */
public final class Canvas {
  private static final int[] ROUNDED = {'╭', '╮', '╰', '╯', '─', '│'};

  private final Canvas root;
  private final List<Canvas> views = new ArrayList<>();
  private int viewsUsed;

  private int[] glyphs = {};
  private int[] styles = {};
  private int stride;
  private int cursorX = -1;
  private int cursorY = -1;

  private int originX;
  private int originY;
  private int width;
  private int height;
  private int clipLeft;
  private int clipTop;
  private int clipRight;
  private int clipBottom;

  /** A blank canvas; {@code columns} and {@code rows} are 1 to 4,096. */
  public Canvas(int columns, int rows) {
    root = this;
    resize(columns, rows);
  }

  private Canvas(Canvas root) {
    this.root = root;
  }

  /** Changes the size of a root canvas and blanks it. */
  public void resize(int columns, int rows) {
    if (root != this) {
      throw new IllegalStateException("only a root canvas can be resized");
    }
    if (columns < 1 || rows < 1 || columns > 4096 || rows > 4096) {
      throw new IllegalArgumentException("canvas of " + columns + "×" + rows + " cells");
    }
    if (glyphs.length != columns * rows) {
      glyphs = new int[columns * rows];
      styles = new int[columns * rows];
    }
    stride = columns;
    width = columns;
    height = rows;
    clipRight = columns;
    clipBottom = rows;
    clear(Style.PLAIN);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /**
   * Blanks this canvas or view; on the root it also starts a frame: hides the cursor and takes back
   * all views.
   */
  public void clear(Style style) {
    if (root == this) {
      viewsUsed = 0;
      cursorX = -1;
      cursorY = -1;
      Arrays.fill(glyphs, Glyphs.BLANK);
      Arrays.fill(styles, style.id());
    } else {
      fill(0, 0, width, height, ' ', style);
    }
  }

  /** A view of a rectangle of this canvas, clipped to it; sizes below zero count as zero. */
  public Canvas sub(int x, int y, int columns, int rows) {
    if (root.viewsUsed == root.views.size()) {
      root.views.add(new Canvas(root));
    }
    Canvas view = root.views.get(root.viewsUsed++);
    view.originX = originX + x;
    view.originY = originY + y;
    view.width = Math.max(0, columns);
    view.height = Math.max(0, rows);
    view.clipLeft = Math.max(clipLeft, view.originX);
    view.clipTop = Math.max(clipTop, view.originY);
    view.clipRight = Math.min(clipRight, view.originX + view.width);
    view.clipBottom = Math.min(clipBottom, view.originY + view.height);
    return view;
  }

  /**
   * Puts text at a cell and returns the columns it takes, clipped parts included. Controls are not
   * drawn.
   */
  public int put(int x, int y, CharSequence text, Style style) {
    return put(x, y, text, Integer.MAX_VALUE, style);
  }

  /**
   * As {@link #put(int, int, CharSequence, Style)}, at most {@code columns} wide, with "…" when
   * cut.
   */
  public int put(int x, int y, CharSequence text, int columns, Style style) {
    if (columns <= 0) {
      return 0;
    }
    int room = columns;
    boolean cut = columns < text.length() * 2 && Text.width(text) > columns;
    if (cut) {
      room--;
    }
    int row = originY + y;
    boolean visible = row >= clipTop && row < clipBottom;
    int at = x;
    for (int i = 0; i < text.length(); ) {
      int end = Graphemes.next(text, i);
      int cells = Graphemes.width(text, i, end);
      if (cells > x + (long) room - at) {
        break;
      }
      if (visible && cells > 0) {
        set(originX + at, row, Glyphs.intern(text, i, end), cells, style.id());
      }
      at += cells;
      i = end;
    }
    if (cut) {
      if (visible) {
        set(originX + at, row, '…', 1, style.id());
      }
      at++;
    }
    return at - x;
  }

  /**
   * Puts text into {@code columns} cells, cut with "…" or aligned; cells beside the text keep what
   * they show.
   */
  public void put(int x, int y, int columns, CharSequence text, Text.Align align, Style style) {
    int free = Math.max(0, columns - Text.width(text));
    int left =
        switch (align) {
          case LEFT -> 0;
          case RIGHT -> free;
          case CENTER -> free / 2;
        };
    put(x + left, y, text, columns - left, style);
  }

  /** Puts one code point and returns its columns. */
  public int put(int x, int y, int codePoint, Style style) {
    int cells = Graphemes.width(codePoint);
    int row = originY + y;
    if (cells > 0 && row >= clipTop && row < clipBottom) {
      set(originX + x, row, codePoint, cells, style.id());
    }
    return cells;
  }

  /** Fills a rectangle with a code point that is one column wide. */
  public void fill(int x, int y, int columns, int rows, int codePoint, Style style) {
    int left = Math.max(clipLeft, originX + x);
    int right = (int) Math.min(clipRight, (long) originX + x + columns);
    int bottom = (int) Math.min(clipBottom, (long) originY + y + rows);
    for (int row = Math.max(clipTop, originY + y); row < bottom && left < right; row++) {
      splitWide(left, row);
      splitWide(right, row);
      int base = row * root.stride;
      Arrays.fill(root.glyphs, base + left, base + right, codePoint);
      Arrays.fill(root.styles, base + left, base + right, style.id());
    }
  }

  /**
   * Lays a style over the cells of a rectangle and keeps their glyphs; see {@link
   * Style#over(Style)}.
   */
  public void overlay(int x, int y, int columns, int rows, Style style) {
    int left = Math.max(clipLeft, originX + x);
    int right = (int) Math.min(clipRight, (long) originX + x + columns);
    int bottom = (int) Math.min(clipBottom, (long) originY + y + rows);
    for (int row = Math.max(clipTop, originY + y); row < bottom; row++) {
      for (int i = row * root.stride + left; i < row * root.stride + right; i++) {
        root.styles[i] = style.over(Style.byId(root.styles[i])).id();
      }
    }
  }

  /** A box with rounded corners; its inside is left alone. Nothing when smaller than 2 × 2. */
  public void box(int x, int y, int columns, int rows, Style style) {
    if (columns < 2 || rows < 2) {
      return;
    }
    int right = x + columns - 1;
    int bottom = y + rows - 1;
    put(x, y, ROUNDED[0], style);
    put(right, y, ROUNDED[1], style);
    put(x, bottom, ROUNDED[2], style);
    put(right, bottom, ROUNDED[3], style);
    fill(x + 1, y, columns - 2, 1, ROUNDED[4], style);
    fill(x + 1, bottom, columns - 2, 1, ROUNDED[4], style);
    fill(x, y + 1, 1, rows - 2, ROUNDED[5], style);
    fill(right, y + 1, 1, rows - 2, ROUNDED[5], style);
  }

  public void horizontalLine(int x, int y, int columns, Style style) {
    fill(x, y, columns, 1, ROUNDED[4], style);
  }

  public void verticalLine(int x, int y, int rows, Style style) {
    fill(x, y, 1, rows, ROUNDED[5], style);
  }

  /**
   * Shows the terminal's cursor at this cell when the frame is written; hidden when the cell is
   * clipped.
   */
  public void cursor(int x, int y) {
    int column = originX + x;
    int row = originY + y;
    if (column >= clipLeft && column < clipRight && row >= clipTop && row < clipBottom) {
      root.cursorX = column;
      root.cursorY = row;
    }
  }

  /** Column of the cursor on the root, or −1 when hidden. */
  public int cursorX() {
    return root.cursorX;
  }

  /** Row of the cursor on the root, or −1 when hidden. */
  public int cursorY() {
    return root.cursorY;
  }

  /** The text of a row without trailing blanks. */
  public String row(int y) {
    StringBuilder out = new StringBuilder(width);
    int base = (originY + y) * root.stride + originX;
    for (int x = 0; x < width; x++) {
      Glyphs.append(out, root.glyphs[base + x]);
    }
    return out.toString().stripTrailing();
  }

  /** The style of a cell. */
  public Style styleAt(int x, int y) {
    return Style.byId(root.styles[(originY + y) * root.stride + originX + x]);
  }

  /** All rows, each ended by a newline. */
  public String dump() {
    StringBuilder out = new StringBuilder(width * height);
    for (int y = 0; y < height; y++) {
      out.append(row(y)).append('\n');
    }
    return out.toString();
  }

  int[] glyphs() {
    return glyphs;
  }

  int[] styles() {
    return styles;
  }

  private void set(int column, int row, int glyph, int cells, int styleId) {
    if (column + cells <= clipLeft || column >= clipRight || clipLeft >= clipRight) {
      return;
    }
    int shown = glyph;
    int from = column;
    int to = column + cells;
    if (from < clipLeft || to > clipRight) {
      shown = Glyphs.BLANK;
      from = Math.max(from, clipLeft);
      to = Math.min(to, clipRight);
    }
    splitWide(from, row);
    splitWide(to, row);
    int index = row * root.stride + from;
    root.glyphs[index] = shown;
    root.styles[index] = styleId;
    if (to - from == 2) {
      root.glyphs[index + 1] = Glyphs.CONTINUATION;
      root.styles[index + 1] = styleId;
    }
  }

  /** Blanks the wide glyph that covers both {@code column} and the cell before it. */
  private void splitWide(int column, int row) {
    if (column <= 0 || column >= root.stride) {
      return;
    }
    int index = row * root.stride + column;
    if (root.glyphs[index] == Glyphs.CONTINUATION) {
      root.glyphs[index] = Glyphs.BLANK;
      root.glyphs[index - 1] = Glyphs.BLANK;
    }
  }
}
