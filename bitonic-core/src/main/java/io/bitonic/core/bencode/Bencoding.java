package io.bitonic.core.bencode;

import com.dampcake.bencode.Bencode;
import com.dampcake.bencode.BencodeInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bencoding (BEP 3) in both directions. Every input passes {@link BencodeGuard} before the decoder
 * sees it. Stateless; any thread.
 */
public final class Bencoding {
  private static final Bencode ENCODER = new Bencode(StandardCharsets.ISO_8859_1, true);

  private Bencoding() {}

  /**
   * A dictionary and how many bytes it took; see {@link #decodePrefix}.
   *
   * @param consumed bytes of the dictionary; the rest of the message starts there
   */
  public record Prefix(BDict dict, int consumed) {}

  /**
   * Decodes exactly one dictionary.
   *
   * @throws BencodeException when the bytes are anything else or a limit is passed
   */
  public static BDict decode(byte[] data, Limits limits) throws BencodeException {
    return decode(data, BencodeGuard.scan(data, 0, data.length, limits), 0);
  }

  /** Decodes exactly one dictionary in {@code data[from, to)}. */
  public static BDict decode(byte[] data, int from, int to, Limits limits) throws BencodeException {
    return decode(data, BencodeGuard.scan(data, from, to, limits), from);
  }

  /** Decodes the dictionary at the start of {@code data[from, to)}; other bytes may follow it. */
  public static Prefix decodePrefix(byte[] data, int from, int to, Limits limits)
      throws BencodeException {
    BencodeGuard guard = BencodeGuard.scanPrefix(data, from, to, limits);
    return new Prefix(decode(data, guard, from), guard.length());
  }

  /** Decodes what the guard has passed. {@code from} is the start of its range. */
  public static BDict decode(byte[] data, BencodeGuard guard, int from) throws BencodeException {
    if (!guard.isDictionary()) {
      throw new BencodeException("expected a dictionary", 0);
    }
    var bytes = new ByteArrayInputStream(data, from, guard.length());
    try (var in = new BencodeInputStream(bytes, StandardCharsets.ISO_8859_1, true)) {
      return new BDict(in.readDictionary());
    } catch (IOException e) {
      throw new BencodeException("undecodable: " + e.getMessage(), 0);
    }
  }

  /**
   * Encodes a dictionary, keys in raw byte order. Keys hold one char per byte. Values: Map,
   * Iterable, integer types, byte[], ByteBuffer (its remaining bytes), BDict, and String (as
   * UTF-8).
   *
   * @throws IllegalArgumentException when a key has a char above 255 or a value another type
   */
  public static byte[] encode(Map<String, ?> dictionary) {
    return ENCODER.encode(sorted(dictionary));
  }

  private static TreeMap<String, Object> sorted(Map<?, ?> map) {
    TreeMap<String, Object> out = new TreeMap<>();
    for (Map.Entry<?, ?> e : map.entrySet()) {
      String key = (String) e.getKey();
      if (key.chars().anyMatch(c -> c > 255)) {
        throw new IllegalArgumentException("dictionary keys hold one char per byte: " + key);
      }
      out.put(key, value(e.getValue()));
    }
    return out;
  }

  private static Object value(Object o) {
    return switch (o) {
      case Map<?, ?> m -> sorted(m);
      case BDict d -> sorted(d.raw());
      case Iterable<?> list -> {
        List<Object> out = new ArrayList<>();
        list.forEach(e -> out.add(value(e)));
        yield out;
      }
      case byte[] b -> ByteBuffer.wrap(b);
      case ByteBuffer b -> exact(b);
      case String s -> ByteBuffer.wrap(s.getBytes(StandardCharsets.UTF_8));
      case Long _, Integer _, Short _, Byte _ -> o;
      default -> throw new IllegalArgumentException("not encodable: " + o.getClass().getName());
    };
  }

  // The encoder writes the whole backing array, whatever position and limit say.
  private static ByteBuffer exact(ByteBuffer b) {
    if (b.hasArray() && b.arrayOffset() == 0 && b.remaining() == b.array().length) {
      return b;
    }
    byte[] copy = new byte[b.remaining()];
    b.duplicate().get(copy);
    return ByteBuffer.wrap(copy);
  }
}
