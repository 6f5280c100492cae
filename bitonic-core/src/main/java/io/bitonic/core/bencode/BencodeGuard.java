package io.bitonic.core.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks foreign bencoding (BEP 3) without recursion and without an object per token, so that a
 * recursive decoder may be given what passes. A guard is the result of one scan; it is immutable.
 *
 * <p>Rejected: anything over its {@link Limits}, integers and lengths that are not canonical,
 * integers beyond 64 bits, dictionary keys that are not strings or come twice, truncated input.
 * Keys out of order are common in real torrents and only reported ({@link #sorted()}).
 *
 * <p>All offsets count from the start of the scanned range.
 */
public final class BencodeGuard {
  private static final int NO_KEY = -1;
  // Bytes of heap per decoded value on a 64-bit JVM with compressed references: what the decoder
  // keeps, object headers and table slots included.
  private static final int STRING_COST = 80;
  private static final int INTEGER_COST = 28;
  private static final int LIST_COST = 84;
  private static final int DICTIONARY_COST = 144;
  private static final int ENTRY_COST = 96;

  private final byte[] data;
  private final int from;
  private final int to;
  private final Limits limits;

  private int at;
  private int tokens;
  private int depth;
  private boolean sorted = true;
  private long heap;

  // One slot per open container.
  private boolean[] isDictionary;
  private boolean[] valueNext;
  private boolean[] unsorted;
  private int[] lastKey;
  private int[] firstKeySlot;

  // Offsets of the keys of all open dictionaries, innermost last.
  private int[] keys = new int[16];
  private int keyCount;

  // (key, value, end) offsets of the entries of the outermost dictionary.
  private int[] top = new int[24];
  private int topCount;

  // The string that was read last.
  private int stringStart;
  private int stringLength;

  private BencodeGuard(byte[] data, int from, int to, Limits limits) {
    this.data = data;
    this.from = from;
    this.to = to;
    this.limits = limits;
    int levels = Math.min(limits.maxDepth(), 16);
    isDictionary = new boolean[levels];
    valueNext = new boolean[levels];
    unsorted = new boolean[levels];
    lastKey = new int[levels];
    firstKeySlot = new int[levels];
  }

  /**
   * Checks that the range is exactly one value.
   *
   * @throws BencodeException when it is not, or a limit is passed
   */
  public static BencodeGuard scan(byte[] data, int from, int to, Limits limits)
      throws BencodeException {
    BencodeGuard g = scanPrefix(data, from, to, limits);
    if (g.at != to) {
      throw g.error("expected the end, found " + (to - g.at) + " more bytes", g.at);
    }
    return g;
  }

  /**
   * Checks one value at the start of the range; what follows it is not looked at. See {@link
   * #length()}.
   */
  public static BencodeGuard scanPrefix(byte[] data, int from, int to, Limits limits)
      throws BencodeException {
    BencodeGuard g = new BencodeGuard(data, from, to, limits);
    g.run();
    return g;
  }

  /** Bytes of the value. */
  public int length() {
    return at - from;
  }

  /** Whether the keys of every dictionary are in raw byte order, as BEP 3 asks. */
  public boolean sorted() {
    return sorted;
  }

  /** Strings, integers, lists and dictionaries seen. */
  public int tokens() {
    return tokens;
  }

  /** Estimated bytes of heap that the decoded value keeps. */
  public long heapEstimate() {
    return heap;
  }

  /** Whether the outermost value is a dictionary. */
  public boolean isDictionary() {
    return data[from] == 'd';
  }

  /**
   * The raw bytes of a value of the outermost dictionary, or null when it has no such key.
   *
   * @param key one char per byte
   */
  public byte[] rawValue(String key) {
    byte[] wanted = key.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < topCount; i += 3) {
      int start = top[i];
      while (data[start] != ':') {
        start++;
      }
      start++;
      if (Arrays.equals(data, start, top[i + 1], wanted, 0, wanted.length)) {
        return Arrays.copyOfRange(data, top[i + 1], top[i + 2]);
      }
    }
    return null;
  }

  private void run() throws BencodeException {
    if (to - from > limits.maxBytes()) {
      throw error("more than " + limits.maxBytes() + " bytes: " + (to - from), from);
    }
    at = from;
    do {
      step();
    } while (depth > 0);
    long bound = 10L * length() + limits.heapAllowance();
    if (heap > bound) {
      throw error("too many small values for " + length() + " bytes of input", from);
    }
  }

  private void step() throws BencodeException {
    int start = at;
    int c = at < to ? data[at] : -1;
    if (c == 'e' && depth > 0) {
      closeContainer();
      return;
    }
    boolean inDictionary = depth > 0 && isDictionary[depth - 1];
    if (inDictionary && !valueNext[depth - 1]) {
      key(start);
      return;
    }
    token();
    switch (c) {
      case 'i' -> integer();
      case 'd', 'l' -> {
        open(c == 'd');
        return;
      }
      default -> {
        if (c < '0' || c > '9') {
          throw unexpected("a value");
        }
        string();
        heap += STRING_COST + stringLength;
      }
    }
    valueDone();
  }

  private void token() throws BencodeException {
    if (++tokens > limits.maxTokens()) {
      throw error("more than " + limits.maxTokens() + " values", at);
    }
  }

  private void key(int start) throws BencodeException {
    token();
    if (at < to && (data[at] < '0' || data[at] > '9')) {
      throw unexpected("a dictionary key or its end");
    }
    string();
    heap += ENTRY_COST + stringLength;
    int level = depth - 1;
    if (lastKey[level] != NO_KEY) {
      int order = compareKeys(lastKey[level], start);
      if (order == 0) {
        throw error("duplicate dictionary key", start);
      }
      if (order > 0) {
        unsorted[level] = true;
        sorted = false;
      }
    }
    lastKey[level] = start;
    valueNext[level] = true;
    if (keyCount == keys.length) {
      keys = Arrays.copyOf(keys, keyCount * 2);
    }
    keys[keyCount++] = start;
    if (depth == 1) {
      if (topCount == top.length) {
        top = Arrays.copyOf(top, topCount * 2);
      }
      top[topCount] = start;
      top[topCount + 1] = at;
    }
  }

  private void open(boolean dictionary) throws BencodeException {
    if (depth == limits.maxDepth()) {
      throw error("more than " + depth + " levels", at);
    }
    if (depth == isDictionary.length) {
      int levels = Math.min(limits.maxDepth(), depth * 2);
      isDictionary = Arrays.copyOf(isDictionary, levels);
      valueNext = Arrays.copyOf(valueNext, levels);
      unsorted = Arrays.copyOf(unsorted, levels);
      lastKey = Arrays.copyOf(lastKey, levels);
      firstKeySlot = Arrays.copyOf(firstKeySlot, levels);
    }
    isDictionary[depth] = dictionary;
    valueNext[depth] = false;
    unsorted[depth] = false;
    lastKey[depth] = NO_KEY;
    firstKeySlot[depth] = keyCount;
    heap += dictionary ? DICTIONARY_COST : LIST_COST;
    depth++;
    at++;
  }

  private void closeContainer() throws BencodeException {
    int level = depth - 1;
    if (isDictionary[level]) {
      if (valueNext[level]) {
        throw unexpected("a value for the last key");
      }
      if (unsorted[level]) {
        rejectDuplicates(firstKeySlot[level]);
      }
      keyCount = firstKeySlot[level];
    }
    depth--;
    at++;
    valueDone();
  }

  private void valueDone() {
    if (depth > 0 && isDictionary[depth - 1]) {
      valueNext[depth - 1] = false;
      if (depth == 1) {
        top[topCount + 2] = at;
        topCount += 3;
      }
    }
  }

  private void integer() throws BencodeException {
    int start = at++;
    boolean negative = at < to && data[at] == '-';
    if (negative) {
      at++;
    }
    int firstDigit = at;
    long value = 0; // kept negative: the range of long is larger there
    while (at < to && data[at] >= '0' && data[at] <= '9') {
      int digit = data[at] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw error("integer beyond 64 bits", start);
      }
      value = value * 10 - digit;
      at++;
    }
    if (at == firstDigit) {
      throw unexpected("a digit");
    }
    if (data[firstDigit] == '0' && (at - firstDigit > 1 || negative)) {
      throw error("integer with a leading zero or minus zero", start);
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw error("integer beyond 64 bits", start);
    }
    if (at == to || data[at] != 'e') {
      throw unexpected("a digit or the integer's end");
    }
    at++;
    heap += INTEGER_COST;
  }

  private void string() throws BencodeException {
    int start = at;
    long length = 0;
    while (at < to && data[at] >= '0' && data[at] <= '9') {
      length = length * 10 + (data[at] - '0');
      if (length > Integer.MAX_VALUE) {
        throw error("string length beyond 31 bits", start);
      }
      at++;
    }
    if (at == to || data[at] != ':') {
      throw unexpected("a digit or ':' of a string length");
    }
    if (data[start] == '0' && at - start > 1) {
      throw error("string length with a leading zero", start);
    }
    if (length > limits.maxStringBytes()) {
      throw error("string of " + length + " bytes, at most " + limits.maxStringBytes(), start);
    }
    at++;
    if (length > to - at) {
      throw error("truncated: a string of " + length + " bytes has " + (to - at), start);
    }
    stringStart = at;
    stringLength = (int) length;
    at += stringLength;
  }

  private int keyStart(int keyOffset) {
    int start = keyOffset;
    while (data[start] != ':') {
      start++;
    }
    return start + 1;
  }

  private int keyLength(int keyOffset) {
    int length = 0;
    for (int i = keyOffset; data[i] != ':'; i++) {
      length = length * 10 + (data[i] - '0');
    }
    return length;
  }

  private int compareKeys(int earlier, int later) {
    int start = keyStart(earlier);
    return Arrays.compareUnsigned(
        data, start, start + keyLength(earlier), data, stringStart, stringStart + keyLength(later));
  }

  private void rejectDuplicates(int firstSlot) throws BencodeException {
    Set<String> seen = HashSet.newHashSet(keyCount - firstSlot);
    for (int i = firstSlot; i < keyCount; i++) {
      String key =
          new String(data, keyStart(keys[i]), keyLength(keys[i]), StandardCharsets.ISO_8859_1);
      if (!seen.add(key)) {
        throw error("duplicate dictionary key", keys[i]);
      }
    }
  }

  private BencodeException unexpected(String expected) {
    String found = at >= to ? "the input is truncated" : "found " + describe(data[at]);
    return error("expected " + expected + ", " + found, at);
  }

  private static String describe(byte b) {
    return b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("0x%02x", b & 0xff);
  }

  private BencodeException error(String message, int position) {
    return new BencodeException(message, position - from);
  }
}
