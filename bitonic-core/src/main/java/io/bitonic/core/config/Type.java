package io.bitonic.core.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/**
 * How values of a setting are written and what range they have.
 *
 * @param <T> the value's class
 */
public final class Type<T> {
  private static final int MAX_TEXT = 4096;
  private static final int MAX_LIST = 1000;

  /** What can be read from a value as TOML has it: Long, Double, Boolean, String, TomlArray. */
  private interface Reader<T> {
    T read(Object toml);
  }

  private final String name;
  private final String range;
  private final Reader<T> reader;
  private final Function<String, T> parser;
  private final Function<T, String> writer;

  private Type(
      String name,
      String range,
      Reader<T> reader,
      Function<String, T> parser,
      Function<T, String> writer) {
    this.name = name;
    this.range = range;
    this.reader = reader;
    this.parser = parser;
    this.writer = writer;
  }

  /** What it is, for people: "integer", "size" … */
  public String name() {
    return name;
  }

  /** Which values it takes, for people; may be empty. */
  public String range() {
    return range;
  }

  /**
   * @throws IllegalArgumentException with a message that says what is wanted
   */
  T fromToml(Object value) {
    return reader.read(value);
  }

  /**
   * Reads a value from the environment or a command line; lists are separated by commas.
   *
   * @throws IllegalArgumentException with a message that says what is wanted
   */
  T fromText(String text) {
    return parser.apply(text.strip());
  }

  /** The value as it stands in a TOML file. */
  String toToml(T value) {
    return writer.apply(value);
  }

  // ---- the types
  // -------------------------------------------------------------------------------------------------

  static Type<Boolean> bool() {
    return new Type<>(
        "boolean",
        "true or false",
        o -> {
          if (o instanceof Boolean b) {
            return b;
          }
          throw wrong("true or false", o);
        },
        s ->
            switch (s.toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes", "1" -> true;
              case "false", "off", "no", "0" -> false;
              default -> throw new IllegalArgumentException("'" + s + "' is not true or false");
            },
        b -> b.toString());
  }

