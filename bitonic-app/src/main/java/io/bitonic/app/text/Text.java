package io.bitonic.app.text;

/**
 * Foreign text made safe for a terminal, and its width there. Pure functions.
 *
 * <p>Names come from torrent files and messages from trackers: they may hold escape sequences, line
 * breaks and bidirectional controls that rewrite what is around them.
 */
public final class Text {
  private static final int REPLACEMENT = 0xFFFD;

  /** First and last code point of each range that takes two columns (Unicode East Asian Width). */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3,
    0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
    0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
    0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
    0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
    0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
    0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0,
    0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200,
    0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF,
    0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442,
    0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595,
    0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0,
    0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0,
    0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70,
    0x1FAFF, 0x20000, 0x3FFFD
  };

  private Text() {}

  /**
   * {@code s} without anything that moves the cursor or reorders text: controls, line separators,
   * format characters (but the joiners that scripts and emoji need) and lone surrogates each become
   * U+FFFD.
   */
  public static String safe(String s) {
    int i = 0;
    while (i < s.length() && s.charAt(i) >= ' ' && s.charAt(i) < 0x7f) {
      i++;
    }
    if (i == s.length()) {
      return s;
    }
    StringBuilder b = new StringBuilder(s.length());
    s.codePoints().forEach(c -> b.appendCodePoint(isUnsafe(c) ? REPLACEMENT : c));
    return b.toString();
  }

  /** {@link #safe}, and for a terminal that shows only ASCII also {@code ?} for everything else. */
  public static String safe(String s, boolean unicode) {
    String safe = safe(s);
    if (unicode) {
      return safe;
    }
    StringBuilder b = new StringBuilder(safe.length());
    safe.codePoints()
        .filter(c -> c < 0x80 || width(c) > 0)
        .forEach(c -> b.append(c < 0x80 ? (char) c : '?'));
    return b.toString();
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> c != 0x200C && c != 0x200D;
      default -> false;
    };
  }

  /** Columns that {@code s} takes on a terminal. */
  public static int width(String s) {
    int w = 0;
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      w += width(c);
      i += Character.charCount(c);
    }
    return w;
  }

  /** Columns of one code point: 0 for combining marks, 2 for wide ones, else 1. */
  public static int width(int c) {
    if (c < 0x300) {
      return c < ' ' || c >= 0x7f && c < 0xa0 ? 0 : 1;
    }
    switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
        return 0;
      }
      default -> {}
    }
    int low = 0;
    int high = WIDE.length / 2 - 1;
    while (low <= high) {
      int mid = low + high >>> 1;
      if (c < WIDE[2 * mid]) {
        high = mid - 1;
      } else if (c > WIDE[2 * mid + 1]) {
        low = mid + 1;
      } else {
        return 2;
      }
    }
    return 1;
  }

  /**
   * {@code s} cut to at most {@code columns}; a cut shows as {@code …}, or {@code ~} without
   * Unicode. A wide character that would be halved is left out.
   */
  public static String cut(String s, int columns, boolean unicode) {
    if (columns <= 0) {
      return "";
    }
    if (width(s) <= columns) {
      return s;
    }
    int w = 0;
    int i = 0;
    while (i < s.length()) {
      int c = s.codePointAt(i);
      int cw = width(c);
      if (w + cw > columns - 1) {
        break;
      }
      w += cw;
      i += Character.charCount(c);
    }
    return s.substring(0, i) + (unicode ? "…" : "~");
  }

  /** {@code s} with spaces after it up to {@code columns}. */
  public static String padRight(String s, int columns) {
    return s + " ".repeat(Math.max(0, columns - width(s)));
  }

  /** {@code s} with spaces before it up to {@code columns}. */
  public static String padLeft(String s, int columns) {
    return " ".repeat(Math.max(0, columns - width(s))) + s;
  }
}
