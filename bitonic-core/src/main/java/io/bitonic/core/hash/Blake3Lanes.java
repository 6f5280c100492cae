package io.bitonic.core.hash;

/** Gathers chunks or parents of BLAKE3 until every lane has one. Not thread-safe. */
final class Blake3Lanes extends Blake3Work {
  /** Lanes that must be filled to be worth a run of all. */
  private static final int FEW = Math.max(1, Lanes.COUNT / 4);

  private final VectorBlake3 kernel = new VectorBlake3();
  private final long[] address = new long[Lanes.COUNT];
  private final long[] counter = new long[Lanes.COUNT];
  private final long[] to = new long[Lanes.COUNT];
  private int count;
  private boolean chunks;

  Blake3Lanes(int[] key, int flags) {
    super(key, flags);
  }

  @Override
  void add(long from, long number, boolean isChunk, long result) {
    chunks = isChunk;
    address[count] = from;
    counter[count] = number;
    to[count++] = result;
    if (count == Lanes.COUNT) {
      run();
    }
  }

  @Override
  void flush() {
    if (count >= FEW) {
      for (int lane = count; lane < Lanes.COUNT; lane++) {
        address[lane] = address[0];
        counter[lane] = counter[0];
      }
      run();
      return;
    }
    for (int lane = 0; lane < count; lane++) {
      super.add(address[lane], counter[lane], chunks, to[lane]);
    }
    count = 0;
  }

  private void run() {
    if (chunks) {
      kernel.compress(address, CHUNK / Blake3Block.SIZE, key, flags, counter);
    } else {
      kernel.compress(address, 1, key, flags | Blake3Block.PARENT, counter);
    }
    for (int lane = 0; lane < count; lane++) {
      for (int i = 0; i < 8; i++) {
        MEMORY.set(WORD, to[lane] + i * 4L, kernel.state(lane, i));
      }
    }
    count = 0;
  }
}
