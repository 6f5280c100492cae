package io.bitonic.core.webseed;

/** Batches for tests of those who take them. */
public final class Batches {
  private Batches() {}

  /** Whole blocks, at most four. */
  public static BlockBatch of(byte[]... blocks) {
    BlockBatch b = new BlockBatch();
    for (byte[] block : blocks) {
      System.arraycopy(block, 0, b.data(), b.filled(), block.length);
      b.filled(block.length);
      b.blockEnded();
    }
    return b;
  }

  /** An error that is over by itself. */
  public static WebSeedException later() {
    return WebSeedException.later("out of order");
  }

  public static WebSeedException noFile(int file) {
    return WebSeedException.noFile("no such file", file);
  }
}
