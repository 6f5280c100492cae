package io.bitonic.app.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strict little JSON reader for tests. */
public final class MiniJson {
  private final String s;
  private int at;

  private MiniJson(String s) {
    this.s = s;
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(String line) {
    MiniJson j = new MiniJson(line);
    Object v = j.value();
    if (j.at != line.length()) {
      throw new IllegalArgumentException("trailing text: " + line.substring(j.at));
    }
    return (Map<String, Object>) v;
  }

  private Object value() {
    char c = s.charAt(at);
    if (c == '{') {
      Map<String, Object> m = new LinkedHashMap<>();
      at++;
      while (s.charAt(at) != '}') {
        String key = string();
        expect(':');
        if (m.put(key, value()) != null) {
          throw new IllegalArgumentException("key twice: " + key);
        }
        if (s.charAt(at) != '}') {
          expect(',');
        }
      }
      at++;
      return m;
    }
    if (c == '[') {
      List<Object> l = new ArrayList<>();
      at++;
      while (s.charAt(at) != ']') {
        l.add(value());
        if (s.charAt(at) != ']') {
          expect(',');
        }
      }
      at++;
      return l;
    }
    if (c == '"') {
      return string();
    }
    int start = at;
    while (at < s.length() && ",]}".indexOf(s.charAt(at)) < 0) {
      at++;
    }
    String word = s.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> Double.valueOf(word);
    };
  }

  private String string() {
    expect('"');
    StringBuilder b = new StringBuilder();
    while (s.charAt(at) != '"') {
      char c = s.charAt(at++);
      if (c < ' ') {
        throw new IllegalArgumentException("raw control");
      }
      if (c != '\\') {
        b.append(c);
      } else if (s.charAt(at) == 'u') {
        b.append((char) Integer.parseInt(s, at + 1, at + 5, 16));
        at += 5;
      } else {
        b.append(s.charAt(at++));
      }
    }
    at++;
    return b.toString();
  }

  private void expect(char c) {
    if (s.charAt(at++) != c) {
      throw new IllegalArgumentException("expected " + c + " at " + (at - 1) + " of " + s);
    }
  }
}
