package io.bitonic.core.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Compresses chunks and parents of BLAKE3 one after another. Not thread-safe. */
class Blake3Work {
  static final int CHUNK = 1024;
  static final MemorySegment MEMORY = Memory.ALL;
  static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final int[] key;
  final int flags;
  private final Blake3Block block = new Blake3Block();

  /**
   * @param key the key's words, or the initial value
   * @param flags of every block: KEYED or 0
   */
  Blake3Work(int[] key, int flags) {
    this.key = key;
    this.flags = flags;
  }

  /**
   * Takes a whole chunk, or the 64 bytes of a pair; not a root. The result is at {@code to} after
   * {@link #flush} at the latest.
   */
  void add(long address, long counter, boolean isChunk, long to) {
    if (isChunk) {
      chunk(address, CHUNK, counter, 0, to);
    } else {
      parent(address, 0, to);
    }
  }

  /** Finishes all that was added. */
  void flush() {}

  /** A chunk of 0 to 1024 bytes, at once. */
  final void chunk(long address, int length, long counter, int root, long to) {
    block.start(key);
    int f = flags | Blake3Block.CHUNK_START;
    int at = 0;
    for (; length - at > Blake3Block.SIZE; at += Blake3Block.SIZE) {
      block.compress(address + at, Blake3Block.SIZE, counter, f);
      f = flags;
    }
    block.compress(address + at, length - at, counter, f | Blake3Block.CHUNK_END | root);
    store(to);
  }

  /** A pair of chaining values, at once; {@code to} may be where they are. */
  final void parent(long address, int root, long to) {
    block.start(key);
    block.compress(address, Blake3Block.SIZE, 0, flags | Blake3Block.PARENT | root);
    store(to);
  }

  private void store(long to) {
    for (int i = 0; i < 8; i++) {
      MEMORY.set(WORD, to + i * 4L, block.h[i]);
    }
  }
}
