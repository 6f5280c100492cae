package io.bitonic.core.util;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One piece's bytes, contiguous and off-heap, lent by a {@link BlockPool}.
 *
 * <p>Ownership moves as a whole: event loop (filling) → hash worker → disk worker → event loop
 * (release). Whoever holds it may move the position and limit of {@link #data}; nobody else touches
 * it meanwhile.
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

  PieceBuffer(ByteBuffer data) {
    this.data = data;
    this.address = MemorySegment.ofBuffer(data).address();
  }
}
