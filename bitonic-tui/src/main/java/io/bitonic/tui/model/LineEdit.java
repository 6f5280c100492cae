package io.bitonic.tui.model;

import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.text.Graphemes;

/** One line of text being typed. Owned by the UI thread. Never holds a control character. */
public final class LineEdit {
  /** Most chars of a line; what is typed or pasted beyond is dropped. */
  public static final int MAX = 4_096;

  private String text = "";
  private int cursor;

  public LineEdit() {}

  public LineEdit(String text) {
    set(text);
  }

  public String text() {
    return text;
  }

  /** Char index of the cursor, 0 to the text's length. */
  public int cursor() {
    return cursor;
  }

  public void set(String newText) {
    text = clean(newText);
    cursor = text.length();
  }

  /** Puts text at the cursor. */
  public void insert(String more) {
    String clean = clean(more);
    int room = MAX - text.length();
    String fits = clean.length() > room ? clean.substring(0, room) : clean;
    text = text.substring(0, cursor) + fits + text.substring(cursor);
    cursor += fits.length();
  }

  /**
   * @return false when the key means nothing to a line of text
   */
  public boolean key(Key key) {
    switch (key.name()) {
      case CHARACTER -> {
        return key.ctrl() ? control(key.text()) : !key.alt() && type(key.text());
      }
      case BACKSPACE -> {
        if (key.ctrl() || key.alt()) {
          deleteWord();
        } else {
          delete(previous(), cursor);
        }
      }
      case DELETE -> delete(cursor, next());
      case LEFT -> cursor = key.ctrl() ? wordStart() : previous();
      case RIGHT -> cursor = key.ctrl() ? wordEnd() : next();
      case HOME -> cursor = 0;
      case END -> cursor = text.length();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean type(String typed) {
    insert(typed);
    return true;
  }

  private boolean control(String letter) {
    switch (letter) {
      case "a" -> cursor = 0;
      case "e" -> cursor = text.length();
      case "u" -> delete(0, cursor);
      case "w" -> deleteWord();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void deleteWord() {
    delete(wordStart(), cursor);
  }

  private void delete(int from, int to) {
    text = text.substring(0, from) + text.substring(to);
    cursor = from;
  }

  private int previous() {
    int last = 0;
    for (int i = 0; i < cursor; i = Graphemes.next(text, i)) {
      last = i;
    }
    return last;
  }

  private int next() {
    return cursor < text.length() ? Graphemes.next(text, cursor) : cursor;
  }

  private int wordStart() {
    int i = cursor;
    while (i > 0 && isBreak(text.charAt(i - 1))) {
      i--;
    }
    while (i > 0 && !isBreak(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private int wordEnd() {
    int i = cursor;
    while (i < text.length() && isBreak(text.charAt(i))) {
      i++;
    }
    while (i < text.length() && !isBreak(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isBreak(char c) {
    return c == ' ' || c == '/' || c == '&' || c == ':' || c == '=';
  }

  private static String clean(String s) {
    StringBuilder b = new StringBuilder(Math.min(s.length(), MAX));
    s.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
        .limit(MAX)
        .forEach(b::appendCodePoint);
    return b.length() > MAX ? b.substring(0, MAX) : b.toString();
  }
}
