package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Digests by {@link MessageDigest}, which the JVM replaces by the processor's SHA instructions
 * where it has them.
 *
 * <p>Bytes go through one array of this worker: {@code MessageDigest.update(ByteBuffer)} allocates
 * for direct buffers.
 */
final class DigestHasher implements Hasher {
  private static final int CHUNK = 64 * 1024;
  private static final int SHA256 = 32;

  private final MessageDigest sha1 = algorithm("SHA-1");
  private final MessageDigest sha256 = algorithm("SHA-256");
  private final byte[] chunk = new byte[CHUNK];
  private byte[] tree = new byte[64 * SHA256];

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + name, e);
    }
  }

  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public void digest(PieceBuffer[] pieces, PieceHashes[] hashes, int count, byte[] out) {
    try {
      for (int i = 0; i < count; i++) {
        PieceBuffer b = pieces[i];
        b.data.limit(b.size).position(0);
        switch (hashes[i].kind()) {
          case SHA1 -> sha1(b.data, out, i * STRIDE);
          case SHA256_MERKLE -> merkle(b.data, hashes[i].leaves(b.piece), out, i * STRIDE);
        }
      }
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sha1(ByteBuffer data, byte[] out, int at) throws DigestException {
    sha1.reset();
    while (data.hasRemaining()) {
      int n = Math.min(CHUNK, data.remaining());
      data.get(chunk, 0, n);
      sha1.update(chunk, 0, n);
    }
    sha1.digest(out, at, 20);
  }

  /** Root of the subtree of one piece; leaves past the end of the file are zero (BEP 52). */
  private void merkle(ByteBuffer data, int leaves, byte[] out, int at) throws DigestException {
    int blocks = (data.remaining() + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK;
    if (Integer.bitCount(leaves) != 1 || blocks > leaves) {
      throw new IllegalArgumentException(blocks + " blocks in a tree of " + leaves + " leaves");
    }
    if (tree.length < leaves * SHA256) {
      tree = new byte[leaves * SHA256];
    }
    sha256.reset();
    int filled = 0;
    while (data.hasRemaining()) {
      int n = Math.min(CHUNK, data.remaining());
      data.get(chunk, 0, n);
      for (int from = 0; from < n; from += PieceLayout.BLOCK) {
        sha256.update(chunk, from, Math.min(PieceLayout.BLOCK, n - from));
        sha256.digest(tree, filled, SHA256);
        filled += SHA256;
      }
    }
    Arrays.fill(tree, filled, leaves * SHA256, (byte) 0);
    for (int width = leaves; width > 1; width >>= 1) {
      for (int i = 0; i < width; i += 2) {
        sha256.update(tree, i * SHA256, 2 * SHA256);
        sha256.digest(tree, i / 2 * SHA256, SHA256);
      }
    }
    System.arraycopy(tree, 0, out, at, SHA256);
  }
}
