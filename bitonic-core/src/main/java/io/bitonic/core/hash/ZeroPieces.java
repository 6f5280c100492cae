package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;

/**
 * Answers for pieces that hold only zeros, as the holes of a sparse file do, without hashing each:
 * all such pieces of one size have the same digest. Not for use by several threads at once.
 */
public final class ZeroPieces {
  private static final int PROBE = 64;

  private final byte[] digest = new byte[Hasher.STRIDE];
  private int size = -1;
  private int leaves = -1;

  /** Whether {@code b.data[0…b.size)} is all zeros; stops at the first byte that is not. */
  public static boolean isZero(PieceBuffer b) {
    ByteBuffer d = b.data;
    int head = Math.min(PROBE, b.size);
    for (int i = 0; i < head; i++) {
      if (d.get(i) != 0) {
        return false;
      }
    }
    int rest = b.size - head;
    // A buffer whose head is zero and which equals itself shifted by its head is all zeros.
    return rest == 0 || d.slice(0, rest).mismatch(d.slice(head, rest)) < 0;
  }

  /** Whether zeros are what the torrent has there; {@code b} is all zeros. */
  public boolean good(PieceBuffer b, PieceHashes hashes) {
    int n = hashes.leaves(b.piece);
    if (b.size != size || n != leaves) {
      new BatchHasher().digest(new PieceBuffer[] {b}, new PieceHashes[] {hashes}, 1, digest);
      size = b.size;
      leaves = n;
    }
    return hashes.matches(b.piece, digest, 0);
  }
}
