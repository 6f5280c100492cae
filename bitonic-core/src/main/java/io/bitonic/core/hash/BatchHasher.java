package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** Hashes the buffers of a batch, those of each kind together. */
final class BatchHasher implements Hasher {
  private final PieceDigests digests = new PieceDigests();
  private final long[] address = new long[PieceDigests.BATCH];
  private final int[] size = new int[PieceDigests.BATCH];
  private final int[] leaves = new int[PieceDigests.BATCH];
  private final int[] index = new int[PieceDigests.BATCH];
  private final MemorySegment result =
      Arena.ofAuto().allocate((long) PieceDigests.BATCH * STRIDE, 64);

  @Override
  public int lanes() {
    return PieceDigests.BATCH;
  }

  @Override
  public int wanted() {
    return PieceDigests.batch(PieceHashes.Kind.SHA1);
  }

  @Override
  public int enough() {
    return PieceDigests.crossover();
  }

  @Override
  public void digest(PieceBuffer[] pieces, PieceHashes[] hashes, int count, byte[] out) {
    for (PieceHashes.Kind kind : PieceHashes.Kind.values()) {
      int n = 0;
      for (int i = 0; i < count; i++) {
        if (hashes[i].kind() == kind) {
          PieceBuffer b = pieces[i];
          b.data.limit(b.size).position(0);
          address[n] = b.address;
          size[n] = b.size;
          leaves[n] = hashes[i].leaves(b.piece);
          index[n++] = i;
        }
      }
      if (n == 0) {
        continue;
      }
      switch (kind) {
        case SHA1 -> digests.sha1(address, size, n, result.address());
        case SHA256_MERKLE -> digests.merkle(address, size, leaves, n, result.address());
      }
      for (int i = 0; i < n; i++) {
        MemorySegment.copy(
            result, ValueLayout.JAVA_BYTE, (long) i * STRIDE, out, index[i] * STRIDE, STRIDE);
      }
    }
    Reference.reachabilityFence(pieces);
  }
}
