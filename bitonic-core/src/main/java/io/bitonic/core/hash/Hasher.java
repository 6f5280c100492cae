package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;

/** Computes digests of several pieces at once. One instance belongs to one hash worker. */
interface Hasher {
  /** Bytes between two digests in the output of {@link #digest}. */
  int STRIDE = 32;

  /** Pieces it can take together, at least 1. */
  int lanes();

  /** Pieces that are worth hashing together now, from 1 to {@link #lanes}. */
  default int wanted() {
    return lanes();
  }

  /** Pieces from which on it takes all it wants, though another worker goes without. */
  default int enough() {
    return Integer.MAX_VALUE;
  }

  /**
   * Hashes {@code pieces[0…count)}, each by its own kind; digest {@code i} starts at {@code i *
   * STRIDE} of {@code out}. Moves positions and limits of the buffers.
   *
   * @param hashes what is expected of each piece: kind and leaves
   */
  void digest(PieceBuffer[] pieces, PieceHashes[] hashes, int count, byte[] out);
}
