package io.bitonic.core.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

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

  private final LaneCompressor compressor;
  private final int lanes;
  private final MemorySegment tails;

  /** The block that ends messages of {@link #endLength} bytes, a multiple of the block's size. */
  private final MemorySegment end = Arena.ofAuto().allocate(BLOCK, BLOCK);

  private int endLength;
  private final long[] at;
  private final long[] left;
  private final int[] message;
  private final boolean[] inTail;
  private long[] address;
  private int[] length;
  private long out;
  private int count;
  private int next;
  private int active;

  LaneDigest(LaneCompressor compressor) {
    this.compressor = compressor;
    this.lanes = compressor.lanes();
    this.tails = Arena.ofAuto().allocate((long) lanes * TAIL, BLOCK);
    this.end.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x80);
    this.at = new long[lanes];
    this.left = new long[lanes];
    this.message = new int[lanes];
    this.inTail = new boolean[lanes];
  }

  @Override
  public void digest(long[] messages, int[] lengths, int n, long digests) {
    address = messages;
    length = lengths;
    count = n;
    out = digests;
    next = 0;
    while (count - next >= lanes && alike(next)) {
      together();
    }
    active = 0;
    for (int lane = 0; lane < lanes; lane++) {
      refill(lane);
    }
    while (active > 0) {
      step();
    }
  }

  /** Whether the messages from {@code from} on fill the lanes with whole blocks of one length. */
  private boolean alike(int from) {
    int bytes = length[from];
    for (int lane = 1; lane < lanes; lane++) {
      if (length[from + lane] != bytes) {
        return false;
      }
    }
    return bytes % BLOCK == 0;
  }

  /** Hashes as many messages as there are lanes, which are alike: none waits for another. */
  private void together() {
    int bytes = length[next];
    if (bytes != endLength) {
      endLength = bytes;
      end.set(LENGTH, BLOCK - 8L, bytes * 8L);
    }
    compressor.startAll();
    System.arraycopy(address, next, at, 0, lanes);
    compressor.compress(at, bytes / BLOCK);
    Arrays.fill(at, end.address());
    compressor.compress(at, 1);
    for (int lane = 0; lane < lanes; lane++) {
      store(lane, next + lane);
    }
    next += lanes;
  }

  private void store(int lane, int m) {
    long to = out + (long) m * STRIDE;
    for (int i = 0; i < compressor.words(); i++) {
      Memory.ALL.set(WORD, to + i * 4L, compressor.state(lane, i));
    }
  }

  private void step() {
    long blocks = Long.MAX_VALUE;
    long anywhere = 0;
    for (int lane = 0; lane < lanes; lane++) {
      if (message[lane] >= 0) {
        blocks = Math.min(blocks, left[lane]);
        anywhere = left[lane] == blocks ? at[lane] : anywhere;
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (message[lane] < 0) {
        // An idle lane works along on another's bytes, and nobody looks at the result.
        at[lane] = anywhere;
      }
    }
    compressor.compress(at, blocks);
    for (int lane = 0; lane < lanes; lane++) {
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
      store(lane, m);
      active--;
      refill(lane);
      return;
    }
    inTail[lane] = true;
    int rest = length[m] % BLOCK;
    int size = rest < BLOCK - 8 ? BLOCK : TAIL;
    MemorySegment tail = tails.asSlice((long) lane * TAIL, size);
    tail.fill((byte) 0);
    MemorySegment.copy(Memory.ALL, at[lane], tail, 0, rest);
    tail.set(ValueLayout.JAVA_BYTE, rest, (byte) 0x80);
    tail.set(LENGTH, size - 8L, length[m] * 8L);
    at[lane] = tail.address();
    left[lane] = size / BLOCK;
  }
}
