package io.bitonic.tui.filter;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * Recursive descent over one line.
 *
 * <pre>
 * or    := and ('|' and)*
 * and   := not (['&amp;'] not)*
 * not   := '!' not | '(' or ')' | term
 * term  := field op value | word
 * op    := = != &lt; &lt;= &gt; &gt;= ~ !~
 * value := word | "text in quotes"
 * </pre>
 */
final class FilterParser<T> {
  static final int MAX_LENGTH = 1_000;
  private static final int MAX_DEPTH = 50;
  private static final String[] OPS = {"!=", "<=", ">=", "!~", "=", "<", ">", "~"};

  private final String s;
  private final Fields<T> fields;
  private final List<BoundedRegex> regexes;
  private int at;
  private int depth;

  FilterParser(String text, Fields<T> fields, List<BoundedRegex> regexes) {
    this.s = text;
    this.fields = fields;
    this.regexes = regexes;
  }

  Predicate<T> parse() throws FilterException {
    if (s.length() > MAX_LENGTH) {
      throw new FilterException(MAX_LENGTH, "a filter has at most " + MAX_LENGTH + " characters");
    }
    Predicate<T> p = or();
    if (at < s.length()) {
      throw new FilterException(at, "this ) closes nothing");
    }
    return p;
  }

  private Predicate<T> or() throws FilterException {
    Predicate<T> p = and();
    while (skipTo('|')) {
      p = p.or(and());
    }
    return p;
  }

  private Predicate<T> and() throws FilterException {
    Predicate<T> p = not();
    while (true) {
      boolean sign = skipTo('&');
      spaces();
      if (!sign && (at == s.length() || s.charAt(at) == '|' || s.charAt(at) == ')')) {
        return p;
      }
      p = p.and(not());
    }
  }

  private Predicate<T> not() throws FilterException {
    spaces();
    if (++depth > MAX_DEPTH) {
      throw new FilterException(at, "too many brackets or ! inside each other");
    }
    try {
      if (at == s.length()) {
        throw new FilterException(at, "something to look for is missing here");
      }
      if (skipTo('!')) {
        return not().negate();
      }
      if (skipTo('(')) {
        int open = at - 1;
        Predicate<T> p = or();
        if (!skipTo(')')) {
          throw new FilterException(open, "this ( is never closed");
        }
        return p;
      }
      return term();
    } finally {
      depth--;
    }
  }

  private Predicate<T> term() throws FilterException {
    int start = at;
    int end = at;
    while (end < s.length() && Character.isLetter(s.charAt(end))) {
      end++;
    }
    String op = end > start ? opAt(end) : null;
    if (op != null) {
      String name = s.substring(start, end);
      Fields.Field<T> field = fields.find(name);
      if (field == null) {
        throw new FilterException(
            start, "no field " + name + "; there are " + String.join(" ", fields.names()));
      }
      at = end + op.length();
      return comparison(field, op);
    }
    String word = value(false).toLowerCase(Locale.ROOT);
    Fields.Field<T> plain = fields.plain();
    return row -> plain.text().apply(row).toLowerCase(Locale.ROOT).contains(word);
  }

  private String opAt(int i) {
    for (String op : OPS) {
      if (s.startsWith(op, i)) {
        return op;
      }
    }
    return null;
  }

  private Predicate<T> comparison(Fields.Field<T> field, String op) throws FilterException {
    int where = at;
    String value = value(true);
    if (field.number() != null) {
      return numeric(field, op, value, where);
    }
    if (field.flag() != null) {
      return flag(field, op, value, where);
    }
    return switch (op) {
      case "~" -> regex(field, value, where);
      case "!~" -> regex(field, value, where).negate();
      case "=" -> word(field, value, where);
      case "!=" -> word(field, value, where).negate();
      default ->
          throw new FilterException(
              where - op.length(), field.name() + " is text: use = != ~ or !~, not " + op);
    };
  }

