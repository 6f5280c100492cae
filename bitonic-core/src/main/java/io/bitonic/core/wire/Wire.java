package io.bitonic.core.wire;

import java.nio.ByteBuffer;

/**
 * Peer messages (BEP 3, 6, 10): ids, exact lengths and encoders. Encoders need room in the buffer.
 */
public final class Wire {
  public static final int CHOKE = 0;
  public static final int UNCHOKE = 1;
  public static final int INTERESTED = 2;
  public static final int NOT_INTERESTED = 3;
  public static final int HAVE = 4;
  public static final int BITFIELD = 5;
  public static final int REQUEST = 6;
  public static final int PIECE = 7;
  public static final int CANCEL = 8;
  public static final int PORT = 9;
  public static final int SUGGEST = 13;
  public static final int HAVE_ALL = 14;
  public static final int HAVE_NONE = 15;
  public static final int REJECT = 16;
  public static final int ALLOWED_FAST = 17;
  public static final int EXTENDED = 20;

  /** Bytes of a piece message before its payload: length, id, index, begin. */
  public static final int PIECE_HEADER = 13;

  /** Bytes of a request, cancel or reject message, length prefix included. */
  public static final int REQUEST_LENGTH = 17;

  /** Longest message that is not a block or a bitfield; longer ones cost the connection. */
  public static final int MAX_MESSAGE = 1 << 20;

  /** The metadata is not known yet. */
  public static final int UNKNOWN_PIECES = -1;

  private static final int ANY = -1;

  private Wire() {}

  /**
   * Whether {@code length} (id included) is right for the id. Unknown ids are allowed up to {@link
   * #MAX_MESSAGE} and ignored by the session, as BEP 3 asks.
   *
   * @param pieces number of pieces, for the bitfield; {@link #UNKNOWN_PIECES}: any bitfield of a
   *     torrent that we can take
   */
  public static boolean isLength(int id, int length, int pieces) {
    return switch (id) {
      case CHOKE, UNCHOKE, INTERESTED, NOT_INTERESTED, HAVE_ALL, HAVE_NONE -> length == 1;
      case HAVE, SUGGEST, ALLOWED_FAST -> length == 5;
      case REQUEST, CANCEL, REJECT -> length == 13;
      case PORT -> length == 3;
      case BITFIELD ->
          pieces == UNKNOWN_PIECES ? length <= MAX_MESSAGE : length == 1 + (pieces + 7) / 8;
      case PIECE -> length > 9 && length <= 9 + MAX_BLOCK;
      case EXTENDED -> length >= 2 && length <= MAX_MESSAGE;
      default -> length > ANY && length <= MAX_MESSAGE;
    };
  }

  /** Longest block that may be asked for (clients agree on 16 KiB; some ask for more). */
  public static final int MAX_BLOCK = 128 * 1024;

  public static void simple(ByteBuffer out, int id) {
    out.putInt(1).put((byte) id);
  }

  public static void keepAlive(ByteBuffer out) {
    out.putInt(0);
  }

  /** HAVE, SUGGEST, ALLOWED_FAST. */
  public static void index(ByteBuffer out, int id, int piece) {
    out.putInt(5).put((byte) id).putInt(piece);
  }

  /** REQUEST, CANCEL, REJECT. */
  public static void block(ByteBuffer out, int id, int piece, int begin, int length) {
    out.putInt(13).put((byte) id).putInt(piece).putInt(begin).putInt(length);
  }

  /** The UDP port of our DHT node (BEP 5). */
  public static void port(ByteBuffer out, int port) {
    out.putInt(3).put((byte) PORT).putShort((short) port);
  }

  public static void bitfield(ByteBuffer out, byte[] bits) {
    out.putInt(1 + bits.length).put((byte) BITFIELD).put(bits);
  }

  public static void pieceHeader(ByteBuffer out, int piece, int begin, int length) {
    out.putInt(9 + length).put((byte) PIECE).putInt(piece).putInt(begin);
  }

  /**
   * @param extension 0 for the handshake, else the number that the peer gave
   */
  public static void extended(ByteBuffer out, int extension, byte[] payload) {
    out.putInt(2 + payload.length).put((byte) EXTENDED).put((byte) extension).put(payload);
  }
}
