package io.bitonic.core.swarm;

import io.bitonic.core.hash.HashResult;
import io.bitonic.core.util.PieceBuffer;

/** Hands a whole piece to the hash workers; the result comes back on the torrent's loop. */
@FunctionalInterface
public interface Hashing {
  void hash(PieceBuffer buffer, HashResult result);
}
