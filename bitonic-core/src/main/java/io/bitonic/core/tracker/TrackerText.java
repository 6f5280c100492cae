package io.bitonic.core.tracker;

/** Makes a tracker's words safe for a terminal and a log. */
final class TrackerText {
  /** Characters kept. */
  static final int MAX_LENGTH = 200;

  private TrackerText() {}

  /**
   * Runs of white space, control, format (bidirectional and zero-width), private-use, unassigned
   * and unpaired characters become one space; the rest is cut to {@link #MAX_LENGTH}.
   */
  static String clean(String s) {
    StringBuilder out = new StringBuilder(Math.min(s.length(), MAX_LENGTH));
    boolean gap = false;
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      if (unsafe(c)) {
        gap = !out.isEmpty();
        continue;
      }
      int needed = Character.charCount(c) + (gap ? 1 : 0);
      if (out.length() + needed > MAX_LENGTH) {
        break;
      }
      if (gap) {
        out.append(' ');
        gap = false;
      }
      out.appendCodePoint(c);
    }
    return out.toString();
  }

  private static boolean unsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
