package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What goes out to a peer: control messages first, then blocks. Loop thread only.
 *
 * <p>Where nothing limits the rate and the link gathers, many blocks go in one write ({@link
 * BlockRun}), from mapped files or read ahead by a disk worker ({@link UploadAhead}). Otherwise
 * they go one by one: from file to socket where the link can, else by a pooled buffer that a disk
 * worker fills. At most one block is begun at any time, so that what the peer is told next does not
 * wait behind blocks that it could not take yet. {@code OP_WRITE} is wanted only while something is
 * pending that the link would not take.
 */
final class PeerOutput {
  /** Where blocks come from and who is told about them. */
  interface Source {
    /** Whether a block of this length may go now; when not, the source calls flush again later. */
    boolean mayUpload(int length);

    /** Whether any number of blocks may go now, and nobody counts them before. */
    boolean isUnlimited();

    /** Room for blocks that leave together, empty; good for one call. */
    BlockRun run();

    Storage storage();

    /** A buffer for a block, or null when there is none now. */
    PieceBuffer takeBuffer(int size);

    void releaseBuffer(PieceBuffer buffer);

    /** So many bytes of blocks were handed to the link. */
    void uploaded(int bytes);

    /** The block can't be read; it was not sent. */
    void unreadable(int piece, int begin, int length, StorageException error);

    /** Output can go on: a read has completed. */
    void resume();
  }

  private enum Phase {
    IDLE,
    HEADER,
    READING,
    DATA
  }

  private static final int FIRST_CAPACITY = 2048;

  private final Link link;
  private final Source source;
  private ByteBuffer control = ByteBuffer.allocateDirect(FIRST_CAPACITY);
  private final ByteBuffer header = ByteBuffer.allocateDirect(Wire.PIECE_HEADER);
  private final UploadQueue queue = new UploadQueue();
  private Phase phase = Phase.IDLE;
  private int piece;
  private int begin;
  private int length;
  private int sent;

  /** The block's place in a file while it goes by sendfile, else null. */
  private Storage.Slice slice;

  /** The block's own buffer while it goes by one, else null. */
  private PieceBuffer buffer;

  /** What is to be sent of a block in memory, else null. */
  private ByteBuffer rest;

  /** What is sent together and not in memory. */
  private final UploadAhead ahead;

  private boolean closed;

  /** Null unless somebody wants to know what is said. */
  private PeerTrace trace;

  /** Bytes of {@link #control} that the trace knows already. */
  private int traced;

  PeerOutput(Link link, Source source) {
    this.link = link;
    this.source = source;
    this.ahead = new UploadAhead(source);
  }

  /** The buffer of control messages with room for {@code bytes}; write a whole message into it. */
  ByteBuffer control(int bytes) {
    if (control.remaining() < bytes) {
      ByteBuffer bigger =
          ByteBuffer.allocateDirect(Math.max(control.capacity() * 2, control.position() + bytes));
      control = bigger.put(control.flip());
    }
    return control;
  }

  /** What is sent from now on is written down; null ends that. */
  void trace(PeerTrace t) {
    trace = t;
    traced = control.position();
  }

  UploadQueue queue() {
    return queue;
  }

  /** Bytes of control messages not yet sent. */
  int pendingControl() {
    return control.position();
  }

  /**
   * Sends what the link takes.
   *
   * @param share bytes after which it is the others' turn
   */
  void flush(int share) throws IOException {
    int turn = share;
    while (turn > 0 && !closed) {
      int n = step(turn);
      if (n == BLOCKED) {
        link.wantWrite(true);
        return;
      }
      if (n == NOTHING) {
        link.more(false);
        link.wantWrite(false);
        return;
      }
      turn -= n;
    }
    if (!closed) {
      link.wantWrite(true);
    }
  }

  private static final int BLOCKED = -1;
  private static final int NOTHING = -2;

  private int step(int turn) throws IOException {
    return switch (phase) {
      case IDLE -> control.position() > 0 ? sendControl() : startBlocks(turn);
      case HEADER -> sendHeader();
      case READING -> NOTHING;
      case DATA -> slice != null ? sendFile() : sendBytes();
    };
  }

  private int sendControl() throws IOException {
    if (trace != null) {
      trace.sent(control, traced);
      traced = control.position();
    }
    control.flip();
    int n = link.write(control);
    boolean all = !control.hasRemaining();
    control.compact();
    traced -= n;
    return all ? n : BLOCKED;
  }

  private int startBlocks(int turn) throws IOException {
    if (queue.isEmpty()) {
      ahead.drop();
      return NOTHING;
    }
    if (ahead.isReading()) {
      return NOTHING;
    }
    if (ahead.hasFailed()) {
      beginFirst();
      return readBlock();
    }
    if (link.canGather() && source.isUnlimited()) {
      int n = sendRun(source.run(), turn);
      if (n == NOTHING) {
        ahead.read(queue);
      }
      return n;
    }
    ahead.drop();
    return source.mayUpload(queue.firstLength()) ? startBlock() : NOTHING;
  }

