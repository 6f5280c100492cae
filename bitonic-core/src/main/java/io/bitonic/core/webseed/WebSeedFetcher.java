package io.bitonic.core.webseed;

/** Downloads runs of blocks from one web seed. Called on the loop. */
public interface WebSeedFetcher {
  /** What the loop is told, on the loop; nothing after {@link #close}. */
  interface Listener {
    /** BlockBatch of the run, the next ones; to be given back by {@link #recycle}. */
    void arrived(BlockBatch blocks);

    /** All blocks of the run have been given. */
    void done();

    /** The run has ended early; the blocks not given are not coming. */
    void failed(WebSeedException why);
  }

  /** Asks for a run; those asked for before come first. */
  void fetch(WebSeedRun run);

  /** Gives blocks back; as long as they are kept, only some more come. */
  void recycle(BlockBatch blocks);

  void close();
}
