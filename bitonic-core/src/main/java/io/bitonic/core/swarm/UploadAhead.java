package io.bitonic.core.swarm;

import io.bitonic.core.disk.StorageException;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;

/**
 * Blocks that a peer has asked for and that are not in memory: in small files, or not in the
 * system's cache. A disk worker reads those that follow each other at once, and the loop goes on
 * meanwhile. Loop thread only.
 *
 * <p>How much is read at once follows what the peer takes in one write, so that slow peers do not
 * fill the pool.
 */
final class UploadAhead {
  private static final int MOST = 512 << 10;

  private final PeerOutput.Source source;

  /** Null when nothing is here or under way. */
  private PieceBuffer buffer;

  private int piece;
  private int begin;
  private int length;
  private int window = PieceLayout.BLOCK;
  private boolean reading;
  private boolean failed;
  private boolean closed;

  UploadAhead(PeerOutput.Source source) {
    this.source = source;
  }

  /** Whether a disk worker reads now; {@link PeerOutput.Source#resume} tells when it has done. */
  boolean isReading() {
    return reading;
  }

  /** Whether the last read failed; said once. The first block must be read by itself then. */
  boolean hasFailed() {
    boolean f = failed;
    failed = false;
    return f;
  }

  /**
   * Reads from the head of the queue on. Without a buffer nothing happens, and the source calls
   * again later.
   */
  void read(UploadQueue queue) {
    drop();
    int bytes = queue.together(0, window);
    buffer = source.takeBuffer(bytes);
    if (buffer == null) {
      return;
    }
    piece = queue.firstPiece();
    begin = queue.firstBegin();
    length = bytes;
    reading = true;
    buffer.data.clear().limit(bytes);
    source.storage().read(piece, begin, buffer.data, this::done);
  }

  private void done(StorageException error) {
    reading = false;
    if (error != null || closed) {
      failed = error != null;
      drop();
    }
    if (!closed) {
      source.resume();
    }
  }

  /** Whether this block is here. */
  boolean holds(int ofPiece, int from, int bytes) {
    return buffer != null
        && !reading
        && ofPiece == piece
        && from >= begin
        && from + bytes <= begin + length;
  }

  /** What is here; look through a duplicate. */
  ByteBuffer memory() {
    return buffer.data;
  }

  /** Where a block that is here begins in {@link #memory}. */
  int position(int from) {
    return from - begin;
  }

  /** So many bytes have left in one write. */
  void sent(int bytes) {
    if (bytes >= window / 2) {
      window = Math.min(MOST, 2 * window);
    } else if (bytes < window / 4) {
      window = Math.max(PieceLayout.BLOCK, window / 2);
    }
  }

  /** Gives the buffer back, unless a worker has it. */
  void drop() {
    if (buffer != null && !reading) {
      source.releaseBuffer(buffer);
      buffer = null;
    }
  }

  /** Nothing is read any more; what a worker has comes back when it is done. */
  void close() {
    closed = true;
    drop();
  }
}
