package io.bitonic.core.utp;

import java.nio.ByteBuffer;

/**
 * The header of a µTP packet (BEP 29, version 1), read into fields that are used again for the next
 * packet.
 */
public final class UtpHeader {
  public static final int DATA = 0;
  public static final int FIN = 1;
  public static final int STATE = 2;
  public static final int RESET = 3;
  public static final int SYN = 4;

  /** Bytes of a header without extensions. */
  public static final int LENGTH = 20;

  static final int SELECTIVE_ACK = 1;
  private static final int VERSION = 1;

  /** One of the constants of this class. */
  public int type;

  /** 0–65535. */
  public int connectionId;

  /** The sender's clock in µs, modulo 2^32. */
  public int timestamp;

  /** Delay of the last packet that the sender got, in µs of both clocks' difference. */
  public int difference;

  /** Bytes that the sender has room for. */
  public int window;

  /** 0–65535. */
  public int sequence;

  /** The last packet that came in order, 0–65535. */
  public int ack;

  /** Index of the selective ack's bytes in the buffer, or -1. */
  public int sackAt;

  public int sackLength;

  /** Index of the payload in the buffer. */
  public int payloadAt;

  public int payloadLength;

  /** Whether a datagram may be µTP: told apart by its first byte, before anything is read. */
  public static boolean looksLike(ByteBuffer b) {
    if (b.remaining() < LENGTH) {
      return false;
    }
    int first = b.get(b.position());
    return (first & 0xf) == VERSION && (first >> 4 & 0xf) <= SYN;
  }

  /**
   * Reads the datagram between position and limit, which stay as they are.
   *
   * @return false when it is no µTP packet
   */
  public boolean read(ByteBuffer b) {
    if (!looksLike(b)) {
      return false;
    }
    int at = b.position();
    type = b.get(at) >> 4 & 0xf;
    int extension = b.get(at + 1) & 0xff;
    connectionId = b.getShort(at + 2) & 0xffff;
    timestamp = b.getInt(at + 4);
    difference = b.getInt(at + 8);
    int w = b.getInt(at + 12);
    window = w < 0 ? Integer.MAX_VALUE : w;
    sequence = b.getShort(at + 16) & 0xffff;
    ack = b.getShort(at + 18) & 0xffff;
    sackAt = -1;
    sackLength = 0;
    int next = at + LENGTH;
    while (extension != 0) {
      if (b.limit() - next < 2) {
        return false;
      }
      int following = b.get(next) & 0xff;
      int length = b.get(next + 1) & 0xff;
      next += 2;
      if (length > b.limit() - next) {
        return false;
      }
      if (extension == SELECTIVE_ACK) {
        // BEP 29 has multiples of four bytes; libtorrent sends as many as it needs.
        if (length == 0 || sackAt >= 0) {
          return false;
        }
        sackAt = next;
        sackLength = length;
      }
      extension = following;
      next += length;
    }
    payloadAt = next;
    payloadLength = b.limit() - next;
    return true;
  }

  /** Whether the packet {@code ack + 2 + n} is marked in the selective ack. */
  boolean isSacked(ByteBuffer b, int n) {
    return (b.get(sackAt + (n >> 3)) >> (n & 7) & 1) != 0;
  }

  /** Writes a header at {@code at}; the buffer's position and limit stay as they are. */
  static void write(
      ByteBuffer b,
      int at,
      int type,
      int extension,
      int connectionId,
      int timestamp,
      int difference,
      int window,
      int sequence,
      int ack) {
    b.put(at, (byte) (type << 4 | VERSION));
    b.put(at + 1, (byte) extension);
    b.putShort(at + 2, (short) connectionId);
    b.putInt(at + 4, timestamp);
    b.putInt(at + 8, difference);
    b.putInt(at + 12, window);
    b.putShort(at + 16, (short) sequence);
    b.putShort(at + 18, (short) ack);
  }

  /**
   * Writes the answer to a packet of a connection that doesn't exist: {@link #LENGTH} bytes from 0.
   */
  public static void writeReset(ByteBuffer b, UtpHeader cause, int timestamp, int sequence) {
    write(b, 0, RESET, 0, cause.connectionId, timestamp, 0, 0, sequence, cause.sequence);
    b.position(0).limit(LENGTH);
  }
}
