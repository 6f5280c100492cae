package io.bitonic.core.bencode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Typed access to a decoded list; the same rules as {@link BDict}. Indices must be in range, since
 * they come from our loops and not from the input.
 */
public final class BList {
  static final BList EMPTY = new BList(List.of());

  private final List<?> list;

  BList(List<?> list) {
    this.list = list;
  }

  public int size() {
    return list.size();
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public boolean isBytes(int i) {
    return list.get(i) instanceof ByteBuffer;
  }

  public boolean isLong(int i) {
    return list.get(i) instanceof Long;
  }

  public boolean isList(int i) {
    return list.get(i) instanceof List;
  }

  public boolean isDict(int i) {
    return list.get(i) instanceof Map;
  }

  /** The string's bytes, or null. The array is shared: don't change it. */
  public byte[] bytes(int i) {
    return BDict.asBytes(list.get(i));
  }

  /** The string as UTF-8 (as ISO 8859-1 when it is not valid UTF-8), or null. */
  public String utf8(int i) {
    byte[] b = bytes(i);
    return b == null ? null : Text.decode(b);
  }

  /** The integer, or {@code otherwise}. */
  public long longValue(int i, long otherwise) {
    return list.get(i) instanceof Long v ? v : otherwise;
  }

  /** The list, or an empty one. */
  public BList list(int i) {
    return BDict.asList(list.get(i));
  }

  /** The dictionary, or an empty one. */
  public BDict dict(int i) {
    return BDict.asDict(list.get(i));
  }
}