  /** Sends blocks together; {@link #NOTHING} when the first is not in memory. */
  private int sendRun(BlockRun run, int turn) throws IOException {
    Storage storage = source.storage();
    try {
      run.fill(queue, storage, ahead, turn);
      if (run.isEmpty()) {
        return NOTHING;
      }
      int n = (int) run.write(link);
      int left = n;
      int bytes = 0;
      while (left > 0 && left >= Wire.PIECE_HEADER + queue.firstLength()) {
        takeFirst();
        left -= Wire.PIECE_HEADER + length;
        bytes += length;
        traceBlock();
      }
      if (bytes > 0) {
        source.uploaded(bytes);
      }
      ahead.sent(n);
      return n == run.size() ? n : goOnWith(left);
    } finally {
      run.release(storage);
    }
  }

  /**
   * Begins the first block of the queue, of which the link may have taken a part.
   *
   * @param begun bytes that were taken, header included
   */
  private int goOnWith(int begun) throws IOException {
    if (begun > 0) {
      beginFirst();
      header.position(Math.min(begun, Wire.PIECE_HEADER));
      sent = Math.max(0, begun - Wire.PIECE_HEADER);
      if (ahead.holds(piece, begin, length)) {
        rest = ahead.memory().duplicate();
        int at = ahead.position(begin);
        rest.limit(at + length).position(at + sent);
      } else if (!openSlice()) {
        throw new IOException("a file could not be read any more while it was sent");
      }
      phase = header.hasRemaining() ? Phase.HEADER : Phase.DATA;
      link.more(true);
    }
    return BLOCKED;
  }

  private void takeFirst() {
    piece = queue.firstPiece();
    begin = queue.firstBegin();
    length = queue.firstLength();
    queue.removeFirst();
  }

  /** Takes the first block out of the queue, to be sent by itself. */
  private void beginFirst() {
    takeFirst();
    sent = 0;
    header.clear();
    Wire.pieceHeader(header, piece, begin, length);
    header.flip();
  }

  private int startBlock() {
    beginFirst();
    if (link.canTransfer() && openSlice()) {
      link.more(true);
      phase = Phase.HEADER;
      return 0;
    }
    return readBlock();
  }

  /** Whether the whole block lies in one file that can be read now. */
  private boolean openSlice() {
    try {
      slice = source.storage().slice(piece, begin, length);
    } catch (StorageException e) {
      // The read that follows meets the same trouble and reports it.
      return false;
    }
    if (slice != null && slice.count() < length) {
      dropSlice();
    }
    return slice != null;
  }

  private int readBlock() {
    buffer = source.takeBuffer(length);
    if (buffer == null) {
      queue.addFirst(piece, begin, length);
      return NOTHING;
    }
    phase = Phase.READING;
    buffer.data.clear().limit(length);
    source.storage().read(piece, begin, buffer.data, this::readDone);
    return 0;
  }

  private void readDone(StorageException error) {
    if (closed) {
      dropBuffer();
      return;
    }
    if (error != null) {
      dropBuffer();
      phase = Phase.IDLE;
      source.unreadable(piece, begin, length, error);
    } else {
      rest = buffer.data.clear().limit(length);
      phase = Phase.HEADER;
    }
    source.resume();
  }

  private int sendHeader() throws IOException {
    int n = link.write(header);
    if (header.hasRemaining()) {
      return BLOCKED;
    }
    phase = Phase.DATA;
    return n;
  }

  private int sendFile() throws IOException {
    int wanted = length - sent;
    long n = link.transfer(slice.channel(), slice.position() + sent, wanted);
    if (n <= 0 && slice.channel().size() < slice.position() + length) {
      throw new IOException("a file has become shorter while it was sent");
    }
    sent += (int) n;
    if (sent == length) {
      dropSlice();
      blockSent();
      return (int) n;
    }
    return BLOCKED;
  }

  private int sendBytes() throws IOException {
    int n = link.write(rest);
    if (rest.hasRemaining()) {
      return BLOCKED;
    }
    rest = null;
    dropBuffer();
    blockSent();
    return n;
  }

  private void blockSent() {
    phase = Phase.IDLE;
    traceBlock();
    source.uploaded(length);
  }

  private void traceBlock() {
    if (trace != null) {
      trace.sentBlock(piece, begin, length);
    }
  }

  private void dropSlice() {
    if (slice != null) {
      source.storage().releaseSlice(slice);
      slice = null;
    }
  }

  private void dropBuffer() {
    if (buffer != null) {
      source.releaseBuffer(buffer);
      buffer = null;
    }
  }

  /** Nothing is sent any more; a buffer that a disk worker holds comes back when it is done. */
  void close() {
    closed = true;
    dropSlice();
    ahead.close();
    if (phase != Phase.READING) {
      dropBuffer();
    }
    queue.clear();
  }
}
