package io.bitonic.core.hash;

/** The compression function of SHA-1 or SHA-256 on one message per lane, with its state. */
interface LaneCompressor {
  /** Messages it takes at once. */
  int lanes();

  /** Words of the state, which are the digest in the end. */
  int words();

  /** Begins a new message in a lane. */
  void start(int lane);

  /** Begins a new message in every lane. */
  default void startAll() {
    for (int lane = 0; lane < lanes(); lane++) {
      start(lane);
    }
  }

  /**
   * Takes {@code blocks} blocks of 64 bytes from {@code address[lane]} on, in every lane.
   *
   * @param address native, readable for all those bytes, one for each lane
   */
  void compress(long[] address, long blocks);

  int state(int lane, int word);
}
