package io.bitonic.core.metainfo;

import io.bitonic.core.util.PieceLayout;
import java.security.MessageDigest;
import java.util.Arrays;

/** The SHA-256 Merkle trees of BEP 52. Not thread-safe: one instance for each thread. */
public final class Merkle {
  public static final int HASH = 32;

  private final MessageDigest sha256 = Digests.sha256();

  /** The hash of a node over {@code leaves} (a power of two) leaves that are all zero hashes. */
  byte[] padding(int leaves) {
    byte[] h = new byte[HASH];
    for (int n = 1; n < leaves; n *= 2) {
      sha256.update(h);
      h = sha256.digest(h);
    }
    return h;
  }

  /**
   * The root over hashes that lie one after another.
   *
   * @param hashes changed: the tree is folded in place
   * @param count hashes, ≥ 1
   * @param width hashes in the full layer, a power of two ≥ count
   * @param padding the hash that stands for the missing ones
   */
  byte[] root(byte[] hashes, int count, int width, byte[] padding) {
    byte[] pad = padding;
    int n = count;
    for (int w = width; w > 1; w /= 2) {
      for (int i = 0; i < n; i += 2) {
        sha256.update(hashes, i * HASH, HASH);
        if (i + 1 < n) {
          sha256.update(hashes, (i + 1) * HASH, HASH);
        } else {
          sha256.update(pad);
        }
        Digests.digest(sha256, hashes, i / 2 * HASH);
      }
      n = (n + 1) / 2;
      sha256.update(pad);
      pad = sha256.digest(pad);
    }
    return Arrays.copyOf(hashes, HASH);
  }

  /** The root of a file from its piece layer; see {@link #ofData} for files of one piece. */
  public byte[] rootOfLayer(byte[] layer, int pieceLength) {
    int pieces = layer.length / HASH;
    return root(
        layer.clone(), pieces, powerOfTwo(pieces), padding(pieceLength / PieceLayout.BLOCK));
  }

  /**
   * The root over 16-KiB blocks of data.
   *
   * @param width leaves of the subtree, a power of two; the missing ones are zero hashes
   */
  public byte[] ofData(byte[] data, int length, int width) {
    int blocks = (length + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK;
    byte[] leaves = new byte[blocks * HASH];
    for (int i = 0; i < blocks; i++) {
      int start = i * PieceLayout.BLOCK;
      sha256.update(data, start, Math.min(PieceLayout.BLOCK, length - start));
      Digests.digest(sha256, leaves, i * HASH);
    }
    return root(leaves, blocks, width, new byte[HASH]);
  }

  /** The smallest power of two ≥ n. */
  public static int powerOfTwo(int n) {
    return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
  }
}
