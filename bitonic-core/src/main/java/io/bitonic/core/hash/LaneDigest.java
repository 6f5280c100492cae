package io.bitonic.core.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * SHA-1 or SHA-256 of any number of messages of any lengths, one to a lane; a lane whose message
 * ends takes the next one. Allocates nothing after its construction.
 */
final class LaneDigest implements BatchDigest {
  private static final int BLOCK = 64;

  /** Room for what follows the last whole block: its rest, the padding and the length. */
  private static final int TAIL = 2 * BLOCK;

  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final VectorCompressor compressor;
  private final MemorySegment tails = Arena.ofAuto().allocate((long) Lanes.COUNT * TAIL, BLOCK);
  private final long[] at = new long[Lanes.COUNT];
  private final long[] left = new long[Lanes.COUNT];
  private final int[] message = new int[Lanes.COUNT];
  private final boolean[] inTail = new boolean[Lanes.COUNT];
  private long[] address;
  private int[] length;
  private long out;
  private int count;
  private int next;
  private int active;

  LaneDigest(VectorCompressor compressor) {
    this.compressor = compressor;
  }

  @Override
  public void digest(long[] messages, int[] lengths, int n, long digests) {
    address = messages;
    length = lengths;
    count = n;
    out = digests;
    next = 0;
    active = 0;
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      refill(lane);
    }
    while (active > 0) {
      step();
    }
  }

  private void step() {
    long blocks = Long.MAX_VALUE;
    long anywhere = 0;
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      if (message[lane] >= 0) {
        blocks = Math.min(blocks, left[lane]);
        anywhere = left[lane] == blocks ? at[lane] : anywhere;
      }
    }
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      if (message[lane] < 0) {
        // An idle lane works along on another's bytes, and nobody looks at the result.
        at[lane] = anywhere;
      }
    }
    compressor.compress(at, blocks);
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      if (message[lane] >= 0) {
        at[lane] += blocks * BLOCK;
        left[lane] -= blocks;
        if (left[lane] == 0) {
          advance(lane);
        }
      }
    }
  }

  private void refill(int lane) {
    if (next == count) {
      message[lane] = -1;
      return;
    }
    active++;
    int m = next++;
    message[lane] = m;
    inTail[lane] = false;
    compressor.start(lane);
    at[lane] = address[m];
    left[lane] = length[m] / BLOCK;
    if (left[lane] == 0) {
      advance(lane);
    }
  }

  private void advance(int lane) {
    int m = message[lane];
    if (inTail[lane]) {
      for (int i = 0; i < compressor.words(); i++) {
        Lanes.MEMORY.set(WORD, out + (long) m * STRIDE + i * 4L, compressor.state(lane, i));
      }
      active--;
      refill(lane);
      return;
    }
    inTail[lane] = true;
    int rest = length[m] % BLOCK;
    int size = rest < BLOCK - 8 ? BLOCK : TAIL;
    MemorySegment tail = tails.asSlice((long) lane * TAIL, size);
    tail.fill((byte) 0);
    MemorySegment.copy(Lanes.MEMORY, at[lane], tail, 0, rest);
    tail.set(ValueLayout.JAVA_BYTE, rest, (byte) 0x80);
    tail.set(LENGTH, size - 8L, length[m] * 8L);
    at[lane] = tail.address();
    left[lane] = size / BLOCK;
  }
}
