package io.bitonic.core.filter;

/**
 * Reads one literal address from bytes, without a string: lists have millions. One thread; the
 * result of {@link #read} stays until the next call.
 */
final class AddressText {
  boolean isV4;
  int v4;
  long high;
  long low;

  /** Reads all of {@code b[from, to)}; false when that is no address. */
  boolean read(byte[] b, int from, int to) {
    int start = from;
    int end = to;
    if (end - start > 2 && b[start] == '[' && b[end - 1] == ']') {
      start++;
      end--;
      isV4 = false;
      return readV6(b, start, end);
    }
    isV4 = readV4(b, start, end);
    return isV4 || readV6(b, start, end);
  }

  // Leading zeros are decimal: DAT files pad to three digits.
  private boolean readV4(byte[] b, int from, int to) {
    int value = 0;
    int part = 0;
    int digits = 0;
    int parts = 1;
    for (int i = from; i < to; i++) {
      int c = b[i];
      if (c >= '0' && c <= '9' && digits < 3) {
        part = 10 * part + c - '0';
        digits++;
      } else if (c == '.' && digits > 0 && part <= 255 && parts < 4) {
        value = value << 8 | part;
        part = 0;
        digits = 0;
        parts++;
      } else {
        return false;
      }
    }
    v4 = value << 8 | part;
    return parts == 4 && digits > 0 && part <= 255;
  }

  /** RFC 4291 §2.2, without a zone. */
  private boolean readV6(byte[] b, int from, int to) {
    if (to - from < 2 || to - from > 45) {
      return false;
    }
    high = 0;
    low = 0;
    int groups = 0;
    int gap = -1;
    int i = from;
    if (b[i] == ':') {
      if (b[i + 1] != ':') {
        return false;
      }
      gap = 0;
      i += 2;
    }
    while (i < to) {
      int end = groupEnd(b, i, to);
      if (end < to && b[end] == '.') {
        if (groups > 6 || !readV4(b, i, to)) {
          return false;
        }
        push(v4 >>> 16);
        push(v4 & 0xffff);
        groups += 2;
        i = to;
        break;
      }
      if (end == i || groups == 8) {
        return false;
      }
      push(hex(b, i, end));
      groups++;
      i = end;
      if (i == to) {
        break;
      }
      if (b[i] != ':' || i + 1 == to) {
        return false;
      }
      i++;
      if (b[i] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = groups;
        i++;
      }
    }
    return gap < 0 ? groups == 8 : groups < 8 && spread(groups, gap);
  }

  /** Where up to four hexadecimal digits end. */
  private static int groupEnd(byte[] b, int from, int to) {
    int most = Math.min(to, from + 4);
    int end = from;
    while (end < most && Character.digit(b[end], 16) >= 0) {
      end++;
    }
    return end;
  }

  private static int hex(byte[] b, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | Character.digit(b[i], 16);
    }
    return value;
  }

  private void push(int group) {
    high = high << 16 | low >>> 48;
    low = low << 16 | group;
  }

  /** Puts zeros where the text has "::". */
  private boolean spread(int groups, int gap) {
    long oldHigh = high;
    long oldLow = low;
    high = 0;
    low = 0;
    for (int g = 0; g < 8; g++) {
      int source = g < gap ? g : g - (8 - groups);
      boolean zero = g >= gap && source < gap;
      push(zero ? 0 : group(oldHigh, oldLow, groups, source));
    }
    return true;
  }

  /** Group {@code index} of {@code groups} that were pushed. */
  private static int group(long high, long low, int groups, int index) {
    int fromEnd = groups - 1 - index;
    return (int) ((fromEnd < 4 ? low >>> 16 * fromEnd : high >>> 16 * (fromEnd - 4)) & 0xffff);
  }
}
