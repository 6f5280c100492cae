package io.bitonic.core.hash;

/**
 * One way of computing SHA-1 or SHA-256 of messages that lie in native memory. Not thread-safe: an
 * instance belongs to one thread.
 */
public interface BatchDigest {
  /** Bytes from one digest to the next in the output. */
  int STRIDE = 32;

  /**
   * Hashes {@code count} messages; digest {@code i} is written to {@code out + i * STRIDE}.
   *
   * @param address native; the caller keeps the memory alive and unchanged meanwhile
   * @param length bytes of each message
   * @param out native, {@code count * STRIDE} bytes, apart from the messages
   */
  void digest(long[] address, int[] length, int count, long out);
}
