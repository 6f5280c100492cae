package io.bitonic.core.hash;

/** The expected hashes of a torrent's pieces. Immutable. */
public interface PieceHashes {
  /** How pieces are hashed. */
  enum Kind {
    /** SHA-1 of the piece (BEP 3). */
    SHA1,
    /** Root of the Merkle tree over SHA-256 of 16-KiB blocks (BEP 52). */
    SHA256_MERKLE
  }

  Kind kind();

  /** Whether {@code digest[offset…]} (20 or 32 bytes) is the hash of {@code piece}. */
  boolean matches(int piece, byte[] digest, int offset);

  /**
   * For SHA256_MERKLE: leaves of the piece's subtree, a power of two; the missing ones are zero
   * hashes. Else 0.
   */
  int leaves(int piece);
}
