package io.bitonic.tui.view;

import io.bitonic.core.api.TrackerRow;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Cell;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.ScrollBar;
import io.bitonic.tui.widget.Table;
import java.util.List;

/** The trackers tab. */
final class TrackersView {
  private final Table table =
      new Table(
          List.of(
              new Table.Column("Tier", 4, 0, Text.Align.RIGHT, 7),
              new Table.Column("Address", 34, 3, Text.Align.LEFT, 0),
              new Table.Column("Status", 10, 0, Text.Align.LEFT, 1),
              new Table.Column("Health", 6, 0, Text.Align.RIGHT, 3),
              new Table.Column("Next", 6, 0, Text.Align.RIGHT, 2),
              new Table.Column("Seeds", 5, 0, Text.Align.RIGHT, 5),
              new Table.Column("Leech", 5, 0, Text.Align.RIGHT, 6),
              new Table.Column("Got", 6, 0, Text.Align.RIGHT, 8),
              new Table.Column("Peers", 5, 0, Text.Align.RIGHT, 9),
              new Table.Column("Message", 14, 2, Text.Align.LEFT, 4)));
  private final Rows rows = new Rows();

  void draw(Canvas canvas, Canvas in, Theme theme, UiState s) {
    List<TrackerRow> list = s.detail().trackers();
    if (list.isEmpty()) {
      Notice.draw(in, theme, List.of("This torrent has no tracker", "+ adds one"));
      return;
    }
    rows.list = list;
    int top = s.detail().trackerCursor().top();
    table.draw(
        in,
        theme,
        rows,
        new Table.View(
            top, s.detail().trackerCursor().index(), -1, false, s.focus() == Focus.DETAIL));
    var r = s.layout().detail();
    ScrollBar.draw(
        canvas, theme, r.x() + r.width() - 1, r.y() + 2, in.height() - 1, list.size(), top);
  }

  private static final class Rows implements Table.Rows {
    private List<TrackerRow> list;

    @Override
    public int size() {
      return list.size();
    }

    @Override
    public boolean isMarked(int row) {
      return false;
    }

    @Override
    public void draw(int row, int column, Cell cell) {
      TrackerRow t = list.get(row);
      switch (column) {
        case 0 -> cell.text(String.valueOf(t.tier()), Role.MUTED);
        case 1 -> cell.text(Text.sanitise(t.url(), 300), Role.TEXT);
        case 2 -> cell.text(status(t), role(t));
        case 3 -> health(t, cell);
        case 4 -> cell.text(Format.duration(t.nextAnnounceSeconds()), Role.TEXT);
        case 5 -> cell.text(number(t.seeds()), Role.TEXT);
        case 6 -> cell.text(number(t.leechers()), Role.TEXT);
        case 7 -> cell.text(number(t.downloaded()), Role.MUTED);
        case 8 -> cell.text(String.valueOf(t.peers()), Role.MUTED);
        default -> cell.text(Text.sanitise(t.message(), 300), Role.WARN);
      }
    }

    private static void health(TrackerRow t, Cell cell) {
      int score = t.health().score();
      cell.text(String.valueOf(score), PeersView.health(score));
    }

    private static String status(TrackerRow t) {
      return t.failures() > 1 ? t.status() + " " + t.failures() + "×" : t.status();
    }

    private static Role role(TrackerRow t) {
      return switch (t.status()) {
        case "working" -> Role.GOOD;
        case "failing" -> Role.BAD;
        case "announcing" -> Role.ACCENT;
        default -> Role.MUTED;
      };
    }

    private static String number(int n) {
      return n < 0 ? "–" : String.valueOf(n);
    }
  }
}
