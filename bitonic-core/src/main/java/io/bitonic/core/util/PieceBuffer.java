package io.bitonic.core.util;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One piece's bytes, contiguous and off-heap, lent by a {@link BlockPool}.
 *
 * <p>Ownership moves as a whole: event loop (filling) → hash worker → disk worker → event loop
 * (release). Whoever holds it may move the position and limit of {@link #data} and of its views;
 * nobody else touches it meanwhile.
 */
public final class PieceBuffer {
  /** The bytes; capacity is the pool's buffer size, at least {@link #size}. */
  public final ByteBuffer data;

  /** Where {@link #data} lies in native memory. */
  public final long address;

  /** The piece, or -1 when the buffer serves another purpose. */
  public int piece = -1;

  /** Bytes that count, from position 0. */
  public int size;

  boolean lent;

  /** Views of single blocks, made when first asked for and kept as long as the buffer. */
  private ByteBuffer[] blocks;

  PieceBuffer(ByteBuffer data) {
    this.data = data;
    this.address = MemorySegment.ofBuffer(data).address();
  }

  /**
   * The place of a block: a view of its own, so that several blocks can be filled at once. The same
   * object for the same block, from position 0.
   */
  public ByteBuffer block(int block) {
    if (blocks == null) {
      blocks = new ByteBuffer[(data.capacity() + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK];
    }
    ByteBuffer view = blocks[block];
    if (view == null) {
      int at = block * PieceLayout.BLOCK;
      view = data.slice(at, Math.min(PieceLayout.BLOCK, data.capacity() - at));
      blocks[block] = view;
    }
    return view.clear();
  }
}
