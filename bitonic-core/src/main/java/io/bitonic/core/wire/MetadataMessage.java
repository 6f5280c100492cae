package io.bitonic.core.wire;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * A message of ut_metadata (BEP 9): a bencoded dictionary, behind which a block's bytes follow.
 *
 * @param type {@link #REQUEST}, {@link #DATA} or {@link #REJECT}; others are to be passed over
 * @param piece index of a block of {@link #BLOCK} bytes, ≥ 0
 * @param totalSize bytes of the whole metadata in a DATA message, else 0
 * @param data the block in a DATA message, else empty
 */
public record MetadataMessage(int type, int piece, int totalSize, byte[] data) {
  public static final int REQUEST = 0;
  public static final int DATA = 1;
  public static final int REJECT = 2;

  /** Bytes of every block but the last. */
  public static final int BLOCK = 16 * 1024;

  /** Longest metadata that anybody is asked for. */
  public static final int MAX_SIZE = 30 << 20;

  private static final byte[] NOTHING = new byte[0];

  public static MetadataMessage request(int piece) {
    return new MetadataMessage(REQUEST, piece, 0, NOTHING);
  }

  public static MetadataMessage reject(int piece) {
    return new MetadataMessage(REJECT, piece, 0, NOTHING);
  }

  /** Block {@code piece} of {@code metadata}. */
  public static MetadataMessage data(int piece, byte[] metadata) {
    int from = piece * BLOCK;
    return new MetadataMessage(
        DATA,
        piece,
        metadata.length,
        Arrays.copyOfRange(metadata, from, Math.min(metadata.length, from + BLOCK)));
  }

  /** Blocks of metadata of this size. */
  public static int blocks(int size) {
    return (size + BLOCK - 1) / BLOCK;
  }

  /** Bytes of a block. */
  public static int blockSize(int piece, int size) {
    return Math.min(BLOCK, size - piece * BLOCK);
  }

  public byte[] encode() {
    TreeMap<String, Object> d = new TreeMap<>();
    d.put("msg_type", (long) type);
    d.put("piece", (long) piece);
    if (type == DATA) {
      d.put("total_size", (long) totalSize);
    }
    byte[] head = Bencoding.encode(d);
    byte[] all = Arrays.copyOf(head, head.length + data.length);
    System.arraycopy(data, 0, all, head.length, data.length);
    return all;
  }

  /** The message, or null when it can't be read. */
  public static MetadataMessage parse(byte[] raw) {
    try {
      Bencoding.Prefix p = Bencoding.decodePrefix(raw, 0, raw.length, Limits.MESSAGE);
      BDict d = p.dict();
      int type = d.intValue("msg_type", -1);
      int piece = d.intValue("piece", -1);
      if (type < 0 || piece < 0 || raw.length - p.consumed() > BLOCK) {
        return null;
      }
      if (type != DATA) {
        return new MetadataMessage(type, piece, 0, NOTHING);
      }
      int size = d.intValue("total_size", 0);
      return size < 0
          ? null
          : new MetadataMessage(
              type, piece, size, Arrays.copyOfRange(raw, p.consumed(), raw.length));
    } catch (BencodeException e) {
      return null;
    }
  }
}
