package io.bitonic.tui.control;

import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Layout;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.ViewFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** How the torrents are shown. */
final class ViewActions {
  private ViewActions() {}

  static List<Action> list() {
    List<Action> list = new ArrayList<>(order());
    list.addAll(columns());
    list.addAll(looks());
    return list;
  }

  private static List<Action> order() {
    return List.of(
        Action.of("sort", "Order of the torrents", Scope.MAIN, "s", (s, o) -> sortMenu(s))
            .hint("Sort")
            .with("COLUMN", s -> columnKeys(), ViewActions::sort),
        Action.of(
            "reverse",
            "Reverse the order",
            Scope.MAIN,
            "o",
            (s, o) -> order(s, o, s.torrents().sort(), !s.torrents().descending())),
        Action.of(
            "sort-left",
            "Order by the column to the left",
            Scope.MAIN,
            "<",
            (s, o) -> step(s, o, -1)),
        Action.of(
            "sort-right",
            "Order by the column to the right",
            Scope.MAIN,
            ">",
            (s, o) -> step(s, o, 1)),
        Action.of(
            "columns",
            "Choose the columns",
            Scope.MAIN,
            "c",
            (s, o) -> s.open(new Overlay.Columns(s.preferences().columns()))));
  }

  private static List<Action> columns() {
    return List.of(
        Action.of(
                "column-toggle",
                "Show or hide the column",
                Scope.COLUMNS,
                "Space",
                (s, o) -> columns(s, o, 0))
            .hint("Show/hide"),
        Action.of(
                "column-up", "Move the column up", Scope.COLUMNS, "K", (s, o) -> columns(s, o, -1))
            .hint("Up"),
        Action.of(
                "column-down",
                "Move the column down",
                Scope.COLUMNS,
                "J",
                (s, o) -> columns(s, o, 1))
            .hint("Down"),
        Action.of("columns-reset", "The usual columns", Scope.COLUMNS, "r", ViewActions::reset)
            .hint("Reset"));
  }

  private static List<Action> looks() {
    return List.of(
        Action.of("view", "Views", Scope.MAIN, "w", (s, o) -> viewMenu(s))
            .with("VIEW", ViewActions::viewNames, ViewActions::viewNamed),
        Action.of("theme", "Theme", Scope.MAIN, "T", (s, o) -> themeMenu(s))
            .with("NAME", UiState::themes, ViewActions::theme),
        Action.of(
            "zen",
            "The table alone",
            Scope.MAIN,
            "z",
            (s, o) -> s.mode(s.mode() == Layout.Mode.ZEN ? Layout.Mode.NORMAL : Layout.Mode.ZEN)));
  }

  private static List<String> columnKeys() {
    return Arrays.stream(TorrentColumn.values()).map(TorrentColumn::key).toList();
  }

  static void order(UiState s, Consumer<Effect> out, TorrentColumn column, boolean descending) {
    s.torrents().sort(column, descending);
    s.preferences().sort(column, descending);
    out.accept(new Effect.Save());
  }

  private static String sort(UiState s, String key, Consumer<Effect> out) {
    TorrentColumn c = TorrentColumn.ofKey(key);
    if (c == null) {
      return "no column " + key + "; there are " + String.join(" ", columnKeys());
    }
    order(s, out, c, c == s.torrents().sort() ? !s.torrents().descending() : c.descendingFirst());
    return "";
  }

  private static void sortMenu(UiState s) {
    List<Overlay.Item> items = new ArrayList<>();
    for (TorrentColumn c : TorrentColumn.values()) {
      boolean now = c == s.torrents().sort();
      items.add(
          new Overlay.Item(
              c == TorrentColumn.QUEUE ? "Queue" : c.title(),
              now ? s.torrents().descending() ? "▼ now" : "▲ now" : "",
              o -> sort(s, c.key(), o)));
    }
    s.open(new Overlay.Menu("Order of the torrents", items, s.torrents().sort().ordinal()));
  }

  private static void step(UiState s, Consumer<Effect> out, int by) {
    List<TorrentColumn> shown = s.preferences().columns();
    int at = shown.indexOf(s.torrents().sort());
    TorrentColumn c = at < 0 ? shown.getFirst() : shown.get(Math.floorMod(at + by, shown.size()));
    order(s, out, c, c.descendingFirst());
  }

  private static void columns(UiState s, Consumer<Effect> out, int move) {
    Overlay.Columns c = (Overlay.Columns) s.overlay();
    if (move == 0) {
      c.toggle();
    } else {
      c.move(move);
    }
    s.preferences().columns(c.result());
    out.accept(new Effect.Save());
  }

  private static void reset(UiState s, Consumer<Effect> out) {
    s.close();
    s.preferences().columns(TorrentColumn.DEFAULT);
    s.open(new Overlay.Columns(TorrentColumn.DEFAULT));
    out.accept(new Effect.Save());
  }

  private static List<String> viewNames(UiState s) {
    return s.torrents().views().stream().map(ViewFilter::title).toList();
  }

  private static String viewNamed(UiState s, String name, Consumer<Effect> out) {
    for (ViewFilter v : s.torrents().views()) {
      if (v.title().equalsIgnoreCase(name)) {
        s.torrents().view(v);
        return "";
      }
    }
    return "no view " + name;
  }

  private static void viewMenu(UiState s) {
    List<Overlay.Item> items = new ArrayList<>();
    List<ViewFilter> views = List.copyOf(s.torrents().views());
    for (int i = 0; i < views.size(); i++) {
      ViewFilter v = views.get(i);
      items.add(
          new Overlay.Item(
              v.title(), String.valueOf(s.torrents().count(i)), o -> s.torrents().view(v)));
    }
    s.open(new Overlay.Menu("Views", items, views.indexOf(s.torrents().view())));
  }

  private static void themeMenu(UiState s) {
    List<Overlay.Item> items = new ArrayList<>();
    for (String name : s.themes()) {
      items.add(new Overlay.Item(name, "", o -> theme(s, name, o)));
    }
    s.open(
        new Overlay.Menu("Theme", items, Math.max(0, s.themes().indexOf(s.preferences().theme()))));
  }

  static String theme(UiState s, String name, Consumer<Effect> out) {
    if (!s.themes().contains(name)) {
      return "no theme " + name + "; there are " + String.join(" ", s.themes());
    }
    s.preferences().theme(name);
    out.accept(new Effect.UseTheme(name));
    out.accept(new Effect.Keep("ui.theme", name));
    return "";
  }
}
