package io.bitonic.tui.control;

import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Layout;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.PieceCells;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.Tab;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.InputEvent.Mouse;
import io.bitonic.tui.widget.Tabs;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Clicks and the wheel: the same things that keys do. */
public final class MouseControl {
  private static final int WHEEL = 3;

  private MouseControl() {}

  /**
   * @param columnAt column of the torrents table by a cell inside its box, or null
   */
  public static void event(
      UiState s, Mouse m, IntFunction<TorrentColumn> columnAt, Consumer<Effect> out) {
    Layout l = s.layout();
    if (l.tooSmall()) {
      return;
    }
    boolean wheel = m.kind() == Mouse.Kind.WHEEL_UP || m.kind() == Mouse.Kind.WHEEL_DOWN;
    if (s.overlay() != null) {
      if (wheel) {
        MoveActions.move(s, m.kind() == Mouse.Kind.WHEEL_UP ? -1 : 1);
        return;
      }
    } else if (wheel) {
      wheel(s, l, m);
      return;
    }
    if (m.kind() != Mouse.Kind.DOWN || m.button() != Mouse.Button.LEFT) {
      return;
    }
    if (l.footer().contains(m.x(), m.y())) {
      footer(s, m, out);
    } else if (s.overlay() != null) {
      PageMouse.click(s, m.x(), m.y(), out);
    } else {
      click(s, l, m, columnAt, out);
    }
  }

  private static void footer(UiState s, Mouse m, Consumer<Effect> out) {
    Action action = s.overlay() instanceof Overlay.Prompt ? null : FooterKeys.at(s, m.x());
    if (action != null) {
      Dispatch.run(action, s, out);
    }
  }

  private static void wheel(UiState s, Layout l, Mouse m) {
    int by = m.kind() == Mouse.Kind.WHEEL_UP ? -WHEEL : WHEEL;
    if (l.table().contains(m.x(), m.y())) {
      s.torrents().scroll(by);
    } else if (l.detail().contains(m.x(), m.y())) {
      switch (s.detail().tab()) {
        case FILES -> s.detail().fileCursor().scroll(by);
        case PEERS -> s.detail().peers().scroll(by);
        case TRACKERS -> s.detail().trackerCursor().scroll(by);
        case LOG -> s.detail().log().scroll(by);
        case INFO, PIECES, GRAPH -> {}
      }
    }
  }

  private static void click(
      UiState s, Layout l, Mouse m, IntFunction<TorrentColumn> columnAt, Consumer<Effect> out) {
    if (l.table().contains(m.x(), m.y())) {
      clickTable(s, l.table(), m, columnAt, out);
    } else if (l.views().contains(m.x(), m.y())) {
      s.focus(Focus.VIEWS);
      int row = m.y() - l.views().y() - 1 + s.viewsTop();
      if (row >= 0 && row < s.torrents().views().size()) {
        s.torrents().view(s.torrents().views().get(row));
      }
    } else if (l.strip().contains(m.x(), m.y())) {
      int view = ViewStrip.at(s, m.x());
      if (view >= 0) {
        s.torrents().view(s.torrents().views().get(view));
      }
    } else if (l.detail().contains(m.x(), m.y())) {
      clickDetail(s, l.detail(), m, out);
    }
  }

  private static void clickTable(
      UiState s, Rect r, Mouse m, IntFunction<TorrentColumn> columnAt, Consumer<Effect> out) {
    s.focus(Focus.TORRENTS);
    int row = m.y() - r.y() - 2;
    if (row >= 0 && row < r.height() - 3) {
      int index = s.torrents().cursor().top() + row;
      if (index < s.torrents().visible().size()) {
        s.torrents().moveTo(index);
      }
    } else if (row == -1) {
      TorrentColumn c = columnAt.apply(m.x() - r.x() - 1);
      if (c != null) {
        boolean same = c == s.torrents().sort();
        ViewActions.order(s, out, c, same ? !s.torrents().descending() : c.descendingFirst());
      }
    }
  }

  private static void clickDetail(UiState s, Rect r, Mouse m, Consumer<Effect> out) {
    s.focus(Focus.DETAIL);
    int row = m.y() - r.y();
    if (row == 0) {
      int tab = Tabs.at(r.width() - 4, Tab.TITLES, s.detail().tab().ordinal(), m.x() - r.x() - 2);
      if (tab >= 0) {
        MoveActions.tab(s, Tab.values()[tab]);
      }
      return;
    }
    switch (s.detail().tab()) {
      case FILES -> {
        int file = s.detail().fileCursor().top() + row - 1;
        if (row <= s.detail().fileCursor().page() && file < s.detail().files().shown()) {
          s.detail().fileCursor().to(file);
          PageMouse.file(s, s.detail().files(), s.detail().fileNode(), m.x() - r.x() - 1, out);
        }
      }
      case PEERS -> s.detail().peers().moveTo(s.detail().peers().cursor().top() + row - 2);
      case TRACKERS -> s.detail().trackerCursor().to(s.detail().trackerCursor().top() + row - 2);
      case LOG -> s.detail().log().moveTo(s.detail().log().cursor().top() + row - 1);
      case PIECES -> {
        PieceCells g = PieceActions.cells(s);
        int cell = g.cellAt(m.x() - r.x() - 2, row - 1);
        if (cell >= 0) {
          s.detail().piece(g.first(cell));
        }
      }
      case INFO, GRAPH -> {}
    }
  }
}
