package io.bitonic.tui.view;

import io.bitonic.core.api.PeerRow;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.PeerColumn;
import io.bitonic.tui.model.PeerFlags;
import io.bitonic.tui.model.PeerTable;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Cell;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.ScrollBar;
import io.bitonic.tui.widget.Table;
import java.util.ArrayList;
import java.util.List;

/** The peers tab. */
final class PeersView {
  private final Table table = new Table(columns());
  private final Rows rows = new Rows();

  private static List<Table.Column> columns() {
    List<Table.Column> list = new ArrayList<>();
    for (PeerColumn c : PeerColumn.values()) {
      list.add(
          new Table.Column(
              c.title(),
              c == PeerColumn.CLIENT ? 16 : c.width(),
              c == PeerColumn.CLIENT ? 2 : c == PeerColumn.ADDRESS ? 1 : 0,
              c.right() ? Text.Align.RIGHT : Text.Align.LEFT,
              c.rank()));
    }
    return list;
  }

  void draw(Canvas canvas, Canvas in, Theme theme, UiState s) {
    PeerTable peers = s.detail().peers();
    if (peers.visible().isEmpty()) {
      Notice.draw(
          in,
          theme,
          peers.size() == 0
              ? List.of("No peers are connected", "+ connects to one, r asks the trackers")
              : List.of("No peer matches", "Esc drops the filter"));
      return;
    }
    rows.peers = peers;
    int top = peers.cursor().top();
    table.draw(
        in,
        theme,
        rows,
        new Table.View(
            top,
            peers.cursor().index(),
            peers.sort().ordinal(),
            peers.descending(),
            s.focus() == Focus.DETAIL));
    Rect r = s.layout().detail();
    if (s.toast() == null) {
      flags(canvas, theme, r, peers.selected());
    }
    ScrollBar.draw(
        canvas,
        theme,
        r.x() + r.width() - 1,
        r.y() + 2,
        in.height() - 1,
        peers.visible().size(),
        top);
  }

  /** On the lower border, where messages come too: what the flags of the chosen peer mean. */
  private static void flags(Canvas canvas, Theme theme, Rect r, PeerRow chosen) {
    String words = chosen == null ? "" : PeerFlags.words(chosen.flags());
    int room = r.width() - 6;
    if (!words.isEmpty() && room > 12) {
      String text = " " + Text.cut(chosen.flags() + ": " + words, room - 2) + " ";
      canvas.put(r.x() + 2, r.y() + r.height() - 1, text, theme.get(Role.MUTED));
    }
  }

  /** The colour of a score of 0–100. */
  static Role health(int score) {
    return score < 25 ? Role.BAD : score < 50 ? Role.WARN : score < 90 ? Role.TEXT : Role.GOOD;
  }

  private static final class Rows implements Table.Rows {
    private PeerTable peers;

    @Override
    public int size() {
      return peers.visible().size();
    }

    @Override
    public boolean isMarked(int row) {
      return false;
    }

    @Override
    public void draw(int row, int column, Cell cell) {
      PeerRow p = peers.visible().get(row);
      PeerColumn c = PeerColumn.values()[column];
      Role role =
          switch (c) {
            case DOWN -> Role.GRAPH_DOWN;
            case UP -> Role.GRAPH_UP;
            case FLAGS, ADDRESS, SOURCE, CONNECTED -> Role.MUTED;
            case FAILURES -> Role.BAD;
            case HEALTH -> health(p.health().score());
            case DONE -> p.progress() >= 1 ? Role.GOOD : Role.TEXT;
            default -> Role.TEXT;
          };
      cell.text(Text.sanitise(c.text(p), 80), role);
    }
  }
}
