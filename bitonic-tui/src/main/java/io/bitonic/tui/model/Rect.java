package io.bitonic.tui.model;

/** A rectangle of cells; {@link #NONE} is not shown. */
public record Rect(int x, int y, int width, int height) {
  public static final Rect NONE = new Rect(0, 0, 0, 0);

  public boolean isEmpty() {
    return width <= 0 || height <= 0;
  }

  /** The last row. */
  public int bottom() {
    return y + height - 1;
  }

  public boolean contains(int column, int row) {
    return column >= x && column < x + width && row >= y && row < y + height;
  }
}