  private Predicate<T> numeric(Fields.Field<T> f, String op, String value, int where)
      throws FilterException {
    if (op.endsWith("~")) {
      throw new FilterException(
          where - op.length(), f.name() + " is a number: use = != < <= > or >=");
    }
    double v = f.unit().parse(value);
    if (Double.isNaN(v)) {
      throw new FilterException(where, f.name() + op + " needs " + f.unit().hint());
    }
    var get = f.number();
    // what the screen shows is rounded, so = means "shown the same" within half a percent
    double near = f.unit() == Unit.COUNT ? 0.005 : Math.abs(v) * 0.005;
    return switch (op) {
      case "<" -> row -> get.applyAsDouble(row) < v;
      case "<=" -> row -> get.applyAsDouble(row) <= v;
      case ">" -> row -> get.applyAsDouble(row) > v;
      case ">=" -> row -> get.applyAsDouble(row) >= v;
      case "=" -> row -> Math.abs(get.applyAsDouble(row) - v) <= near;
      default -> row -> Math.abs(get.applyAsDouble(row) - v) > near;
    };
  }

  private Predicate<T> flag(Fields.Field<T> f, String op, String value, int where)
      throws FilterException {
    boolean yes = value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true");
    boolean no = value.equalsIgnoreCase("no") || value.equalsIgnoreCase("false");
    if (!yes && !no || !op.endsWith("=") || op.length() == 2 && !op.equals("!=")) {
      throw new FilterException(where, f.name() + " is =yes or =no");
    }
    boolean want = yes == op.equals("=");
    var get = f.flag();
    return row -> get.test(row) == want;
  }

  private Predicate<T> word(Fields.Field<T> f, String value, int where) throws FilterException {
    if (!f.words().isEmpty()) {
      String v = value.toLowerCase(Locale.ROOT);
      List<String> hits = f.words().stream().filter(w -> w.startsWith(v)).toList();
      if (v.isEmpty() || hits.isEmpty()) {
        throw new FilterException(where, f.name() + " is one of " + String.join(", ", f.words()));
      }
      return row -> hits.contains(f.text().apply(row));
    }
    return row -> f.text().apply(row).equalsIgnoreCase(value);
  }

  private Predicate<T> regex(Fields.Field<T> f, String value, int where) throws FilterException {
    if (value.isEmpty()) {
      throw new FilterException(where, f.name() + "~ needs a regular expression");
    }
    if (value.length() > BoundedRegex.MAX_PATTERN) {
      throw new FilterException(
          where, "a regular expression has at most " + BoundedRegex.MAX_PATTERN + " characters");
    }
    try {
      BoundedRegex r = new BoundedRegex(value);
      regexes.add(r);
      return row -> r.find(f.text().apply(row));
    } catch (PatternSyntaxException e) {
      throw new FilterException(
          where + Math.max(0, e.getIndex()),
          "not a regular expression: " + e.getDescription().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * A word or a text in quotes. Brackets that open inside a word belong to it, so that {@code
   * name~(a|b)} needs no quotes.
   */
  private String value(boolean mayBeEmpty) throws FilterException {
    if (at < s.length() && s.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    int open = 0;
    boolean set = false;
    while (at < s.length()) {
      char c = s.charAt(at);
      if (c == '\\' && at + 1 < s.length()) {
        at += 2;
        continue;
      }
      if (open == 0 && !set && (c == '|' || c == '&' || c == ')') || Character.isWhitespace(c)) {
        break;
      }
      if (set) {
        set = c != ']';
      } else if (c == '[' && s.indexOf(']', at) > 0 && mayBeEmpty) {
        set = true;
      } else if (c == '(') {
        open++;
      } else if (c == ')') {
        open--;
      }
      at++;
    }
    if (at == start && !mayBeEmpty) {
      throw new FilterException(at, "something to look for is missing here");
    }
    return s.substring(start, at);
  }

  private String quoted() throws FilterException {
    int open = at++;
    StringBuilder b = new StringBuilder();
    while (at < s.length()) {
      char c = s.charAt(at++);
      if (c == '"') {
        return b.toString();
      }
      if (c == '\\' && at < s.length() && s.charAt(at) == '"') {
        c = s.charAt(at++);
      }
      b.append(c);
    }
    throw new FilterException(open, "this quote is never closed");
  }

  private boolean skipTo(char c) {
    spaces();
    if (at < s.length() && s.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void spaces() {
    while (at < s.length() && Character.isWhitespace(s.charAt(at))) {
      at++;
    }
  }
}
