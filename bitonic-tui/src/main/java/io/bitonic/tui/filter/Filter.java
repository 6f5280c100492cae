package io.bitonic.tui.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A filter over rows: {@code ratio>2 & state=seeding}, {@code name~\.iso$ | label=iso}, {@code
 * !ubuntu}. Pure but for the bound on regular expressions; use one from one thread.
 */
public final class Filter<T> {
  private final String text;
  private final Predicate<T> test;
  private final List<BoundedRegex> regexes;

  Filter(String text, Predicate<T> test, List<BoundedRegex> regexes) {
    this.text = text;
    this.test = test;
    this.regexes = List.copyOf(regexes);
  }

  /** Matches every row. */
  public static <T> Filter<T> all() {
    return new Filter<>("", t -> true, List.of());
  }

  /**
   * Reads a filter; an empty text matches everything.
   *
   * @throws FilterException with the place and the reason
   */
  public static <T> Filter<T> parse(String text, Fields<T> fields) throws FilterException {
    if (text.isBlank()) {
      return all();
    }
    List<BoundedRegex> regexes = new ArrayList<>();
    Predicate<T> p = new FilterParser<>(text, fields, regexes).parse();
    return new Filter<>(text, p, regexes);
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  public boolean matches(T row) {
    return test.test(row);
  }

  /** Empty, or why the matches may not be complete. */
  public String problem() {
    for (BoundedRegex r : regexes) {
      if (r.tooSlow()) {
        return "this regular expression takes too long; some rows were not tested";
      }
    }
    return "";
  }
}
