package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.hash.HashResult;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.IntMap;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The pieces that are on their way: filled block by block, hashed, written, had. Loop thread only.
 *
 * <p>A piece is opened (its first block asked for) only when a buffer for it is there, so a block
 * that arrives always has its place and memory is bounded by what is asked for. When the disk is
 * full the whole pieces wait in memory and are written when there is room again.
 */
final class Downloads implements HashResult {
  /** What the swarm does with pieces. */
  interface Owner {
    /** The hash was good; called before the piece is written. */
    void passed(int piece, PieceBuffer buffer);

    /** The hash was bad; the buffer may be looked at during the call. */
    void failed(int piece, PieceBuffer buffer);

    /** The piece is on disk. */
    void written(int piece);

    /** The piece could not be written. */
    void writeFailed(int piece, StorageException error);

    /** Buffers are back: requests may go on. */
    void buffersFreed();
  }

  /** Pieces that a torrent may always have open, whatever the pool says. */
  private static final int ALWAYS = 2;

  private final PieceLayout layout;
  private final PiecePicker picker;
  private final BlockPool pool;
  private final Hashing hashing;
  private final Storage storage;
  private final Owner owner;
  private final IntMap<PieceBuffer> open = new IntMap<>();
  private final ArrayDeque<PieceBuffer> unwritten = new ArrayDeque<>();
  private final ArrayDeque<Write> idleWrites = new ArrayDeque<>();
  private final ArrayDeque<PieceBuffer> swept = new ArrayDeque<>();
  private int hashingNow;
  private int writingNow;
  private boolean starved;
  private boolean closed;

  Downloads(
      PieceLayout layout,
      PiecePicker picker,
      BlockPool pool,
      Hashing hashing,
      Storage storage,
      Owner owner) {
    this.layout = layout;
    this.picker = picker;
    this.pool = pool;
    this.hashing = hashing;
    this.storage = storage;
    this.owner = owner;
  }

  /** Makes sure that the piece has a buffer; false when there is none: don't ask for its blocks. */
  boolean reserve(int piece) {
    if (open.get(piece) != null) {
      return true;
    }
    int size = layout.pieceSize(piece);
    PieceBuffer b = pool.take(piece, size);
    if (b == null && open.size() + hashingNow + writingNow < ALWAYS) {
      b = pool.takeBeyondBound(piece, size);
    }
    if (b == null) {
      starved = true;
      return false;
    }
    open.put(piece, b);
    return true;
  }

  /** Pieces that can be opened now. */
  int roomForPieces() {
    if (!unwritten.isEmpty()) {
      return 0;
    }
    int pooled = pool.room(layout.pieceLength());
    return Math.max(pooled, ALWAYS - open.size() - hashingNow - writingNow);
  }

  /** Gives up a partial piece that nobody works on; true when that has freed a buffer. */
  boolean reclaim() {
    int piece = picker.reclaim();
    PieceBuffer b = piece < 0 ? null : open.remove(piece);
    if (b == null) {
      return false;
    }
    pool.release(b);
    return true;
  }

  /** Frees the buffers of pieces that were begun and given back untouched. */
  void sweep() {
    open.forEach(
        b -> {
          if (!picker.isOpen(b.piece)) {
            swept.add(b);
          }
        });
    while (!swept.isEmpty()) {
      PieceBuffer b = swept.pollLast();
      open.remove(b.piece);
      release(b);
    }
  }

  /** The place of a block, from position 0; null when the piece isn't open. */
  ByteBuffer target(int piece, int begin, int length) {
    PieceBuffer b = open.get(piece);
    return b == null ? null : b.block(begin / PieceLayout.BLOCK).limit(length);
  }

  /** Every block of the piece has arrived. */
  void complete(int piece) {
    PieceBuffer b = open.remove(piece);
    hashingNow++;
    b.data.clear().limit(b.size);
    hashing.hash(b, this);
  }

  @Override
  public void hashed(PieceBuffer buffer, boolean good) {
    hashingNow--;
    int piece = buffer.piece;
    if (closed) {
      release(buffer);
      return;
    }
    if (!good) {
      owner.failed(piece, buffer);
      release(buffer);
      return;
    }
    owner.passed(piece, buffer);
    if (unwritten.isEmpty()) {
      write(buffer);
    } else {
      unwritten.addLast(buffer);
    }
  }

  private void write(PieceBuffer buffer) {
    writingNow++;
    buffer.data.clear().limit(buffer.size);
    Write w = idleWrites.pollLast();
    if (w == null) {
      w = new Write();
    }
    w.buffer = buffer;
    storage.write(buffer, w);
  }

  /** A piece on its way to the disk; used again and again, since pieces come by the thousand. */
  private final class Write implements Storage.Done {
    private PieceBuffer buffer;

    @Override
    public void done(StorageException error) {
      PieceBuffer b = buffer;
      buffer = null;
      idleWrites.addLast(this);
      wrote(b, error);
    }
  }

  private void wrote(PieceBuffer buffer, StorageException error) {
    writingNow--;
    int piece = buffer.piece;
    if (error != null && !closed) {
      unwritten.addLast(buffer);
      owner.writeFailed(piece, error);
      return;
    }
    release(buffer);
    if (error == null && !closed) {
      owner.written(piece);
    }
  }

  private void release(PieceBuffer buffer) {
    pool.release(buffer);
    if (starved && !closed) {
      starved = false;
      owner.buffersFreed();
    }
  }

  /** Writes what could not be written before. */
  void retryWrites() {
    int n = unwritten.size();
    for (int i = 0; i < n; i++) {
      write(unwritten.pollFirst());
    }
  }

  /** Pieces that wait for the disk to take them again. */
  int unwritten() {
    return unwritten.size();
  }

  /** Pieces that are being hashed or written. */
  int inPipeline() {
    return hashingNow + writingNow + unwritten.size();
  }

  /** Gives the buffers of open pieces back; blocks received of them are lost. */
  void dropOpen() {
    open.forEach(
        b -> {
          picker.lose(b.piece);
          pool.release(b);
        });
    open.clear();
  }

  /** Gives everything back that no worker holds; the rest comes back when the workers are done. */
  void close() {
    closed = true;
    dropOpen();
    while (!unwritten.isEmpty()) {
      pool.release(unwritten.poll());
    }
  }
}
