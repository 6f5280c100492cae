package io.bitonic.core.hash;

import io.bitonic.core.util.PieceLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Digests of pieces in native memory: SHA-1 (BEP 3) and Merkle roots over SHA-256 of 16-KiB blocks
 * (BEP 52), each by the backend that {@link HashChoice} finds best for the batch. Belongs to one
 * thread; allocates nothing once it has seen the largest piece.
 */
public final class PieceDigests {
  /** Bytes from one digest to the next in every output. */
  public static final int STRIDE = BatchDigest.STRIDE;

  /** Pieces that are worth hashing at once, at most. */
  public static final int BATCH = 16;

  /** Leaves that are enough to keep all lanes busy: smaller trees are joined. */
  private static final int ENOUGH = 128;

  private final Lazy sha1 = new Lazy(HashAlgorithm.SHA1);
  private final Lazy sha256 = new Lazy(HashAlgorithm.SHA256);
  private long[] address = new long[ENOUGH];
  private int[] length = new int[ENOUGH];
  private MemorySegment tree = Arena.ofAuto().allocate((long) ENOUGH * STRIDE, 64);

  /** The backends of one algorithm, made when they are first needed. */
  private static final class Lazy {
    private final HashAlgorithm algorithm;
    private final HashChoice choice;
    private BatchDigest single;
    private BatchDigest several;

    Lazy(HashAlgorithm algorithm) {
      this.algorithm = algorithm;
      this.choice = HashChoice.of(algorithm);
    }

    void digest(long[] address, int[] length, int count, long out) {
      if (count >= choice.crossover()) {
        if (several == null) {
          several = choice.several().create(algorithm);
        }
        several.digest(address, length, count, out);
      } else {
        if (single == null) {
          single = HashChoice.single().create(algorithm);
        }
        single.digest(address, length, count, out);
      }
    }
  }

  /** Pieces to hash at once now: few, unless there is a way that takes more. */
  public static int batch(PieceHashes.Kind kind) {
    return kind == PieceHashes.Kind.SHA1 && crossover() <= BATCH ? BATCH : 4;
  }

  /** Pieces from which on one thread hashes them together faster than several do one by one. */
  static int crossover() {
    return HashChoice.of(HashAlgorithm.SHA1).crossover();
  }

  /**
   * SHA-1 of each piece; digest {@code i} is at {@code out + i * STRIDE}.
   *
   * @param at addresses in native memory that the caller keeps alive
   */
  public void sha1(long[] at, int[] size, int count, long out) {
    sha1.digest(at, size, count, out);
  }

  /**
   * Roots of the subtrees of pieces.
   *
   * @param at addresses in native memory that the caller keeps alive
   * @param leaves width of each tree, a power of two; the missing leaves are zero hashes
   */
  public void merkle(long[] at, int[] size, int[] leaves, int count, long out) {
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count
          && leaves[to] == leaves[from]
          && (to - from) * leaves[from] < ENOUGH
          && blocks(size[to - 1]) == leaves[from]) {
        to++;
      }
      trees(at, size, from, to, leaves[from], out);
      from = to;
    }
  }

  private static int blocks(int size) {
    return (size + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK;
  }

  /** Trees of one width, all but the last of them full, lie side by side and are folded as one. */
  private void trees(long[] at, int[] size, int from, int to, int leaves, long out) {
    int row = Math.multiplyExact(to - from, leaves);
    reserve(row);
    tree.asSlice(0, (long) row * STRIDE).fill((byte) 0);
    int messages = 0;
    for (int i = from; i < to; i++) {
      int blocks = blocks(size[i]);
      if (Integer.bitCount(leaves) != 1 || blocks > leaves) {
        throw new IllegalArgumentException(blocks + " blocks in a tree of " + leaves + " leaves");
      }
      for (int b = 0; b < blocks; b++) {
        address[messages] = at[i] + (long) b * PieceLayout.BLOCK;
        length[messages++] = Math.min(PieceLayout.BLOCK, size[i] - b * PieceLayout.BLOCK);
      }
    }
    sha256.digest(address, length, messages, tree.address());
    Arrays.fill(length, 0, row / 2, 2 * STRIDE);
    for (int width = leaves; width > 1; width /= 2) {
      row /= 2;
      for (int i = 0; i < row; i++) {
        address[i] = tree.address() + 2L * i * STRIDE;
      }
      // A node's place is never after that of a pair that is still to be read.
      sha256.digest(address, length, row, tree.address());
    }
    MemorySegment.copy(
        tree, 0, Memory.ALL, out + (long) from * STRIDE, (long) (to - from) * STRIDE);
  }

  private void reserve(int row) {
    if (address.length < row) {
      address = new long[row];
      length = new int[row];
      tree = Arena.ofAuto().allocate((long) row * STRIDE, 64);
    }
  }
}
