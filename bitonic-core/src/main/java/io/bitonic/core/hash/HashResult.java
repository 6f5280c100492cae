package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;

/** Completion of a piece's hash; runs on the executor that was given with the job. */
@FunctionalInterface
public interface HashResult {
  void hashed(PieceBuffer buffer, boolean good);
}
