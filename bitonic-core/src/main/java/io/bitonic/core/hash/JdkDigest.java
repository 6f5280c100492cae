package io.bitonic.core.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Digests by {@link MessageDigest}, which the JVM replaces by the processor's SHA instructions
 * where it has them. Bytes go through an array, since it allocates for memory off the heap.
 */
final class JdkDigest implements BatchDigest {
  private static final int CHUNK = 64 * 1024;
  private static final MemorySegment MEMORY = Memory.ALL;

  private final MessageDigest digest;
  private final byte[] chunk = new byte[CHUNK];
  private final byte[] hash = new byte[STRIDE];

  JdkDigest(HashAlgorithm algorithm) {
    try {
      digest = MessageDigest.getInstance(algorithm.title());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + algorithm.title(), e);
    }
  }

  @Override
  public void digest(long[] address, int[] length, int count, long out) {
    for (int i = 0; i < count; i++) {
      for (int at = 0; at < length[i]; at += CHUNK) {
        int n = Math.min(CHUNK, length[i] - at);
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address[i] + at, chunk, 0, n);
        digest.update(chunk, 0, n);
      }
      try {
        int n = digest.digest(hash, 0, STRIDE);
        MemorySegment.copy(hash, 0, MEMORY, ValueLayout.JAVA_BYTE, out + (long) i * STRIDE, n);
      } catch (DigestException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
