package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Cuts a peer's byte stream into messages. Loop thread only.
 *
 * <p>A block's payload is read from the socket straight into its place in the piece buffer: each
 * read scatters into the rest of the block and the 13 bytes that are most likely the next block's
 * header, and from a fast peer into the blocks that should come after it ({@link ReadAhead}).
 * Nothing is copied but what a small read has brought along behind a header, and what came in place
 * of a block that was expected.
 */
final class PeerInput {
  /**
   * What the session does with messages; a thrown {@link ProtocolException} costs the connection.
   */
  interface Sink {
    /**
     * A whole message that is not a block; {@code body} holds {@code length - 1} bytes behind the
     * id.
     */
    void message(int id, ByteBuffer body) throws ProtocolException;

    /** A message of no bytes: the peer is still there. */
    void keepAlive() throws ProtocolException;

    /**
     * The place for a block that is about to arrive, positioned and limited to its length, or null
     * when nobody wants it and its bytes are to be thrown away.
     */
    ByteBuffer blockTarget(int piece, int begin, int length) throws ProtocolException;

    /**
     * Names the blocks that should come after this one, at most {@link ReadAhead#depth}: each with
     * a place that {@link #blockTarget} gives as the same object, and where nobody else writes.
     * They are still to come, each is named once, and what is written there counts only when the
     * block has arrived.
     */
    void blocksAhead(int piece, int begin, ReadAhead ahead);

    /** All bytes of the block are in place. */
    void blockArrived(int piece, int begin, int length);

    /** All bytes of a block without a target have passed. */
    void blockDiscarded(int piece, int begin, int length);

    /** Payload bytes that came in, for rates and limits. */
    void payload(int bytes);

    /** Payload bytes that may be read now; they count as read until {@link #payloadNotRead}. */
    int payloadAllowance(int wanted);

    /** So many of the last allowance did not come. */
    void payloadNotRead(int bytes);

    /** Whether the next header is most likely a block's. */
    boolean expectsBlocks();

    int pieces();
  }

