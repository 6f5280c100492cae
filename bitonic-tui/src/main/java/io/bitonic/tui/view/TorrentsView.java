package io.bitonic.tui.view;

import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.TorrentTable;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.ViewFilter;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Cell;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.ScrollBar;
import io.bitonic.tui.widget.Table;
import java.util.ArrayList;
import java.util.List;

/** The torrents table. */
final class TorrentsView {
  private List<TorrentColumn> columns = List.of();
  private Table table;
  private int plannedFor;
  private final Rows rows = new Rows();

  void draw(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().table();
    TorrentTable t = s.torrents();
    boolean focused = s.focus() == Focus.TORRENTS;
    Canvas in = Panel.draw(canvas, theme, r.x(), r.y(), r.width(), r.height(), title(s), focused);
    Panel.note(canvas, theme, r.x(), r.y(), r.width(), title(s), note(t));
    if (t.visible().isEmpty()) {
      Notice.draw(in, theme, empty(t));
      return;
    }
    prepare(s.preferences().columns(), in.width());
    rows.state = s;
    int top = t.cursor().top();
    table.draw(
        in,
        theme,
        rows,
        new Table.View(
            top, t.cursor().index(), columns.indexOf(t.sort()), t.descending(), focused));
    Panel.position(
        canvas, theme, r.x(), r.bottom(), r.width(), t.cursor().index(), t.visible().size());
    ScrollBar.draw(
        canvas, theme, r.x() + r.width() - 1, r.y() + 2, in.height() - 1, t.visible().size(), top);
  }

  private void prepare(List<TorrentColumn> wanted, int room) {
    if (table != null && columns.equals(wanted) && room == plannedFor) {
      return;
    }
    columns = wanted;
    plannedFor = room;
    // Names come before the columns that matter least, but not before all others.
    int names = Math.clamp(room / 3, 24, 64);
    List<Table.Column> list = new ArrayList<>();
    for (TorrentColumn c : wanted) {
      int weight =
          switch (c) {
            case NAME -> 10;
            case DONE -> room > 140 ? 2 : 0;
            case TRACKER, PATH -> 3;
            default -> 0;
          };
      list.add(
          new Table.Column(
              c.title(),
              c == TorrentColumn.NAME ? names : c.width(),
              weight,
              c.right() ? Text.Align.RIGHT : Text.Align.LEFT,
              c.rank()));
    }
    table = new Table(list);
  }

  TorrentColumn columnAt(int x) {
    int i = table == null ? -1 : table.columnAt(x);
    return i < 0 ? null : columns.get(i);
  }

  private static String title(UiState s) {
    TorrentTable t = s.torrents();
    StringBuilder b = new StringBuilder("Torrents ");
    if (t.visible().size() != t.size()) {
      b.append(t.visible().size()).append('/');
    }
    b.append(t.size());
    if (!t.view().equals(ViewFilter.ALL)) {
      b.append("  in ").append(Text.sanitise(t.view().title(), 30));
    }
    if (!t.filter().isEmpty()) {
      b.append("  /").append(t.filter().text());
      String problem = t.filter().problem();
      b.append(problem.isEmpty() ? "" : "  ! " + problem);
    }
    return b.toString();
  }

  private static String note(TorrentTable t) {
    String sort =
        t.sort() == TorrentColumn.QUEUE && !t.descending()
            ? ""
            : "by "
                + (t.sort() == TorrentColumn.QUEUE ? "queue" : t.sort().title())
                + (t.descending() ? " ↓" : " ↑");
    if (t.ranging()) {
      return "range: V ends it";
    }
    return t.marked() > 0 ? t.marked() + " marked" : sort;
  }

  private static List<String> empty(TorrentTable t) {
    if (t.size() == 0) {
      return List.of(
          "No torrents yet",
          "",
          "Press a to add one, or paste the path",
          "or the URL of a .torrent file.");
    }
    return t.filter().isEmpty()
        ? List.of("Nothing in this view", "Esc shows all torrents")
        : List.of("Nothing matches " + Text.cut(t.filter().text(), 40), "Esc drops the filter");
  }

  private final class Rows implements Table.Rows {
    private UiState state;

    @Override
    public int size() {
      return state.torrents().visible().size();
    }

    @Override
    public boolean isMarked(int row) {
      TorrentTable t = state.torrents();
      return t.isMarked(t.visible().get(row)) || t.inRange(row);
    }

    @Override
    public void draw(int row, int column, Cell cell) {
      TorrentRow t = state.torrents().visible().get(row);
      TorrentColumn c = columns.get(column);
      switch (c) {
        case NAME -> {
          cell.lead(t.stateSign(), stateRole(t));
          cell.lead(" ", Role.TEXT);
          cell.text(t.name(), Role.TEXT);
        }
        case DONE -> cell.barWithPercent(t.progress(), barRole(t));
        case STATE -> cell.text(t.stateWord(), stateRole(t));
        case DOWN -> cell.text(c.text(t, state.place().zone()), Role.GRAPH_DOWN);
        case UP -> cell.text(c.text(t, state.place().zone()), Role.GRAPH_UP);
        case LABEL, TRACKER, PATH ->
            cell.text(Text.sanitise(c.text(t, state.place().zone()), 200), Role.MUTED);
        case RATIO -> cell.text(c.text(t, state.place().zone()), ratioRole(t));
        default -> cell.text(c.text(t, state.place().zone()), Role.TEXT);
      }
    }
  }

  private static Role ratioRole(TorrentRow t) {
    return t.snapshot().ratio() >= 1 ? Role.GOOD : Role.MUTED;
  }

  static Role barRole(TorrentRow t) {
    return switch (t.snapshot().state()) {
      case ERROR -> Role.BAD;
      case PAUSED, QUEUED -> Role.MUTED;
      case CHECKING, PREPARING, FETCHING_METADATA -> Role.WARN;
      case SEEDING, FINISHED -> Role.BAR_DONE;
      case DOWNLOADING -> Role.BAR_FULL;
    };
  }

  static Role stateRole(TorrentRow t) {
    TorrentState state = t.snapshot().state();
    if (state != TorrentState.ERROR
        && state != TorrentState.PAUSED
        && !t.snapshot().waiting().isEmpty()) {
      return Role.WARN;
    }
    return switch (state) {
      case ERROR -> Role.BAD;
      case PAUSED, QUEUED -> Role.MUTED;
      case CHECKING, PREPARING, FETCHING_METADATA -> Role.WARN;
      case SEEDING, FINISHED -> Role.GOOD;
      case DOWNLOADING -> t.snapshot().downRate() > 0 ? Role.ACCENT : Role.MUTED;
    };
  }
}
