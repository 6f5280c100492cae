package io.bitonic.core.webseed;

import io.bitonic.core.util.PieceLayout;

/**
 * BlockBatch that follow each other, across pieces and files.
 *
 * @param piece of the first block
 * @param block the first one
 * @param blocks &gt; 0
 */
public record WebSeedRun(PieceLayout layout, int piece, int block, int blocks) {
  long start() {
    return layout.pieceStart(piece) + (long) block * PieceLayout.BLOCK;
  }

  /** The end in piece space. */
  long end() {
    Cursor c = cursor();
    long end = start();
    for (int i = 0; i < blocks; i++) {
      end = layout.pieceStart(c.piece) + (long) c.block * PieceLayout.BLOCK + c.size();
      c.next();
    }
    return end;
  }

  public Cursor cursor() {
    return new Cursor(this);
  }

  /** A place in a run, from block to block. */
  public static final class Cursor {
    private final PieceLayout layout;
    private int piece;
    private int block;
    private int left;

    private Cursor(WebSeedRun run) {
      layout = run.layout;
      piece = run.piece;
      block = run.block;
      left = run.blocks;
    }

    public int piece() {
      return piece;
    }

    public int block() {
      return block;
    }

    /** Bytes of the block. */
    public int size() {
      return layout.blockSize(piece, block);
    }

    /** Whether the run is not at its end. */
    public boolean isAtBlock() {
      return left > 0;
    }

    public void next() {
      left--;
      block++;
      if (block == layout.blocks(piece)) {
        block = 0;
        piece++;
      }
    }
  }
}