  /** A peer broke the protocol. */
  static final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
      super(message);
    }
  }

  private static final int BUFFER = 4096;

  private final Link link;
  private final Sink sink;

  /** Headers and small messages; in write mode between calls. */
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);

  private final ByteBuffer[] scatter = new ByteBuffer[2];

  /** A message that doesn't fit {@link #in}: bitfields and extension messages. */
  private ByteBuffer big;

  private int bigLength;

  private boolean inBlock;
  private int piece;
  private int begin;
  private int length;
  private int left;

  /** Where the block goes; null while it is thrown away. Its position is set anew for each read. */
  private ByteBuffer target;

  private int targetStart;
  private final ByteBuffer discard;
  private ReadAhead ahead;

  /**
   * @param discard a buffer of a block's size for unwanted bytes, shared by all peers of the loop
   */
  PeerInput(Link link, Sink sink, ByteBuffer discard) {
    this.link = link;
    this.sink = sink;
    this.discard = discard;
  }

  /**
   * Reads what is there.
   *
   * @param share bytes after which it is the others' turn
   * @return false at the end of the stream
   */
  boolean readable(int share) throws IOException {
    int turn = share;
    while (turn > 0) {
      long n;
      if (inBlock) {
        n = readBlock();
        if (n == Long.MIN_VALUE) {
          return true;
        }
      } else {
        ByteBuffer b = big != null ? big : in;
        if (b == in) {
          in.limit(
              sink.expectsBlocks() && in.position() < Wire.PIECE_HEADER
                  ? Wire.PIECE_HEADER
                  : BUFFER);
        }
        n = link.read(b);
        if (n > 0) {
          parse();
        }
      }
      if (n < 0) {
        return false;
      }
      if (n == 0) {
        return true;
      }
      turn -= (int) n;
    }
    return true;
  }

  /** Long.MIN_VALUE: the rate limit holds it back; nothing was read. */
  private long readBlock() throws IOException {
    if (target != null && ahead != null && ahead.depth() > 0) {
      ahead.clear();
      sink.blocksAhead(piece, begin, ahead);
      if (ahead.count() > 0) {
        return readAhead();
      }
    }
    int allowed = sink.payloadAllowance(left);
    if (allowed <= 0) {
      return Long.MIN_VALUE;
    }
    ByteBuffer dst = target != null ? target : discard;
    int at = target != null ? targetStart + length - left : 0;
    int max = Math.min(allowed, target != null ? left : Math.min(left, discard.capacity()));
    dst.limit(at + max).position(at);
    long n;
    int got = 0;
    try {
      if (max == left) {
        in.clear().limit(sink.expectsBlocks() ? Wire.PIECE_HEADER : BUFFER);
        scatter[0] = dst;
        scatter[1] = in;
        n = link.read(scatter, 2);
      } else {
        n = link.read(dst);
      }
      got = dst.position() - at;
    } finally {
      if (got < allowed) {
        sink.payloadNotRead(allowed - got);
      }
    }
    if (n <= 0) {
      return n;
    }
    left -= got;
    sink.payload(got);
    if (left == 0) {
      endBlock();
      if (in.position() > 0) {
        // More was waiting, so a longer read would have been worth it.
        lookAhead();
        parse();
      }
    }
    return n;
  }

  private void lookAhead() {
    if (ahead == null) {
      ahead = new ReadAhead();
    }
    if (ahead.depth() == 0) {
      ahead.clear();
      ahead.brought(0);
    }
  }

  private long readAhead() throws IOException {
    int at = targetStart + length - left;
    ByteBuffer rest = target.limit(at + left).position(at);
    long n = link.read(ahead.parts(rest), ahead.partCount());
    if (n <= 0) {
      return n;
    }
    int got = rest.position() - at;
    left -= got;
    sink.payload(got);
    int whole = 0;
    if (left == 0) {
      endBlock();
      while (ahead.isAsExpected(whole) && placed(whole)) {
        whole++;
      }
    }
    if (!inBlock && ahead.header(whole).position() > 0) {
      int next = whole;
      boolean wrong = next < ahead.count() && !ahead.header(next).hasRemaining();
      if (wrong) {
        ahead.wrong();
        feed(ahead.from(next));
        return n;
      }
      in.clear().put(ahead.header(next).flip());
      ahead.brought(whole);
      parse();
    } else {
      ahead.brought(whole);
    }
    return n;
  }

  /**
   * The header of a block named ahead has come; its bytes, or the first of them, are in place.
   *
   * @return whether the block is whole
   */
  private boolean placed(int i) throws IOException {
    ByteBuffer place = ahead.place(i);
    int here = place.position();
    piece = ahead.piece(i);
    begin = ahead.begin(i);
    length = place.limit();
    left = length - here;
    target = sink.blockTarget(piece, begin, length);
    targetStart = target == null ? 0 : target.position();
    inBlock = true;
    if (target != null && target != place) {
      target.limit(targetStart + here);
      target.put(targetStart, place, 0, here);
    }
    if (here > 0) {
      sink.payload(here);
    }
    if (left > 0) {
      return false;
    }
    endBlock();
    return true;
  }

  /** Takes bytes as if they came from the link just now. */
  private void feed(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (inBlock) {
        takeBlockBytes(bytes);
      } else {
        ByteBuffer b = big != null ? big : in.limit(BUFFER);
        int n = Math.min(b.remaining(), bytes.remaining());
        b.put(bytes.slice(bytes.position(), n));
        bytes.position(bytes.position() + n);
        parse();
      }
    }
  }

  private void endBlock() {
    inBlock = false;
    if (target != null) {
      target = null;
      sink.blockArrived(piece, begin, length);
    } else {
      sink.blockDiscarded(piece, begin, length);
    }
  }

  private void parse() throws IOException {
    if (big != null) {
      if (big.position() < bigLength) {
        if (!big.hasRemaining()) {
          big = grown(big.flip(), bigLength);
        }
        return;
      }
      ByteBuffer body = big.flip();
      big = null;
      sink.message(body.get() & 0xff, body);
      return;
    }
    in.flip();
    while (in.remaining() >= 4 && !inBlock) {
      int at = in.position();
      int len = in.getInt(at);
      if (len == 0) {
        in.position(at + 4);
        sink.keepAlive();
        continue;
      }
      if (in.remaining() < 5) {
        break;
      }
      int id = in.get(at + 4) & 0xff;
      if (len < 0 || !Wire.isLength(id, len, sink.pieces())) {
        throw new ProtocolException("message " + id + " of " + len + " bytes");
      }
      if (id == Wire.PIECE) {
        if (in.remaining() < Wire.PIECE_HEADER) {
          break;
        }
        in.position(at + Wire.PIECE_HEADER);
        beginBlock(in.getInt(at + 5), in.getInt(at + 9), len - 9);
      } else if (in.remaining() >= 4 + len) {
        dispatch(at, id, len);
      } else if (4 + len > BUFFER) {
        in.position(at + 4);
        bigLength = len;
        big = grown(in, len);
        break;
      } else {
        break;
      }
    }
    in.compact();
  }

  /** Memory comes with the bytes: a length alone gets no more than twice what is there. */
  private static ByteBuffer grown(ByteBuffer from, int length) {
    return ByteBuffer.allocate(Math.min(length, Math.max(2 * from.remaining(), 2 * BUFFER)))
        .put(from);
  }

  private void dispatch(int at, int id, int len) throws ProtocolException {
    int end = at + 4 + len;
    int limit = in.limit();
    in.limit(end).position(at + 5);
    sink.message(id, in);
    in.limit(limit).position(end);
  }

  private void beginBlock(int p, int b, int len) throws IOException {
    piece = p;
    begin = b;
    length = len;
    left = len;
    target = sink.blockTarget(p, b, len);
    targetStart = target == null ? 0 : target.position();
    inBlock = true;
    if (in.hasRemaining()) {
      takeBlockBytes(in);
    }
  }

  /** Moves what {@code from} has of the current block to its place. */
  private void takeBlockBytes(ByteBuffer from) {
    int here = Math.min(from.remaining(), left);
    if (target != null) {
      int at = targetStart + length - left;
      target.limit(at + here);
      target.put(at, from, from.position(), here);
    }
    from.position(from.position() + here);
    left -= here;
    if (here > 0) {
      sink.payload(here);
    }
    if (left == 0) {
      endBlock();
    }
  }

  /** Whether the peer is in the middle of sending this block. */
  boolean isReceiving(int p, int b) {
    return inBlock && target != null && piece == p && begin == b;
  }

  /** The bytes still to come of the current block are of no use any more. */
  void abandonTarget() {
    target = null;
  }

  /** Bytes of a full block, the size that {@code discard} should have. */
  static final int DISCARD = PieceLayout.BLOCK;
}
