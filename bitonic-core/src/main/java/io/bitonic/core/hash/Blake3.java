package io.bitonic.core.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * BLAKE3, plain or keyed, of one or many messages of any length. Not thread-safe: one instance for
 * each thread, to be kept, since its scratch memory is taken once.
 *
 * <p>A message is a tree over chunks of 1 KiB. All whole chunks of the messages of a call, and then
 * the pairs of every level of their trees, are handed to the lanes of the vector kernel as if they
 * were one list; what is shorter goes one by one.
 */
public final class Blake3 {
  /** Bytes of a digest and of a key. */
  public static final int SIZE = 32;

  private static final int CHUNK = 1024;

  /** Chunks whose tree is folded at once; a power of two. */
  private static final int GROUP = 1024;

  /** Levels above the groups: enough for messages of 2⁶³ bytes. */
  private static final int LEVELS = 64;

  private static final MemorySegment MEMORY = Memory.ALL;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Blake3Work work;
  private final MemorySegment scratch = Arena.ofAuto().allocate(2L * GROUP * SIZE, 64);
  private final MemorySegment stack = Arena.ofAuto().allocate((long) LEVELS * SIZE, 64);

  /** Chaining values of the messages of a group: of message {@code i}, {@code size[i]}. */
  private final int[] size = new int[GROUP];

  /** The values of the level that is folded, and room for the next. */
  private long here = scratch.address();

  private long above = here + (long) GROUP * SIZE;

  /**
   * @param key 32 bytes, or null for hashing without a key
   * @param vectors whether to use vector code when this JVM has it; some fifteen times as fast, but
   *     only after about a second of CPU, until which it is many times slower
   */
  public Blake3(byte[] key, boolean vectors) {
    if (key != null && key.length != SIZE) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes instead of 32");
    }
    int[] words = Blake3Block.start();
    if (key != null) {
      MemorySegment k = MemorySegment.ofArray(key);
      Arrays.setAll(words, i -> k.get(WORD, i * 4L));
    }
    int flags = key == null ? 0 : Blake3Block.KEYED;
    work =
        vectors && VectorModule.isLoaded()
            ? new Blake3Lanes(words, flags)
            : new Blake3Work(words, flags);
  }

  /** The digest of {@code data}, which may be on the heap or off it. */
  public byte[] digest(MemorySegment data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = data;
      if (!data.isNative()) {
        from = arena.allocate(Math.max(1, data.byteSize()), 64).copyFrom(data);
      }
      MemorySegment out = arena.allocate(SIZE);
      digest(new long[] {from.address()}, new long[] {data.byteSize()}, 1, out.address());
      return out.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * Hashes {@code count} messages; digest {@code i} is written to {@code out + 32 * i}. Allocates
   * nothing.
   *
   * @param address native; the caller keeps the memory alive and unchanged meanwhile
   * @param length bytes of each message
   * @param out native, apart from the messages
   */
  public void digest(long[] address, long[] length, int count, long out) {
    for (int from = 0; from < count; ) {
      if (length[from] > (long) GROUP * CHUNK) {
        large(address[from], length[from], out + (long) from * SIZE);
        from++;
        continue;
      }
      int to = from;
      int chunks = 0;
      while (to < count && chunks + chunks(length[to]) <= GROUP) {
        chunks += chunks(length[to++]);
      }
      group(address, length, from, to, out);
      from = to;
    }
  }

  private static int chunks(long length) {
    return (int) Math.clamp((length + CHUNK - 1) / CHUNK, 1, GROUP + 1);
  }

  private void group(long[] address, long[] length, int from, int to, long out) {
    long cv = here;
    for (int i = from; i < to; i++) {
      int n = chunks(length[i]);
      size[i - from] = n;
      if (n == 1) {
        work.chunk(address[i], (int) length[i], 0, Blake3Block.ROOT, out + (long) i * SIZE);
      } else {
        leaves(address[i], length[i], 0, cv);
      }
      cv += (long) n * SIZE;
    }
    work.flush();
    boolean more = true;
    while (more) {
      more = false;
      long source = here;
      long target = above;
      for (int i = from; i < to; i++) {
        int n = size[i - from];
        if (n == 2) {
          work.parent(source, Blake3Block.ROOT, out + (long) i * SIZE);
        } else if (n > 2) {
          fold(source, n, target);
        }
        int left = n <= 2 ? 0 : (n + 1) / 2;
        more |= left > 0;
        size[i - from] = left;
        source += (long) n * SIZE;
        target += (long) left * SIZE;
      }
      work.flush();
      swap();
    }
  }

  private void swap() {
    long t = here;
    here = above;
    above = t;
  }

  /** Queues the chunks of a message or of a part of it. */
  private void leaves(long address, long length, long counter, long cv) {
    int whole = (int) (length / CHUNK);
    for (int c = 0; c < whole; c++) {
      work.add(address + (long) c * CHUNK, counter + c, true, cv + (long) c * SIZE);
    }
    if (length % CHUNK > 0) {
      long rest = address + (long) whole * CHUNK;
      work.chunk(rest, (int) (length % CHUNK), counter + whole, 0, cv + (long) whole * SIZE);
    }
  }

  /** Queues the pairs of one level; a value without a partner rises as it is. */
  private void fold(long source, int n, long target) {
    for (int p = 0; p < n / 2; p++) {
      work.add(source + 2L * p * SIZE, 0, false, target + (long) p * SIZE);
    }
    if (n % 2 != 0) {
      MemorySegment.copy(
          MEMORY, source + (n - 1L) * SIZE, MEMORY, target + n / 2 * (long) SIZE, SIZE);
    }
  }

  /** A message of more than one group: the groups' values wait on a stack for their partners. */
  private void large(long address, long length, long out) {
    long done = 0;
    long groups = 0;
    int depth = 0;
    long step = (long) GROUP * CHUNK;
    while (length - done > step) {
      subtree(address + done, step, done / CHUNK, stack.address() + (long) depth * SIZE);
      done += step;
      depth++;
      groups++;
      for (long g = groups; g % 2 == 0; g /= 2) {
        depth--;
        long pair = stack.address() + (depth - 1L) * SIZE;
        work.parent(pair, 0, pair);
      }
    }
    subtree(address + done, length - done, done / CHUNK, stack.address() + (long) depth * SIZE);
    for (; depth > 1; depth--) {
      long pair = stack.address() + (depth - 1L) * SIZE;
      work.parent(pair, 0, pair);
    }
    work.parent(stack.address(), Blake3Block.ROOT, out);
  }

  private void subtree(long address, long length, long counter, long to) {
    leaves(address, length, counter, here);
    work.flush();
    for (int n = chunks(length); n > 1; n = (n + 1) / 2) {
      fold(here, n, above);
      work.flush();
      swap();
    }
    MemorySegment.copy(MEMORY, here, MEMORY, to, SIZE);
  }
}
