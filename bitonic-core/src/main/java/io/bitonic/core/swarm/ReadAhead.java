package io.bitonic.core.swarm;

import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;

/**
 * One read for many blocks: the rest of the block that is coming, then for each block that should
 * come next its 13-byte header and its place, and one header more. Loop thread only; nothing is
 * allocated once it is warm.
 *
 * <p>Blocks come in the order in which they were asked for, unless something else comes between.
 * How far it looks ahead follows how much a read brings, and begins anew after a wrong guess.
 */
final class ReadAhead {
  /** Blocks at most; with their headers, well below the system's bound of parts of a read. */
  static final int MOST = 16;

  private final int[] pieces = new int[MOST];
  private final int[] begins = new int[MOST];
  private final ByteBuffer[] places = new ByteBuffer[MOST];
  private final ByteBuffer[] headers = new ByteBuffer[MOST + 1];
  private final ByteBuffer[] parts = new ByteBuffer[2 * MOST + 2];
  private int count;
  private int depth;

  ReadAhead() {
    ByteBuffer all = ByteBuffer.allocateDirect(headers.length * Wire.PIECE_HEADER);
    for (int i = 0; i < headers.length; i++) {
      headers[i] = all.slice(i * Wire.PIECE_HEADER, Wire.PIECE_HEADER);
    }
  }

  /** Blocks that are worth naming now. */
  int depth() {
    return depth;
  }

  /** A read brought {@code blocks} whole blocks beyond the first, of those that were named. */
  void brought(int blocks) {
    int next = blocks == count ? 2 * depth + 1 : Math.max(blocks + 1, depth / 2);
    depth = Math.min(MOST, next);
  }

  /** Something else came than was guessed. */
  void wrong() {
    depth = 0;
  }

  void clear() {
    count = 0;
  }

  /**
   * Names the block that should come next, at most {@link #depth} of them.
   *
   * @param place where it goes, from position 0 to its length; nobody else writes there
   */
  void add(int piece, int begin, ByteBuffer place) {
    pieces[count] = piece;
    begins[count] = begin;
    places[count] = place;
    count++;
  }

  /** Blocks that were named. */
  int count() {
    return count;
  }

  /** The parts of the read; there are {@link #partCount}. */
  ByteBuffer[] parts(ByteBuffer rest) {
    parts[0] = rest;
    for (int i = 0; i < count; i++) {
      parts[2 * i + 1] = headers[i].clear();
      parts[2 * i + 2] = places[i];
    }
    parts[2 * count + 1] = headers[count].clear();
    return parts;
  }

  int partCount() {
    return 2 * count + 2;
  }

  /** The bytes that came for the header in front of block {@code i}; its position says how many. */
  ByteBuffer header(int i) {
    return headers[i];
  }

  ByteBuffer place(int i) {
    return places[i];
  }

  int piece(int i) {
    return pieces[i];
  }

  int begin(int i) {
    return begins[i];
  }

  /** Whether a whole header came, and the one that was expected in front of block {@code i}. */
  boolean isAsExpected(int i) {
    ByteBuffer h = headers[i];
    return i < count
        && !h.hasRemaining()
        && h.getInt(0) == 9 + places[i].limit()
        && h.get(4) == Wire.PIECE
        && h.getInt(5) == pieces[i]
        && h.getInt(9) == begins[i];
  }

  /** All bytes from header {@code i} on, in the order in which they came. */
  ByteBuffer from(int i) {
    int size = 0;
    for (int part = 2 * i + 1; part < partCount(); part++) {
      size += parts[part].position();
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (int part = 2 * i + 1; part < partCount(); part++) {
      int end = parts[part].position();
      all.put(parts[part].position(0).limit(end));
    }
    return all.flip();
  }
}
