package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Blocks that leave in one gathering write, each behind its header, from the memory of mapped
 * files. Shared by the peers of a torrent: it holds something only within one call. Loop thread
 * only.
 *
 * <p>Why not sendfile: it wants two calls a block, and the receiver is handed single pages; see ADR
 * 041. Allocates nothing while blocks come from the same gigabyte of the same file.
 */
final class BlockRun {
  /** Blocks of one write; with twice as many nothing more is won. */
  private static final int MAX_BLOCKS = 32;

  /** Header and data of each block in turn. */
  private final ByteBuffer[] out = new ByteBuffer[2 * MAX_BLOCKS];

  /** What each block's data is a view of. */
  private final ByteBuffer[] memory = new ByteBuffer[MAX_BLOCKS];

  private final int[] sizes = new int[MAX_BLOCKS];
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

  /** Blocks in it. */
  int blocks() {
    return blocks;
  }

  /**
   * Takes what can go at once from the head of the queue, which is left as it is. Stops at a block
   * that is not in memory.
   *
   * @param most bytes after which no other block is taken
   * @param sure the first block counts as loaded
   * @return when the first block is not in the system's cache, the slice that has to be loaded; the
   *     caller releases it. Else null.
   */
  Storage.Slice fill(UploadQueue queue, Storage storage, int most, boolean sure) {
    while (blocks < MAX_BLOCKS && blocks < queue.size() && bytes < most) {
      int from = blocks;
      Storage.Slice slice = slice(queue, storage, together(queue, most - bytes));
      if (slice == null) {
        return null;
      }
      if (!(sure && from == 0) && !slice.isLoaded()) {
        if (from == 0) {
          return slice;
        }
        storage.releaseSlice(slice);
        return null;
      }
      slices[held++] = slice;
      add(queue, slice);
      if (blocks == from) {
        return null;
      }
    }
    return null;
  }

  /** Bytes of the blocks, from the next one on, that follow each other in the torrent. */
  private int together(UploadQueue queue, int most) {
    int total = queue.length(blocks);
    int end = Math.min(queue.size(), MAX_BLOCKS);
    for (int i = blocks + 1; i < end && total < most; i++) {
      boolean follows =
          queue.piece(i) == queue.piece(i - 1)
              && queue.begin(i) == queue.begin(i - 1) + queue.length(i - 1);
      if (!follows || total + queue.length(i) > Storage.MAX_RUN) {
        break;
      }
      total += queue.length(i);
    }
    return total;
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

  /** Adds the blocks that lie in the slice as a whole. */
  private void add(UploadQueue queue, Storage.Slice slice) {
    int done = 0;
    while (blocks < Math.min(MAX_BLOCKS, queue.size())
        && done + queue.length(blocks) <= slice.count()) {
      int length = queue.length(blocks);
      ByteBuffer header = out[2 * blocks].clear();
      Wire.pieceHeader(header, queue.piece(blocks), queue.begin(blocks), length);
      header.flip();
      if (memory[blocks] != slice.memory()) {
        memory[blocks] = slice.memory();
        out[2 * blocks + 1] = slice.memory().duplicate();
      }
      int at = slice.memoryPosition() + done;
      out[2 * blocks + 1].limit(at + length).position(at);
      sizes[blocks] = length;
      done += length;
      bytes += length;
      blocks++;
    }
  }

  /**
   * Writes what the link takes of it.
   *
   * @return bytes, headers included
   */
  long write(Link link) throws IOException {
    return link.write(out, 2 * blocks);
  }

  /**
   * How many blocks have left as a whole.
   *
   * @param written bytes
   */
  int whole(int written) {
    int i = 0;
    for (int left = written; i < blocks && left >= size(i); i++) {
      left -= size(i);
    }
    return i;
  }

  /** Of so many bytes written, those of the block that has not left as a whole. */
  int rest(int written) {
    int left = written;
    for (int i = 0; i < blocks && left >= size(i); i++) {
      left -= size(i);
    }
    return left;
  }

  /** Bytes of a block with its header, sent or not. */
  private int size(int i) {
    return Wire.PIECE_HEADER + sizes[i];
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
