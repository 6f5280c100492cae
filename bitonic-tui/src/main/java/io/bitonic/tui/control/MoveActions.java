package io.bitonic.tui.control;

import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Layout;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Tab;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.ViewFilter;
import java.util.ArrayList;
import java.util.List;

/** The cursor of whatever list has the keys, the panes and the tabs. */
final class MoveActions {
  private static final int END = 1 << 28;

  private MoveActions() {}

  static List<Action> list() {
    List<Action> list = new ArrayList<>();
    list.add(go("down", "Down", "j ↓", 1));
    list.add(go("up", "Up", "k ↑", -1));
    list.add(go("first", "First row", "g Home", -END));
    list.add(go("last", "Last row", "G End", END));
    list.add(page("page-down", "A page down", "PgDn ^F", 1));
    list.add(page("page-up", "A page up", "PgUp ^B", -1));
    list.add(Action.of("next-pane", "Next pane", Scope.MAIN, "Tab", (s, o) -> pane(s, 1)));
    list.add(
        Action.of("previous-pane", "Previous pane", Scope.MAIN, "S-Tab", (s, o) -> pane(s, -1)));
    for (Tab t : Tab.values()) {
      list.add(
          Action.of(
              t.name().toLowerCase(java.util.Locale.ROOT),
              "Tab " + t.title(),
              Scope.MAIN,
              String.valueOf(t.ordinal() + 1),
              (s, o) -> tab(s, t)));
    }
    list.add(
        Action.of(
                "open",
                "Open the detail, or make it larger",
                Scope.MAIN,
                "Enter",
                (s, o) -> open(s))
            .hint("Open"));
    list.add(
        Action.of(
            "views-enter",
            "To the torrents",
            Scope.VIEWS,
            "Enter",
            (s, o) -> s.focus(Focus.TORRENTS)));
    list.add(Action.of("view-next", "Next view", Scope.VIEWS, "→", (s, o) -> view(s, 1)));
    list.add(Action.of("view-previous", "Previous view", Scope.VIEWS, "←", (s, o) -> view(s, -1)));
    list.add(
        Action.of("tab-next", "Next tab", Scope.INFO, "→", (s, o) -> nextTab(s, 1))
            .in(Scope.PEERS, Scope.TRACKERS, Scope.GRAPH, Scope.LOG));
    list.add(
        Action.of("tab-previous", "Previous tab", Scope.INFO, "←", (s, o) -> nextTab(s, -1))
            .in(Scope.PEERS, Scope.TRACKERS, Scope.GRAPH, Scope.LOG));
    list.add(Action.of("back", "One level back", Scope.MAIN, "Esc", (s, o) -> back(s)));
    return list;
  }

  private static Action go(String name, String title, String keys, int by) {
    return Action.of(name, title, Scope.MAIN, keys, (s, o) -> move(s, by)).in(Scope.LIST);
  }

  private static Action page(String name, String title, String keys, int by) {
    return Action.of(name, title, Scope.MAIN, keys, (s, o) -> move(s, by * pageOf(s)))
        .in(Scope.LIST);
  }

  private static int pageOf(UiState s) {
    ListCursor c = cursor(s);
    return c == null ? 10 : Math.max(1, c.page() - 1);
  }

  /** The cursor of the list that has the keys; null for a pane that is no list. */
  static ListCursor cursor(UiState s) {
    return switch (s.overlay()) {
      case null -> paneCursor(s);
      case Overlay.Help o -> o.cursor();
      case Overlay.Menu o -> o.cursor();
      case Overlay.Columns o -> o.cursor();
      case Overlay.AlertList o -> o.cursor();
      case Overlay.Settings o -> o.cursor();
      case Overlay.Palette o -> o.cursor();
      case Overlay.Add o -> o.form().files();
      case Overlay.SystemPage p -> null;
      case Overlay.Prompt o -> null;
      case Overlay.Dialog o -> null;
      case Overlay.Confirm o -> null;
    };
  }

  private static ListCursor paneCursor(UiState s) {
    DetailState d = s.detail();
    return switch (s.focus()) {
      case VIEWS -> null;
      case TORRENTS -> s.torrents().cursor();
      case DETAIL ->
          switch (d.tab()) {
            case FILES -> d.fileCursor();
            case PEERS -> d.peers().cursor();
            case TRACKERS -> d.trackerCursor();
            case LOG -> d.log().cursor();
            case INFO, PIECES, GRAPH -> null;
          };
    };
  }

