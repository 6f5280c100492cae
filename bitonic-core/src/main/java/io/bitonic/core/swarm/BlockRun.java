package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Blocks that leave in one gathering write, each behind its header, from the memory of mapped files
 * or from what was read ahead. Shared by the peers of a torrent: it holds something only within one
 * call. Loop thread only.
 *
 * <p>Why not sendfile: it wants two calls a block, and the receiver is handed single pages; see ADR
 * 041. Allocates nothing while blocks come from the same gigabyte of the same file.
 */
final class BlockRun {
  /** Blocks of one write; ADR 041 says what fewer cost. */
  private static final int MAX_BLOCKS = 32;

  /** What is looked for in memory at once. */
  private static final int MAX_BYTES = MAX_BLOCKS * PieceLayout.BLOCK;

  /** Header and data of each block in turn. */
  private final ByteBuffer[] out = new ByteBuffer[2 * MAX_BLOCKS];

  /** What each block's data is a view of. */
  private final ByteBuffer[] memory = new ByteBuffer[MAX_BLOCKS];

  private final Storage.Slice[] slices = new Storage.Slice[MAX_BLOCKS];
  private int held;
  private int blocks;
  private int bytes;

  BlockRun() {
    ByteBuffer headers = ByteBuffer.allocateDirect(MAX_BLOCKS * Wire.PIECE_HEADER);
    for (int i = 0; i < MAX_BLOCKS; i++) {
      out[2 * i] = headers.slice(i * Wire.PIECE_HEADER, Wire.PIECE_HEADER);
    }
  }

  boolean isEmpty() {
    return blocks == 0;
  }

  /** Bytes of all blocks with their headers. */
  int size() {
    return bytes + blocks * Wire.PIECE_HEADER;
  }

  /**
   * Takes what can go at once from the head of the queue, which is left as it is: up to a block
   * that is neither read ahead nor in the memory of a mapped file that the system has in its cache.
   *
   * @param most bytes after which no other block is taken
   */
  void fill(UploadQueue queue, Storage storage, UploadAhead ahead, int most) {
    int before = -1;
    while (blocks > before && blocks < MAX_BLOCKS && blocks < queue.size() && bytes < most) {
      before = blocks;
      int length = queue.length(blocks);
      if (ahead.holds(queue.piece(blocks), queue.begin(blocks), length)) {
        add(queue, ahead.memory(), ahead.position(queue.begin(blocks)));
      } else {
        addMapped(queue, storage, Math.min(most - bytes, MAX_BYTES));
      }
    }
  }

  private void addMapped(UploadQueue queue, Storage storage, int most) {
    Storage.Slice slice = slice(queue, storage, queue.together(blocks, most));
    if (slice == null) {
      return;
    }
    slices[held++] = slice;
    if (!slice.isLoaded()) {
      return;
    }
    int done = 0;
    while (blocks < Math.min(MAX_BLOCKS, queue.size())
        && done + queue.length(blocks) <= slice.count()) {
      int at = slice.memoryPosition() + done;
      done += queue.length(blocks);
      add(queue, slice.memory(), at);
    }
  }

  /** Null when the bytes are not in memory; whatever is wrong with them, their read says so. */
  private Storage.Slice slice(UploadQueue queue, Storage storage, int length) {
    try {
      Storage.Slice s = storage.slice(queue.piece(blocks), queue.begin(blocks), length);
      if (s != null && s.memory() == null) {
        storage.releaseSlice(s);
        return null;
      }
      return s;
    } catch (StorageException e) {
      return null;
    }
  }

  /** Adds the next block of the queue, which is at {@code at} in {@code from}. */
  private void add(UploadQueue queue, ByteBuffer from, int at) {
    int length = queue.length(blocks);
    ByteBuffer header = out[2 * blocks].clear();
    Wire.pieceHeader(header, queue.piece(blocks), queue.begin(blocks), length);
    header.flip();
    if (memory[blocks] != from) {
      memory[blocks] = from;
      out[2 * blocks + 1] = from.duplicate();
    }
    out[2 * blocks + 1].limit(at + length).position(at);
    bytes += length;
    blocks++;
  }

  /**
   * Writes what the link takes of it.
   *
   * @return bytes, headers included
   */
  long write(Link link) throws IOException {
    return link.write(out, 2 * blocks);
  }

  /** Lets go of everything. */
  void release(Storage storage) {
    for (int i = 0; i < held; i++) {
      storage.releaseSlice(slices[i]);
    }
    Arrays.fill(slices, 0, held, null);
    held = 0;
    blocks = 0;
    bytes = 0;
  }
}
