package io.bitonic.app.stream;

/**
 * The bytes of a file that a request asks for (RFC 9110 §14). Pure.
 *
 * @param from first byte
 * @param to last byte
 */
record ByteRange(long from, long to) {
  /** What can't be satisfied: 416. */
  static final ByteRange NONE = new ByteRange(0, -1);

  private static final int MOST_DIGITS = 18;

  long length() {
    return to - from + 1;
  }

  /**
   * Reads a {@code Range} header.
   *
   * @param length bytes in the file, &gt; 0
   * @return null when it is to be ignored: not given, malformed, several ranges or another unit
   */
  static ByteRange parse(String header, long length) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return null;
    }
    String range = header.substring(6).strip();
    int dash = range.indexOf('-');
    if (dash < 0) {
      return null;
    }
    long first = number(range.substring(0, dash).strip());
    long last = number(range.substring(dash + 1).strip());
    if (first == BAD || last == BAD || first == ABSENT && last == ABSENT) {
      return null;
    }
    if (first == ABSENT) {
      return last == 0 ? NONE : new ByteRange(Math.max(0, length - last), length - 1);
    }
    if (last != ABSENT && last < first) {
      return null;
    }
    if (first >= length) {
      return NONE;
    }
    return new ByteRange(first, last == ABSENT ? length - 1 : Math.min(last, length - 1));
  }

  private static final long ABSENT = -1;
  private static final long BAD = -2;

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return ABSENT;
    }
    if (digits.length() > MOST_DIGITS) {
      return BAD;
    }
    long n = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return BAD;
      }
      n = n * 10 + c - '0';
    }
    return n;
  }
}
