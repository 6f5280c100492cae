package io.bitonic.tui.control;

import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one table of all actions. Immutable. */
public final class ActionTable {
  /** The table of the dashboard. */
  public static final ActionTable DASHBOARD = new ActionTable(all());

  private final List<Action> actions;
  private final Map<Scope, Map<String, Action>> byKey = new EnumMap<>(Scope.class);
  private final Map<String, Action> byName = new HashMap<>();

  /**
   * @throws IllegalArgumentException when a key means two things in one scope, or a name is used
   *     twice
   */
  public ActionTable(List<Action> actions) {
    this.actions = List.copyOf(actions);
    for (Action a : actions) {
      if (byName.put(a.name(), a) != null) {
        throw new IllegalArgumentException("two actions " + a.name());
      }
      for (Scope scope : a.scopes()) {
        Map<String, Action> map = byKey.computeIfAbsent(scope, s -> new HashMap<>());
        for (String key : a.keys()) {
          Action before = map.put(key, a);
          if (before != null) {
            throw new IllegalArgumentException(
                key + " in " + scope + " is both " + before.name() + " and " + a.name());
          }
        }
      }
    }
  }

  private static List<Action> all() {
    List<Action> list = new ArrayList<>();
    list.addAll(AddActions.list());
    list.addAll(TorrentActions.list());
    list.addAll(QueueActions.list());
    list.addAll(SelectActions.list());
    list.addAll(FileActions.list());
    list.addAll(DetailActions.list());
    list.addAll(MoveActions.list());
    list.addAll(ViewActions.list());
    list.addAll(PromptActions.list());
    list.addAll(PageActions.list());
    list.addAll(SystemActions.list());
    return list;
  }

  /** What a key means in a scope, or null. */
  public Action find(Scope scope, String key) {
    Action a = at(scope, key);
    for (int i = 0; a == null && i < scope.wider().size(); i++) {
      a = at(scope.wider().get(i), key);
    }
    return a;
  }

  private Action at(Scope scope, String key) {
    return byKey.getOrDefault(scope, Map.of()).get(key);
  }

  /** The action of a name, or null. */
  public Action named(String name) {
    return byName.get(name);
  }

  public List<Action> actions() {
    return actions;
  }

  /**
   * What the bottom line shows: actions with a hint whose key works now, the nearest scope first.
   */
  public List<Action> footer(UiState state) {
    Scope scope = Scope.of(state);
    List<Action> list = new ArrayList<>();
    addHints(list, scope, scope, state);
    for (Scope s : scope.wider()) {
      addHints(list, scope, s, state);
    }
    return list;
  }

  private void addHints(List<Action> list, Scope now, Scope from, UiState state) {
    for (Action a : actions) {
      if (!a.hint().isEmpty()
          && a.scopes().contains(from)
          && !a.keys().isEmpty()
          && find(now, a.keys().getFirst()) == a
          && !list.contains(a)
          && a.reason().apply(state).isEmpty()) {
        list.add(a);
      }
    }
  }

  /** Actions that can be called by name from the main screen. */
  public List<Action> callable() {
    List<Action> list = new ArrayList<>();
    for (Action a : actions) {
      for (Scope s : a.scopes()) {
        if (s == Scope.GLOBAL || s == Scope.MAIN || s.wider().contains(Scope.MAIN)) {
          list.add(a);
          break;
        }
      }
    }
    return list;
  }

  /**
   * Callable actions whose title or name has all words; when there are none, those that have all
   * letters in order.
   */
  public List<Action> search(String text) {
    String query = text.toLowerCase(Locale.ROOT).strip();
    List<Action> words = new ArrayList<>();
    List<Action> letters = new ArrayList<>();
    for (Action a : callable()) {
      String where = (a.title() + " " + a.name()).toLowerCase(Locale.ROOT);
      if (hasWords(where, query)) {
        words.add(a);
      } else if (hasLetters(where, query)) {
        letters.add(a);
      }
    }
    return words.isEmpty() ? letters : words;
  }

  private static boolean hasWords(String where, String query) {
    for (String w : query.split(" +")) {
      if (!where.contains(w)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasLetters(String where, String query) {
    int at = 0;
    for (int i = 0; i < query.length(); i++) {
      if (query.charAt(i) != ' ') {
        at = where.indexOf(query.charAt(i), at) + 1;
        if (at == 0) {
          return false;
        }
      }
    }
    return true;
  }
}
