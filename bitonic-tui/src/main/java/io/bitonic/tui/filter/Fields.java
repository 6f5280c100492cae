package io.bitonic.tui.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The fields of a kind of row that filters may name. The first text field is the one that plain
 * words are looked for in. Immutable once built; pure.
 */
public final class Fields<T> {
  /** A field; exactly one of the getters is set. */
  record Field<T>(
      String name,
      Unit unit,
      Function<T, String> text,
      List<String> words,
      ToDoubleFunction<T> number,
      Predicate<T> flag) {}

  private final Map<String, Field<T>> byName = new LinkedHashMap<>();
  private Field<T> plain;

  private Fields() {}

  static <T> Fields<T> empty() {
    return new Fields<>();
  }

  Fields<T> text(String name, Function<T, String> get) {
    Field<T> f = new Field<>(name, null, get, List.of(), null, null);
    if (plain == null) {
      plain = f;
    }
    byName.put(name, f);
    return this;
  }

  /** A text field with a closed set of values. */
  Fields<T> words(String name, List<String> words, Function<T, String> get) {
    byName.put(name, new Field<>(name, null, get, words, null, null));
    return this;
  }

  /** A NaN from the getter means "not known" and matches no comparison. */
  Fields<T> number(String name, Unit unit, ToDoubleFunction<T> get) {
    byName.put(name, new Field<>(name, unit, null, List.of(), get, null));
    return this;
  }

  Fields<T> flag(String name, Predicate<T> get) {
    byName.put(name, new Field<>(name, null, null, List.of("yes", "no"), null, get));
    return this;
  }

  Field<T> plain() {
    return plain;
  }

  /** The field, or null. */
  Field<T> find(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /** Names in the order of the manual. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Values that a field is known to have; empty when any is possible. */
  public List<String> values(String name) {
    Field<T> f = find(name);
    return f == null ? List.of() : f.words();
  }
}
