package io.bitonic.core.metainfo;

/** Foreign text made fit for a terminal and a log: nothing in it can move a cursor. */
public final class Printable {
  private static final int MAX_LINE = 200;

  private Printable() {}

  /** One line of at most 200 characters; control and format characters become spaces. */
  public static String line(String s) {
    String t = text(s.length() > MAX_LINE ? s.substring(0, MAX_LINE) + "…" : s, MAX_LINE + 1);
    return t.replace('\n', ' ');
  }

  /** At most {@code max} chars; line feeds stay, other control and format characters go. */
  static String text(String s, int max) {
    StringBuilder out = new StringBuilder(Math.min(s.length(), max));
    for (int i = 0; i < s.length() && out.length() < max; ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      switch (Character.getType(c)) {
        case Character.CONTROL -> {
          if (c == '\n') {
            out.append('\n');
          } else if (c != '\r') {
            out.append(' ');
          }
        }
        case Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE ->
            out.append(' ');
        default -> out.appendCodePoint(c);
      }
    }
    return out.toString().strip();
  }
}
