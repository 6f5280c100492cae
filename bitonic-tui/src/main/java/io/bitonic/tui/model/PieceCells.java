package io.bitonic.tui.model;

/**
 * How pieces lie on the cells of a map: one for each piece while they fit, else even shares. The
 * same as the widget draws. Pure.
 *
 * @param pieces of the torrent
 * @param columns cells in a row, ≥ 1
 * @param rows ≥ 1
 */
public record PieceCells(int pieces, int columns, int rows) {
  public static PieceCells of(int pieces, int columns, int rows) {
    return new PieceCells(pieces, Math.max(1, columns), Math.max(1, rows));
  }

  /** Cells that show something. */
  public int used() {
    return Math.min(pieces, columns * rows);
  }

  /** First piece of a cell; the piece after the last for the cell after the last. */
  public int first(int cell) {
    int cells = columns * rows;
    return pieces <= cells ? Math.min(cell, pieces) : (int) ((long) cell * pieces / cells);
  }

  public int cellOf(int piece) {
    long cells = (long) columns * rows;
    return pieces <= cells ? piece : (int) (((piece + 1) * cells + pieces - 1) / pieces) - 1;
  }
}
