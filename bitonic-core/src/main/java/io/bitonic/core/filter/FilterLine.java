package io.bitonic.core.filter;

/** Understands one line of a list. One thread. */
final class FilterLine {
  /** What a line was. */
  enum Outcome {
    /** Empty or a comment. */
    NOTHING,
    /** A range, added; or a DAT range whose level lets it pass. */
    ENTRY,
    BAD
  }

  /** eMule: from this level on a range is allowed. */
  private static final int FIRST_ALLOWED_LEVEL = 128;

  private final Ranges ranges;
  private final AddressText first = new AddressText();
  private final AddressText last = new AddressText();

  FilterLine(Ranges ranges) {
    this.ranges = ranges;
  }

  Outcome read(byte[] b, int length) {
    int from = skipSpace(b, 0, length);
    int to = trimEnd(b, from, length);
    if (from == to
        || b[from] == '#'
        || b[from] == ';'
        || b[from] == '/' && at(b, from + 1, to) == '/') {
      return Outcome.NOTHING;
    }
    int comma = indexOf(b, ',', from, to);
    if (comma > 0 && range(b, from, trimEnd(b, from, comma))) {
      return dat(b, comma + 1, to);
    }
    int comment = indexOf(b, '#', from, to);
    int end = comment < 0 ? to : trimEnd(b, from, comment);
    if (range(b, from, end) || cidr(b, from, end)) {
      return block();
    }
    return p2p(b, from, to) ? block() : Outcome.BAD;
  }

  private Outcome dat(byte[] b, int from, int to) {
    int i = skipSpace(b, from, to);
    int level = 0;
    int digits = 0;
    while (i < to && b[i] >= '0' && b[i] <= '9' && digits < 6) {
      level = 10 * level + b[i] - '0';
      digits++;
      i++;
    }
    i = skipSpace(b, i, to);
    if (digits == 0 || i < to && b[i] != ',') {
      return Outcome.BAD;
    }
    return level < FIRST_ALLOWED_LEVEL ? block() : Outcome.ENTRY;
  }

  /** {@code name:start-end}; a name may hold any of these characters. */
  private boolean p2p(byte[] b, int from, int to) {
    int dash = lastIndexOf(b, '-', from, to);
    if (dash < 0 || !last.read(b, skipSpace(b, dash + 1, to), to)) {
      return false;
    }
    int end = trimEnd(b, from, dash);
    if (last.isV4) {
      int colon = lastIndexOf(b, ':', from, end);
      return colon >= 0 && first.read(b, skipSpace(b, colon + 1, end), end) && fits();
    }
    // The longest text behind a colon that is an address: IPv6 has colons itself.
    for (int colon = indexOf(b, ':', from, end);
        colon >= 0;
        colon = indexOf(b, ':', colon + 1, end)) {
      if (first.read(b, skipSpace(b, colon + 1, end), end)) {
        return fits();
      }
    }
    return false;
  }

  private boolean range(byte[] b, int from, int to) {
    int dash = indexOf(b, '-', from, to);
    return dash >= 0
        && first.read(b, from, trimEnd(b, from, dash))
        && last.read(b, skipSpace(b, dash + 1, to), to)
        && fits();
  }

  private boolean fits() {
    return first.isV4 == last.isV4
        && (first.isV4
            ? Integer.compareUnsigned(first.v4, last.v4) <= 0
            : Ranges.compare(first.high, first.low, last.high, last.low) <= 0);
  }

  /** An address, or one with a prefix length. */
  private boolean cidr(byte[] b, int from, int to) {
    int slash = indexOf(b, '/', from, to);
    if (!first.read(b, from, slash < 0 ? to : slash)) {
      return false;
    }
    int bits = first.isV4 ? 32 : 128;
    int prefix = slash < 0 ? bits : prefix(b, slash + 1, to);
    if (prefix < 0 || prefix > bits) {
      return false;
    }
    last.isV4 = first.isV4;
    if (first.isV4) {
      int host = prefix == 32 ? 0 : -1 >>> prefix;
      first.v4 &= ~host;
      last.v4 = first.v4 | host;
    } else {
      long hostHigh = prefix >= 64 ? 0 : -1L >>> prefix;
      long hostLow = prefix <= 64 ? -1L : prefix == 128 ? 0 : -1L >>> prefix - 64;
      first.high &= ~hostHigh;
      first.low &= ~hostLow;
      last.high = first.high | hostHigh;
      last.low = first.low | hostLow;
    }
    return true;
  }

  /** -1: none. */
  private static int prefix(byte[] b, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      value = 10 * value + b[i] - '0';
    }
    return from == to || to - from > 3 ? -1 : value;
  }

  private Outcome block() {
    if (first.isV4) {
      ranges.addV4(first.v4, last.v4);
    } else {
      ranges.addV6(first.high, first.low, last.high, last.low);
    }
    return Outcome.ENTRY;
  }

  private static int at(byte[] b, int i, int to) {
    return i < to ? b[i] : -1;
  }

  private static int skipSpace(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] >= 0 && b[i] <= ' ') {
      i++;
    }
    return i;
  }

  private static int trimEnd(byte[] b, int from, int to) {
    int i = to;
    while (i > from && b[i - 1] >= 0 && b[i - 1] <= ' ') {
      i--;
    }
    return i;
  }

  private static int indexOf(byte[] b, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(byte[] b, char c, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (b[i] == c) {
        return i;
      }
    }
    return -1;
  }
}
