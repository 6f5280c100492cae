package io.bitonic.core.bencode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Typed access to a decoded dictionary. A missing key and a value of another type look the same, so
 * that foreign input never raises an exception here. Not thread-safe to change, safe to read.
 *
 * <p>Keys hold one char per byte (ISO 8859-1), because keys may be binary; ASCII keys are written
 * as they are.
 */
public final class BDict {
  private static final BDict EMPTY = new BDict(Map.of());

  private final Map<String, Object> map;

  BDict(Map<String, Object> map) {
    this.map = map;
  }

  /** Keys in the order of the input, one char per byte. */
  public Set<String> keys() {
    return map.keySet();
  }

  public int size() {
    return map.size();
  }

  public boolean has(String key) {
    return map.containsKey(key);
  }

  public boolean isBytes(String key) {
    return map.get(key) instanceof ByteBuffer;
  }

  public boolean isLong(String key) {
    return map.get(key) instanceof Long;
  }

  public boolean isList(String key) {
    return map.get(key) instanceof List;
  }

  public boolean isDict(String key) {
    return map.get(key) instanceof Map;
  }

  /** The string's bytes, or null. The array is shared: don't change it. */
  public byte[] bytes(String key) {
    return asBytes(map.get(key));
  }

  /** The string as UTF-8 (as ISO 8859-1 when it is not valid UTF-8), or null. */
  public String utf8(String key) {
    byte[] b = bytes(key);
    return b == null ? null : Text.decode(b);
  }

  /** The string as UTF-8, or {@code otherwise}. */
  public String utf8(String key, String otherwise) {
    String s = utf8(key);
    return s == null ? otherwise : s;
  }

  /** The integer, or {@code otherwise}. */
  public long longValue(String key, long otherwise) {
    return map.get(key) instanceof Long v ? v : otherwise;
  }

  /** The integer when it fits an int, else {@code otherwise}. */
  public int intValue(String key, int otherwise) {
    return map.get(key) instanceof Long v && v == v.intValue() ? v.intValue() : otherwise;
  }

  /** The list, or an empty one. */
  public BList list(String key) {
    return asList(map.get(key));
  }

  /** The dictionary, or an empty one. */
  public BDict dict(String key) {
    return asDict(map.get(key));
  }

  /** The integers of a list, other elements left out. */
  public List<Long> longs(String key) {
    List<Long> out = new ArrayList<>();
    if (map.get(key) instanceof List<?> list) {
      for (Object o : list) {
        if (o instanceof Long v) {
          out.add(v);
        }
      }
    }
    return out;
  }

  /** The decoded values (Long, ByteBuffer, List, Map), for {@link Bencoding#encode}. */
  public Map<String, Object> raw() {
    return map;
  }

  /** The bytes of a key. */
  public static byte[] keyBytes(String key) {
    return key.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The key of these bytes. */
  public static String key(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] asBytes(Object o) {
    return o instanceof ByteBuffer b ? b.array() : null;
  }

  static BList asList(Object o) {
    return o instanceof List<?> l ? new BList(l) : BList.EMPTY;
  }

  @SuppressWarnings("unchecked")
  static BDict asDict(Object o) {
    return o instanceof Map<?, ?> m ? new BDict((Map<String, Object>) m) : EMPTY;
  }
}
