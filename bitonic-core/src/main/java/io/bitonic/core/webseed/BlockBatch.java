package io.bitonic.core.webseed;

import io.bitonic.core.util.PieceLayout;

/**
 * Whole blocks of a run, one behind the other, on their way from the thread of the web seed to the
 * loop, which gives it back. Whoever has it may use it, nobody else.
 */
public final class BlockBatch {
  /** BlockBatch in one at most. */
  static final int MOST = 4;

  private final byte[] data = new byte[MOST * PieceLayout.BLOCK];
  private int filled;
  private int count;
  private int padding;

  void clear() {
    filled = 0;
    count = 0;
    padding = 0;
  }

  public byte[] data() {
    return data;
  }

  public int count() {
    return count;
  }

  /** Bytes that came over the network: padding does not. */
  public int received() {
    return filled - padding;
  }

  int filled() {
    return filled;
  }

  void filled(int bytes) {
    filled += bytes;
  }

  void padded(int bytes) {
    filled += bytes;
    padding += bytes;
  }

  void blockEnded() {
    count++;
  }

  boolean isFull() {
    return count == MOST;
  }
}