  static void move(UiState s, int by) {
    ListCursor c = cursor(s);
    if (s.overlay() != null) {
      if (c != null && s.overlay() instanceof Overlay.Help) {
        c.scroll(by);
      } else if (c != null) {
        c.by(by);
      }
      return;
    }
    switch (s.focus()) {
      case VIEWS -> view(s, by);
      case TORRENTS -> s.torrents().moveTo(c.index() + by);
      case DETAIL -> moveDetail(s, c, by);
    }
  }

  private static void moveDetail(UiState s, ListCursor c, int by) {
    DetailState d = s.detail();
    switch (d.tab()) {
      case PEERS -> d.peers().moveTo(c.index() + by);
      case LOG -> d.log().moveTo(c.index() + by);
      case PIECES -> PieceActions.rows(s, by);
      case FILES, TRACKERS -> c.by(by);
      case INFO, GRAPH -> s.torrents().moveBy(by);
    }
  }

  static void view(UiState s, int by) {
    List<ViewFilter> views = s.torrents().views();
    int at = Math.max(0, views.indexOf(s.torrents().view()));
    s.torrents().view(views.get(Math.clamp((long) at + by, 0, views.size() - 1)));
  }

  private static void pane(UiState s, int step) {
    Focus[] all = Focus.values();
    int at = s.focus().ordinal();
    for (int i = 1; i <= all.length; i++) {
      Focus f = all[Math.floorMod(at + step * i, all.length)];
      if (s.layout().has(f)) {
        s.focus(f);
        return;
      }
    }
  }

  /** Shows a tab; on a screen without a detail pane it opens in full. */
  static void tab(UiState s, Tab tab) {
    s.detail().tab(tab);
    if (!s.layout().has(Focus.DETAIL)) {
      s.mode(Layout.Mode.DETAIL);
    }
    s.focus(Focus.DETAIL);
    s.relayout();
  }

  private static void nextTab(UiState s, int step) {
    Tab[] all = Tab.values();
    tab(s, all[Math.floorMod(s.detail().tab().ordinal() + step, all.length)]);
  }

  private static void open(UiState s) {
    if (s.torrents().selected() == null) {
      return;
    }
    if (s.focus() == Focus.DETAIL) {
      s.mode(s.mode() == Layout.Mode.DETAIL ? Layout.Mode.NORMAL : Layout.Mode.DETAIL);
    } else if (!s.layout().has(Focus.DETAIL)) {
      s.mode(Layout.Mode.DETAIL);
    }
    s.focus(s.layout().has(Focus.DETAIL) ? Focus.DETAIL : Focus.TORRENTS);
  }

  /** Undoes the last narrowing of the view: large pane, focus, range and marks, filter, view. */
  private static void back(UiState s) {
    if (clearFilterOfTab(s)) {
      return;
    }
    if (s.mode() != Layout.Mode.NORMAL) {
      s.mode(Layout.Mode.NORMAL);
      s.focus(Focus.TORRENTS);
    } else if (s.focus() != Focus.TORRENTS) {
      s.focus(Focus.TORRENTS);
    } else if (!s.torrents().clearMarks()) {
      if (!s.torrents().filter().isEmpty()) {
        s.torrents().filter(io.bitonic.tui.filter.Filter.all());
      } else {
        s.torrents().view(ViewFilter.ALL);
      }
    }
  }

  private static boolean clearFilterOfTab(UiState s) {
    DetailState d = s.detail();
    if (s.focus() != Focus.DETAIL) {
      return false;
    }
    if (d.tab() == Tab.FILES && !d.files().filter().isEmpty()) {
      d.files().filter(io.bitonic.tui.filter.Filter.all());
      d.fileCursor().bounds(d.files().shown(), d.fileCursor().page());
      return true;
    }
    if (d.tab() == Tab.PEERS && !d.peers().filter().isEmpty()) {
      d.peers().filter(io.bitonic.tui.filter.Filter.all());
      return true;
    }
    if (d.tab() == Tab.LOG && !d.log().search().isEmpty()) {
      d.log().search("");
      return true;
    }
    return false;
  }
}
