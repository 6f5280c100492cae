package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.Nearest;
import io.bitonic.core.config.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads the values of one table; what is wrong becomes a {@link Problem} with its place, and the
 * fallback counts.
 */
final class TomlReader {
  private static final int MAX_TEXT = 4096;

  private final String source;
  private final String path;
  private final TomlTable table;
  private final TomlPosition start;
  private final List<Problem> problems;

  /**
   * @param path in front of keys in messages, as {@code webhook.}, or empty
   */
  TomlReader(String source, String path, TomlTable table, List<Problem> problems) {
    this(source, path, table, null, problems);
  }

  private TomlReader(
      String source, String path, TomlTable table, TomlPosition start, List<Problem> problems) {
    this.source = source;
    this.path = path;
    this.table = table;
    this.start = start;
    this.problems = problems;
  }

  TomlReader inside(String key, TomlTable inner, TomlPosition at) {
    return new TomlReader(source, path + key + ".", inner, at, problems);
  }

  /** The table under that key, or null. */
  TomlReader section(String key) {
    Object o = get(key);
    if (o == null) {
      return null;
    }
    if (o instanceof TomlTable t) {
      return inside(key, t, table.inputPositionOf(List.of(key)));
    }
    problem(key, "is a section: write [" + key + "]");
    return null;
  }

  /** Complains about all other keys. */
  void allow(List<String> keys) {
    for (String key : table.keySet()) {
      if (!keys.contains(key)) {
        String near = Nearest.of(key, keys);
        problem(
            key,
            "there is no such key"
                + (near == null
                    ? "; there are " + String.join(", ", keys)
                    : "; do you mean " + near + "?"));
      }
    }
  }

  boolean has(String key) {
    return table.contains(List.of(key));
  }

  private Object get(String key) {
    return table.get(List.of(key));
  }

  /**
   * @param key null for the table itself
   */
  void problem(String key, String message) {
    TomlPosition at = key == null ? null : table.inputPositionOf(List.of(key));
    at = at == null ? start : at;
    String text =
        key == null || message.startsWith("rule '") ? message : path + key + ": " + message;
    problems.add(
        at == null
            ? new Problem(source, 0, 0, text)
            : new Problem(source, at.line(), at.column(), text));
  }

  boolean bool(String key, boolean fallback) {
    return switch (get(key)) {
      case null -> fallback;
      case Boolean b -> b;
      default -> {
        problem(key, "wants true or false");
        yield fallback;
      }
    };
  }

  String text(String key, String fallback) {
    return switch (get(key)) {
      case null -> fallback;
      case String s when s.length() <= MAX_TEXT && s.chars().noneMatch(c -> c < ' ' || c == 127) ->
          s;
      case String s -> {
        problem(key, "is longer than " + MAX_TEXT + " characters, or has control characters in it");
        yield fallback;
      }
      default -> {
        problem(key, "wants a text in quotes");
        yield fallback;
      }
    };
  }

  /** A text or a number as {@code parser} reads it; null after a problem. */
  <T> T parsed(String key, Function<String, T> parser) {
    Object o = get(key);
    if (!(o instanceof String) && !(o instanceof Number)) {
      problem(key, "wants a text in quotes");
      return null;
    }
    try {
      return parser.apply(o.toString());
    } catch (IllegalArgumentException e) {
      problem(key, e.getMessage());
      return null;
    }
  }

  long millis(String key, long fallback, long min, long max) {
    Long v = has(key) ? parsed(key, MetricUnit::millis) : null;
    if (v != null && (v < min || v > max)) {
      problem(
          key, "is out of range: " + MetricUnit.duration(min) + " to " + MetricUnit.duration(max));
      return fallback;
    }
    return v == null ? fallback : v;
  }

  int integer(String key, int fallback, int min, int max) {
    Object o = get(key);
    if (o == null) {
      return fallback;
    }
    if (o instanceof Long n && n >= min && n <= max) {
      return n.intValue();
    }
    problem(key, "wants a number from " + min + " to " + max);
    return fallback;
  }

  AlertSeverity severity(String key, AlertSeverity fallback) {
    AlertSeverity s = has(key) ? parsed(key, TomlReader::severity) : null;
    return s == null ? fallback : s;
  }

  static AlertSeverity severity(String text) {
    try {
      return AlertSeverity.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is none of info, warning, critical", e);
    }
  }

  /** Texts of a list, or null when there is none or something is wrong with it. */
  List<String> texts(String key, int most) {
    Object o = get(key);
    if (o == null) {
      return null;
    }
    List<String> all = new ArrayList<>();
    if (o instanceof TomlArray a && a.size() <= most) {
      for (int i = 0; i < a.size(); i++) {
        if (a.get(i) instanceof String s && s.length() <= MAX_TEXT && s.indexOf('\0') < 0) {
          all.add(s);
        }
      }
      if (all.size() == a.size()) {
        return List.copyOf(all);
      }
    }
    problem(key, "wants a list of at most " + most + " texts, as [\"…\", \"…\"]");
    return null;
  }

  /** The tables of a list of tables, or null when there is none. */
  TomlArray tables(String key) {
    Object o = get(key);
    if (o == null) {
      return null;
    }
    if (o instanceof TomlArray a && a.toList().stream().allMatch(TomlTable.class::isInstance)) {
      return a;
    }
    problem(key, "is a list of tables: write [[" + key + "]]");
    return null;
  }

  Set<Sink> sinks() {
    List<String> names = texts("sinks", Sink.values().length);
    if (names == null) {
      return EnumSet.allOf(Sink.class);
    }
    Set<Sink> all = EnumSet.noneOf(Sink.class);
    for (String n : names) {
      try {
        all.add(Sink.of(n));
      } catch (IllegalArgumentException e) {
        problem("sinks", e.getMessage());
      }
    }
    return all;
  }
}
