package io.bitonic.tui.text;

/**
 * Grapheme clusters (UAX 29, extended, without the Indic conjunct rule, which changes no width) and
 * their columns. Works on chars of a {@link CharSequence} without allocating. A lone surrogate is a
 * cluster of its own, one column wide, since it is drawn as U+FFFD.
 */
public final class Graphemes {
  private static final int TEXT_STYLE = 0xFE0E;
  private static final int EMOJI_STYLE = 0xFE0F;

  private Graphemes() {}

  /** End of the cluster that starts at {@code from}; {@code from < text.length()}. */
  public static int next(CharSequence text, int from) {
    int length = text.length();
    char first = text.charAt(from);
    int i = from + 1;
    if (i == length || (first >= ' ' && first < 0x7F && text.charAt(i) < 0x300)) {
      return i;
    }
    int codePoint = Character.codePointAt(text, from);
    i = from + Character.charCount(codePoint);
    byte previous = CodePoints.kind(codePoint);
    int lastCodePoint = codePoint;
    boolean pictograph = isPictograph(previous);
    boolean joined = false;
    boolean regionalOpen = previous == CodePoints.REGIONAL;
    while (i < length) {
      codePoint = Character.codePointAt(text, i);
      byte kind = CodePoints.kind(codePoint);
      boolean attach =
          switch (kind) {
            case CodePoints.EXTEND, CodePoints.ZWJ, CodePoints.SPACING, CodePoints.MODIFIER ->
                previous != CodePoints.CONTROL;
            case CodePoints.REGIONAL -> regionalOpen || previous == CodePoints.PREPEND;
            case CodePoints.CONTROL -> false;
            default ->
                previous == CodePoints.PREPEND
                    || (joined && pictograph && isPictograph(kind))
                    || hangul(previous, lastCodePoint, kind);
          };
      if (!attach) {
        break;
      }
      regionalOpen = kind == CodePoints.REGIONAL && previous == CodePoints.PREPEND;
      joined = kind == CodePoints.ZWJ;
      if (kind != CodePoints.EXTEND && kind != CodePoints.ZWJ && kind != CodePoints.MODIFIER) {
        pictograph = isPictograph(kind);
      }
      previous = kind;
      lastCodePoint = codePoint;
      i += Character.charCount(codePoint);
    }
    return i;
  }

  /** Columns (0, 1 or 2) of the single cluster in {@code [from, to)}. */
  public static int width(CharSequence text, int from, int to) {
    char c = text.charAt(from);
    if (to - from == 1 && c < 0x7F) {
      return c >= ' ' ? 1 : 0;
    }
    int columns = 0;
    int first = 0;
    int clusterBase = 0;
    byte base = CodePoints.NORMAL;
    for (int i = from; i < to; ) {
      int codePoint = Character.codePointAt(text, i);
      i += Character.charCount(codePoint);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return 1;
      }
      byte kind = CodePoints.kind(codePoint);
      if (first++ == 0) {
        columns = CodePoints.width(kind);
        base = kind;
        clusterBase = codePoint;
        continue;
      }
      switch (kind) {
        case CodePoints.EXTEND -> {
          if (codePoint == EMOJI_STYLE && takesEmojiStyle(base, clusterBase)) {
            columns = 2;
          }
        }
        case CodePoints.ZWJ, CodePoints.MODIFIER -> {}
        case CodePoints.SPACING, CodePoints.REGIONAL -> columns++;
        case CodePoints.HANGUL_V, CodePoints.HANGUL_T -> {
          if (columns == 0) {
            columns = 1;
          }
        }
        default -> columns = Math.max(columns, CodePoints.width(kind));
      }
    }
    return Math.min(columns, 2);
  }

  /** Columns of one code point that stands alone: 0, 1 or 2. */
  public static int width(int codePoint) {
    if (codePoint >= ' ' && codePoint < 0x7F) {
      return 1;
    }
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      return 1;
    }
    return CodePoints.width(CodePoints.kind(codePoint));
  }

  /**
   * Whether terminals disagree about the columns of this single code point, so that a writer has to
   * place the cursor by itself after it. Clusters of several code points always are.
   */
  public static boolean isRisky(int codePoint) {
    byte kind = CodePoints.kind(codePoint);
    return kind != CodePoints.NORMAL
        && kind != CodePoints.HANGUL_SYLLABLE
        && !(kind == CodePoints.WIDE && codePoint < 0x10000)
        && !(kind == CodePoints.PICTOGRAPH && codePoint < 0x2700);
  }

  private static boolean isPictograph(byte kind) {
    return kind == CodePoints.PICTOGRAPH || kind == CodePoints.WIDE_PICTOGRAPH;
  }

  private static boolean takesEmojiStyle(byte base, int codePoint) {
    return base == CodePoints.PICTOGRAPH
        || codePoint == '#'
        || codePoint == '*'
        || (codePoint >= '0' && codePoint <= '9');
  }

  private static boolean hangul(byte previous, int previousCodePoint, byte kind) {
    return switch (kind) {
      case CodePoints.HANGUL_L, CodePoints.HANGUL_SYLLABLE -> previous == CodePoints.HANGUL_L;
      case CodePoints.HANGUL_V ->
          previous == CodePoints.HANGUL_L
              || previous == CodePoints.HANGUL_V
              || (previous == CodePoints.HANGUL_SYLLABLE && (previousCodePoint - 0xAC00) % 28 == 0);
      case CodePoints.HANGUL_T ->
          previous == CodePoints.HANGUL_V
              || previous == CodePoints.HANGUL_T
              || previous == CodePoints.HANGUL_SYLLABLE;
      default -> false;
    };
  }

  static boolean isVariationSelector(int codePoint) {
    return codePoint == TEXT_STYLE || codePoint == EMOJI_STYLE;
  }
}
