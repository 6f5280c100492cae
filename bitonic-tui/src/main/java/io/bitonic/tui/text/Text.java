package io.bitonic.tui.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text measured in terminal columns. Never counts chars or code points: a CJK character is two
 * columns, a combining mark none, an emoji family two.
 */
public final class Text {
  /** Most chars of a foreign string that {@link #sanitise(String)} keeps. */
  public static final int MAX_SANITISED = 4096;

  private static final int MAX_MARKS = 4;
  private static final char REPLACEMENT = '\uFFFD';

  /** Where padding goes. */
  public enum Align {
    LEFT,
    RIGHT,
    CENTER
  }

  private Text() {}

  /** Columns of {@code text}; controls count nothing. */
  public static int width(CharSequence text) {
    int columns = 0;
    for (int i = 0; i < text.length(); ) {
      int end = Graphemes.next(text, i);
      columns += Graphemes.width(text, i, end);
      i = end;
    }
    return columns;
  }

  /** Cuts to at most {@code columns}, with "…" as the last column when something was lost. */
  public static String cut(String text, int columns) {
    return cut(text, columns, "…");
  }

  /**
   * Cuts to at most {@code columns}; the ellipsis is part of them, and is left out when it does not
   * fit.
   */
  public static String cut(String text, int columns, String ellipsis) {
    if (columns <= 0) {
      return "";
    }
    if (text.length() <= columns && isAscii(text) || width(text) <= columns) {
      return text;
    }
    int mark = width(ellipsis);
    String tail = mark <= columns ? ellipsis : "";
    int end = fit(text, columns - (tail.isEmpty() ? 0 : mark));
    return text.substring(0, end) + tail;
  }

