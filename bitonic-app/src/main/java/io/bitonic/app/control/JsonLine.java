package io.bitonic.app.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON object of strings, numbers, booleans, nulls and lists of strings (RFC 8259);
 * nothing deeper is taken. Numbers and booleans come as their text.
 */
public final class JsonLine {
  /** Longest line that is read. */
  static final int MAX = 64 << 10;

  private final String text;
  private int at;

  private JsonLine(String text) {
    this.text = text;
  }

  /**
   * @return values: String or {@code List<String>}; nulls are left out
   * @throws IllegalArgumentException when it is no such object
   */
  public static Map<String, Object> parse(String line) {
    if (line.length() > MAX) {
      throw wrong("the line is too long");
    }
    JsonLine j = new JsonLine(line);
    Map<String, Object> object = j.object();
    j.space();
    if (j.at < line.length()) {
      throw wrong("something follows the object");
    }
    return object;
  }

  private Map<String, Object> object() {
    Map<String, Object> values = new LinkedHashMap<>();
    expect('{');
    if (!take('}')) {
      do {
        space();
        String key = string();
        expect(':');
        Object value = value();
        if (value != null && values.put(key, value) != null) {
          throw wrong("a key twice: " + key);
        }
      } while (take(','));
      expect('}');
    }
    return values;
  }

  private Object value() {
    space();
    char c = peek();
    if (c == '"') {
      return string();
    }
    if (c == '[') {
      at++;
      List<String> list = new ArrayList<>();
      if (!take(']')) {
        do {
          space();
          list.add(string());
        } while (take(','));
        expect(']');
      }
      return list;
    }
    int start = at;
    while (at < text.length() && ",}] \t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals("null")) {
      return null;
    }
    if (!word.equals("true")
        && !word.equals("false")
        && !word.matches("-?\\d{1,18}(\\.\\d{1,9})?")) {
      throw wrong("a value is missing");
    }
    return word;
  }

  private String string() {
    if (peek() != '"') {
      throw wrong("a text is missing");
    }
    at++;
    StringBuilder b = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      b.append(c == '\\' ? escaped() : c);
    }
    at++;
    return b.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0) {
            throw wrong("an escape is wrong");
          }
          code = code << 4 | digit;
          at++;
        }
        yield (char) code;
      }
      default -> throw wrong("an escape is wrong");
    };
  }

  private void expect(char c) {
    if (!take(c)) {
      throw wrong("'" + c + "' is missing");
    }
  }

  private boolean take(char c) {
    space();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void space() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("not a line of this protocol: " + why);
  }
}
