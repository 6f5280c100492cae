package io.bitonic.tui.model;

/** The chosen row of a list and the part of the list on screen. Owned by the UI thread. */
public final class ListCursor {
  private int index;
  private int top;
  private int size;
  private int page = 1;

  public int index() {
    return index;
  }

  /** First row on screen. */
  public int top() {
    return top;
  }

  /** Rows on screen, ≥ 1. */
  public int page() {
    return page;
  }

  public int size() {
    return size;
  }

  /** Tells how long the list is and how many rows of it fit on screen. */
  public void bounds(int newSize, int newPage) {
    size = Math.max(0, newSize);
    page = Math.max(1, newPage);
    to(index);
  }

  public void to(int row) {
    index = Math.clamp(row, 0, Math.max(0, size - 1));
    if (index < top) {
      top = index;
    } else if (index >= top + page) {
      top = index - page + 1;
    }
    top = Math.clamp(top, 0, Math.max(0, size - page));
  }

  public void by(int rows) {
    to(index + rows);
  }

  /** Moves the screen over the list; the chosen row comes along when it would leave the screen. */
  public void scroll(int rows) {
    top = Math.clamp((long) top + rows, 0, Math.max(0, size - page));
    index = Math.clamp(index, top, Math.max(top, Math.min(size, top + page) - 1));
  }
}