  /**
   * Breaks into at most {@code lines} lines at blanks, or anywhere in a word that is longer than a
   * line; the last is cut.
   */
  public static List<String> wrap(String text, int columns, int lines) {
    List<String> list = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty() && columns > 0 && list.size() < lines) {
      int end = fit(rest, columns);
      if (end == rest.length() || list.size() == lines - 1) {
        list.add(cut(rest, columns));
        break;
      }
      int blank = rest.charAt(end) == ' ' ? end : rest.lastIndexOf(' ', end);
      int at = blank > 0 ? blank : Math.max(1, end);
      list.add(rest.substring(0, at).stripTrailing());
      rest = rest.substring(at).stripLeading();
    }
    return list;
  }

  /** Cuts at the start and keeps the end, as for a path: "…/dir/file". */
  public static String cutStart(String text, int columns, String ellipsis) {
    int total = width(text);
    if (columns <= 0) {
      return "";
    }
    if (total <= columns) {
      return text;
    }
    int mark = width(ellipsis);
    String head = mark <= columns ? ellipsis : "";
    int room = columns - (head.isEmpty() ? 0 : mark);
    int i = 0;
    while (i < text.length() && total > room) {
      int end = Graphemes.next(text, i);
      total -= Graphemes.width(text, i, end);
      i = end;
    }
    return head + text.substring(i);
  }

  /** Exactly {@code columns} wide: cut with "…" or filled with spaces on the right. */
  public static String pad(String text, int columns) {
    return pad(text, columns, Align.LEFT);
  }

  /** Exactly {@code columns} wide: cut with "…" or filled with spaces by {@code align}. */
  public static String pad(String text, int columns, Align align) {
    String cut = cut(text, columns);
    int free = Math.max(0, columns - width(cut));
    int left =
        switch (align) {
          case LEFT -> 0;
          case RIGHT -> free;
          case CENTER -> free / 2;
        };
    return " ".repeat(left) + cut + " ".repeat(free - left);
  }

  /** {@link #cut(String, int)} for a terminal that may show only ASCII: then the mark is "~". */
  public static String cut(String text, int columns, boolean unicode) {
    return cut(text, columns, unicode ? "…" : "~");
  }

  /** At least {@code columns} wide: filled with spaces on the right, never cut. */
  public static String padRight(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** At least {@code columns} wide: filled with spaces on the left, never cut. */
  public static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** The char index where the longest prefix of at most {@code columns} columns ends. */
  public static int fit(CharSequence text, int columns) {
    int used = 0;
    int i = 0;
    while (i < text.length()) {
      int end = Graphemes.next(text, i);
      used += Graphemes.width(text, i, end);
      if (used > columns) {
        break;
      }
      i = end;
    }
    return i;
  }

  /** {@link #sanitise(String, int)} with {@link #MAX_SANITISED}. */
  public static String sanitise(String text) {
    return sanitise(text, MAX_SANITISED);
  }

  /**
   * {@link #sanitise(String)} for a terminal that may show only ASCII: then {@code ?} stands for
   * each character that is not, and marks on characters go.
   */
  public static String sanitise(String text, boolean unicode) {
    String safe = sanitise(text);
    if (unicode || isAscii(safe)) {
      return safe;
    }
    StringBuilder out = new StringBuilder(safe.length());
    for (int i = 0; i < safe.length(); ) {
      int end = Graphemes.next(safe, i);
      char c = safe.charAt(i);
      out.append(c < 0x80 ? c : '?');
      i = end;
    }
    return out.toString();
  }

  /**
   * Makes a foreign name safe to draw: what would steer the terminal, hide or reorder text becomes
   * visible. Controls turn into their pictures (␛ for escape), bidi and invisible format characters
   * and lone surrogates into U+FFFD; at most four combining marks stay on a base; everything after
   * {@code maxChars} chars is dropped with "…". Returns the same instance when nothing changes.
   */
  public static String sanitise(String text, int maxChars) {
    if (text.length() <= maxChars && isAscii(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars) + 8);
    int previous = -1;
    int marks = 0;
    int i = 0;
    while (i < text.length() && i < maxChars) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      byte kind = CodePoints.kind(codePoint);
      int next = i < text.length() ? text.codePointAt(i) : -1;
      if (kind == CodePoints.EXTEND || kind == CodePoints.SPACING) {
        marks++;
        if (previous < 0) {
          out.append('\u25CC');
        }
        if (marks > MAX_MARKS) {
          continue;
        }
      } else if (kind != CodePoints.ZWJ) {
        marks = 0;
      }
      int safe = replacement(codePoint, kind, previous, next);
      out.appendCodePoint(safe);
      previous = safe;
    }
    if (i < text.length()) {
      out.append('…');
    }
    return text.contentEquals(out) ? text : out.toString();
  }

  private static int replacement(int codePoint, byte kind, int previous, int next) {
    if (codePoint < ' ') {
      return 0x2400 + codePoint;
    }
    if (codePoint == 0x7F) {
      return 0x2421;
    }
    if (kind == CodePoints.CONTROL || codePoint == 0xAD) {
      return REPLACEMENT;
    }
    if (kind == CodePoints.ZWJ) {
      boolean emoji = isEmojiPart(previous) && isEmojiPart(next);
      return emoji || isJoiningScript(previous) ? codePoint : REPLACEMENT;
    }
    if (codePoint == 0x200C) {
      return isJoiningScript(previous) ? codePoint : REPLACEMENT;
    }
    boolean hidden =
        (kind == CodePoints.EXTEND
                && isInvisible(codePoint)
                && !Graphemes.isVariationSelector(codePoint))
            || isBlank(codePoint);
    return hidden ? REPLACEMENT : codePoint;
  }

  private static boolean isInvisible(int codePoint) {
    return (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
        || codePoint >= 0xE0000
        || codePoint == 0x34F
        || (codePoint >= 0x180B && codePoint <= 0x180F);
  }

  /** Letters that draw nothing, a known trick to hide a name's end. */
  private static boolean isBlank(int codePoint) {
    return codePoint == 0x115F
        || codePoint == 0x1160
        || codePoint == 0x3164
        || codePoint == 0xFFA0
        || codePoint == 0x2800;
  }

  private static boolean isEmojiPart(int codePoint) {
    if (codePoint < 0) {
      return false;
    }
    byte kind = CodePoints.kind(codePoint);
    return kind == CodePoints.PICTOGRAPH
        || kind == CodePoints.WIDE_PICTOGRAPH
        || kind == CodePoints.MODIFIER
        || codePoint == 0xFE0F;
  }

  /** Scripts from Arabic to Mongolian use joiners to spell. */
  private static boolean isJoiningScript(int codePoint) {
    return codePoint >= 0x600 && codePoint < 0x1900;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > 0x7E) {
        return false;
      }
    }
    return true;
  }
}
