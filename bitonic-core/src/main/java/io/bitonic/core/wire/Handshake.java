package io.bitonic.core.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The 68-byte handshake (BEP 3).
 *
 * @param reserved 8 bytes of capability bits, big-endian in a long
 * @param infoHash 20 bytes
 * @param peerId 20 bytes
 */
public record Handshake(long reserved, byte[] infoHash, byte[] peerId) {
  public static final int LENGTH = 68;

  /** Bytes that are the same in every handshake, at its beginning. */
  public static final int PROTOCOL_LENGTH = 20;

  /** Extension protocol (BEP 10). */
  public static final long EXTENSION = 0x10_0000L;

  /** Fast extension (BEP 6). */
  public static final long FAST = 0x4L;

  /** A node of the DHT (BEP 5). */
  public static final long DHT = 0x1L;

  private static final byte[] PROTOCOL =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1);

  /** Appends the 68 bytes. */
  public void write(ByteBuffer out) {
    out.put(PROTOCOL).putLong(reserved).put(infoHash).put(peerId);
  }

  /**
   * Whether the first bytes (at most 20) between position and limit can be those of a handshake.
   */
  public static boolean looksRight(ByteBuffer in) {
    int n = Math.min(PROTOCOL.length, in.remaining());
    for (int i = 0; i < n; i++) {
      if (in.get(in.position() + i) != PROTOCOL[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads 68 bytes; the caller has checked that they are there and {@link #looksRight}. */
  public static Handshake read(ByteBuffer in) {
    in.position(in.position() + PROTOCOL.length);
    long reserved = in.getLong();
    byte[] infoHash = new byte[20];
    byte[] peerId = new byte[20];
    in.get(infoHash).get(peerId);
    return new Handshake(reserved, infoHash, peerId);
  }

  public boolean supports(long bit) {
    return (reserved & bit) != 0;
  }
}
