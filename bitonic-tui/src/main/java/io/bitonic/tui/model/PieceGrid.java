package io.bitonic.tui.model;

/**
 * How pieces lie on cells: from left to right, top to bottom, as many for each cell as are needed
 * to fit. Pure.
 *
 * @param columns cells in a row, ≥ 1
 * @param rows rows that are used
 * @param perCell pieces of one cell, ≥ 1
 */
public record PieceGrid(int pieces, int columns, int rows, int perCell) {
  public static PieceGrid of(int pieces, int width, int height) {
    int columns = Math.max(1, width);
    long cells = (long) columns * Math.max(1, height);
    int per = (int) Math.max(1, (pieces + cells - 1) / cells);
    int used = (pieces + per - 1) / per;
    return new PieceGrid(pieces, columns, (used + columns - 1) / columns, per);
  }

  public int cellOf(int piece) {
    return piece / perCell;
  }

  /** First piece of a cell. */
  public int first(int cell) {
    return Math.min(pieces, cell * perCell);
  }

  /** Piece after the last of a cell. */
  public int end(int cell) {
    return (int) Math.min(pieces, (cell + 1L) * perCell);
  }
}
