package io.bitonic.tui.model;

/**
 * How pieces lie on the cells of a map, in reading order: with few of them a block of cells for
 * each, then a cell for each, then even shares. Pure.
 *
 * @param pieces of the torrent
 * @param columns blocks in a row, ≥ 1
 * @param rows of blocks, ≥ 1
 * @param width cells of a block with the gap after it, ≥ 1; no gap at 1
 * @param height rows of a block, ≥ 1
 */
public record PieceCells(int pieces, int columns, int rows, int width, int height) {
  /** A block looks about as wide as high; more would look like a mistake. */
  private static final int[][] BLOCKS = {{7, 3}, {5, 2}, {3, 1}, {2, 1}};

  /** The largest blocks that fit into this room. */
  public static PieceCells of(int pieces, int roomColumns, int roomRows) {
    int w = Math.max(1, roomColumns);
    int h = Math.max(1, roomRows);
    for (int[] b : BLOCKS) {
      if ((long) (w / b[0]) * (h / b[1]) >= pieces) {
        return new PieceCells(pieces, Math.max(1, w / b[0]), Math.max(1, h / b[1]), b[0], b[1]);
      }
    }
    return new PieceCells(pieces, w, h, 1, 1);
  }

  /** Blocks that show something. */
  public int used() {
    return Math.min(pieces, columns * rows);
  }

  /** First piece of a block; the piece after the last for the block after the last. */
  public int first(int cell) {
    int cells = columns * rows;
    return pieces <= cells ? Math.min(cell, pieces) : (int) ((long) cell * pieces / cells);
  }

  /** The block of a piece. */
  public int cellOf(int piece) {
    long cells = (long) columns * rows;
    return pieces <= cells ? piece : (int) (((piece + 1) * cells + pieces - 1) / pieces) - 1;
  }

  /** The block at a place of the map, or −1 where there is none. */
  public int cellAt(int x, int y) {
    int column = x / width;
    int row = y / height;
    if (x < 0 || y < 0 || column >= columns || row >= rows) {
      return -1;
    }
    int cell = row * columns + column;
    return cell < used() ? cell : -1;
  }

  /** The left edge of a block. */
  public int x(int cell) {
    return cell % columns * width;
  }

  /** The upper edge of a block. */
  public int y(int cell) {
    return cell / columns * height;
  }

  /** Cells of a block without the gap. */
  public int visible() {
    return width > 1 ? width - 1 : 1;
  }
}