  static Type<Integer> integer(int min, int max) {
    return new Type<>(
        "integer",
        min + "–" + max,
        o -> {
          if (o instanceof Long n) {
            return (int) inRange(n, min, max);
          }
          throw wrong("an integer", o);
        },
        s -> {
          try {
            return (int) inRange(Long.parseLong(s), min, max);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + s + "' is not an integer");
          }
        },
        n -> n.toString());
  }

  static Type<WeekSpan> weekSpan() {
    return new Type<>(
        "time of the week",
        "as Mon-Fri 08:00-18:00, or 22:00-06:00 for every day",
        o -> {
          if (o instanceof String s) {
            return WeekSpan.parse(s);
          }
          throw wrong("a text", o);
        },
        WeekSpan::parse,
        span -> quote(span.toString()));
  }

  static Type<Double> number(double min, double max) {
    return new Type<>(
        "number",
        min + "–" + max,
        o -> {
          if (o instanceof Number n) {
            return inRange(n.doubleValue(), min, max);
          }
          throw wrong("a number", o);
        },
        s -> {
          try {
            return inRange(Double.parseDouble(s), min, max);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + s + "' is not a number");
          }
        },
        n -> n.toString());
  }

  /** Bytes. */
  static Type<Long> size(long min, long max) {
    return amount("size", Amounts.size(min) + "–" + Amounts.size(max), min, max);
  }

  /** Bytes a second; 0 is no limit. */
  static Type<Long> rate() {
    return amount("rate", "0 (no limit)–" + Amounts.size(1L << 50), 0, 1L << 50);
  }

  private static Type<Long> amount(String name, String range, long min, long max) {
    Function<String, Long> parse =
        s -> {
          long bytes = name.equals("rate") ? Amounts.parseRate(s) : Amounts.parseSize(s);
          if (bytes < min || bytes > max) {
            throw new IllegalArgumentException("'" + s + "' is out of range: " + range);
          }
          return bytes;
        };
    return new Type<>(
        name,
        range,
        o -> {
          if (o instanceof Long || o instanceof String) {
            return parse.apply(o.toString());
          }
          throw wrong("a " + name + " such as \"2MiB\"", o);
        },
        parse,
        v -> v == 0 ? "0" : quote(Amounts.size(v)));
  }

  static <E extends Enum<E>> Type<E> choice(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(e -> label(e.name())).toList();
    Function<String, E> parse =
        s -> {
          int i = names.indexOf(s.toLowerCase(Locale.ROOT));
          if (i < 0) {
            throw new IllegalArgumentException(
                "'" + s + "' is none of " + String.join(", ", names));
          }
          return type.getEnumConstants()[i];
        };
    return new Type<>(
        "choice",
        String.join(", ", names),
        o -> parse.apply(string(o)),
        parse,
        v -> quote(label(v.name())));
  }

  private static String label(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Type<String> text(String range) {
    return text(range, null);
  }

  /**
   * @param pattern null: any
   */
  static Type<String> text(String range, Pattern pattern) {
    Function<String, String> check =
        s -> {
          if (s.length() > MAX_TEXT) {
            throw new IllegalArgumentException("longer than " + MAX_TEXT + " characters");
          }
          if (pattern != null && !pattern.matcher(s).matches()) {
            throw new IllegalArgumentException("'" + s + "' is not " + range);
          }
          return s;
        };
    return new Type<>("text", range, o -> check.apply(string(o)), check, Type::quote);
  }

  /** A path; {@code ~/} is the home folder; relative ones are refused. */
  static Type<Path> path() {
    Function<String, Path> parse =
        s -> {
          Path p = Path.of(s.startsWith("~/") ? UserFolders.system().home() + s.substring(1) : s);
          if (!p.isAbsolute()) {
            throw new IllegalArgumentException("'" + s + "' is not an absolute path, nor ~/…");
          }
          return p.normalize();
        };
    return new Type<>(
        "path", "absolute, or ~/…", o -> parse.apply(string(o)), parse, p -> quote(p.toString()));
  }

  static Type<WatchFolder> watchFolder() {
    return new Type<>(
        "folder",
        WatchFolder.FORM,
        o -> WatchFolder.parse(string(o)),
        WatchFolder::parse,
        w -> quote(w.toString()));
  }

  /** As {@link #path}, or empty. */
  static Type<Path> pathOrNone() {
    Type<Path> path = path();
    return new Type<>(
        "path",
        "absolute, or ~/…; or empty",
        o -> "".equals(o) ? Path.of("") : path.fromToml(o),
        s -> s.isEmpty() ? Path.of("") : path.fromText(s),
        path.writer);
  }

  /** A literal IP address: nothing is looked up. */
  static Type<InetAddress> address() {
    Function<String, InetAddress> parse =
        s -> {
          try {
            return InetAddress.ofLiteral(s);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + s + "' is not an IP address");
          }
        };
    return new Type<>(
        "address",
        "an IPv4 or IPv6 address",
        o -> parse.apply(string(o)),
        parse,
        a -> quote(a.getHostAddress()));
  }

  /** In a text its elements are separated by commas, or it is written as in the file. */
  static <T> Type<List<T>> list(Type<T> element) {
    return new Type<>(
        "list of " + element.name,
        element.range,
        o -> elements(element, o),
        s -> {
          if (s.startsWith("[") && s.endsWith("]")) {
            TomlParseResult toml = Toml.parse("v = " + s);
            if (!toml.hasErrors()) {
              return elements(element, toml.get("v"));
            }
          }
          List<T> all = new ArrayList<>();
          for (String part : s.isEmpty() ? new String[0] : s.split(",", MAX_LIST)) {
            all.add(element.fromText(part));
          }
          return List.copyOf(all);
        },
        v -> {
          List<String> parts = v.stream().map(element::toToml).toList();
          return "[" + String.join(", ", parts) + "]";
        });
  }

  private static <T> List<T> elements(Type<T> element, Object toml) {
    if (!(toml instanceof TomlArray a)) {
      throw wrong("a list such as [\"…\"]", toml);
    }
    if (a.size() > MAX_LIST) {
      throw new IllegalArgumentException("more than " + MAX_LIST + " items");
    }
    List<T> all = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      all.add(element.fromToml(a.get(i)));
    }
    return List.copyOf(all);
  }

  // ---- helpers
  // ---------------------------------------------------------------------------------------------------

  private static long inRange(long n, long min, long max) {
    if (n < min || n > max) {
      throw new IllegalArgumentException(n + " is out of range: " + min + "–" + max);
    }
    return n;
  }

  private static double inRange(double n, double min, double max) {
    if (!(n >= min && n <= max)) {
      throw new IllegalArgumentException(n + " is out of range: " + min + "–" + max);
    }
    return n;
  }

  private static String string(Object o) {
    if (o instanceof String s) {
      return s;
    }
    throw wrong("a text in quotes", o);
  }

  private static IllegalArgumentException wrong(String wanted, Object got) {
    String what =
        switch (got) {
          case Boolean b -> b.toString();
          case Number n -> n.toString();
          case String s -> "\"" + s + "\"";
          case TomlArray a -> "a list";
          default -> "something else";
        };
    return new IllegalArgumentException("wants " + wanted + ", not " + what);
  }

  static String quote(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> b.append("\\\"");
        case '\\' -> b.append("\\\\");
        default -> {
          if (c < ' ' || c == 0x7f) {
            b.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
          } else {
            b.append(c);
          }
        }
      }
    }
    return b.append('"').toString();
  }
}
