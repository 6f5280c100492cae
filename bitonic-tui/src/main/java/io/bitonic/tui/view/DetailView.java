package io.bitonic.tui.view;

import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.Tab;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.Tabs;
import java.util.List;

/** The detail pane: its border with the tabs, and the tab that is chosen. */
final class DetailView {
  private final PeersView peers = new PeersView();
  private final TrackersView trackers = new TrackersView();

  void draw(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().detail();
    boolean focused = s.focus() == Focus.DETAIL;
    Canvas in = Panel.draw(canvas, theme, r.x(), r.y(), r.width(), r.height(), "", focused);
    Tab tab = s.detail().tab();
    int used = Tabs.draw(canvas, theme, r.x() + 2, r.y(), r.width() - 4, Tab.TITLES, tab.ordinal());
    TorrentRow row = s.torrents().selected();
    if (row == null) {
      Notice.draw(in, theme, List.of("No torrent chosen"));
      return;
    }
    String note = note(s);
    int room = r.width() - used - 6;
    if (room > 12) {
      Panel.note(canvas, theme, r.x(), r.y(), r.width(), "", Text.cut(note, room - 2));
    }
    ListCursor list = list(s);
    if (list != null) {
      Panel.position(canvas, theme, r.x(), r.bottom(), r.width(), list.index(), list.size());
    }
    switch (tab) {
      case INFO -> InfoView.draw(in, theme, s, row);
      case FILES -> FilesView.draw(canvas, in, theme, s);
      case PEERS -> peers.draw(canvas, in, theme, s);
      case PIECES -> PiecesView.draw(in, theme, s);
      case TRACKERS -> trackers.draw(canvas, in, theme, s);
      case GRAPH -> GraphView.draw(in, theme, s, row);
      case LOG -> LogTabView.draw(canvas, in, theme, s);
    }
  }

  /** The cursor of a tab that is a list, else null. */
  private static ListCursor list(UiState s) {
    DetailState d = s.detail();
    return switch (d.tab()) {
      case FILES -> d.fileCursor();
      case PEERS -> d.peers().cursor();
      case TRACKERS -> d.trackerCursor();
      case LOG -> d.log().cursor();
      case INFO, PIECES, GRAPH -> null;
    };
  }

  /** What the right end of the border says: how the tab is filtered and ordered. */
  private static String note(UiState s) {
    DetailState d = s.detail();
    return switch (d.tab()) {
      case FILES -> filtered(d.files().filter().text(), "");
      case PEERS ->
          filtered(
              d.peers().filter().text(),
              d.peers().visible().size()
                  + " by "
                  + d.peers().sort().title()
                  + (d.peers().descending() ? " ↓" : " ↑"));
      case LOG ->
          (d.log().everything() ? "all torrents" : "this torrent")
              + (d.log().least().ordinal() > 0 ? ", " + d.log().least().word() + " up" : "")
              + (d.log().search().isEmpty() ? "" : "  /" + d.log().search());
      case INFO, PIECES, TRACKERS, GRAPH -> "";
    };
  }

  private static String filtered(String filter, String plain) {
    return filter.isEmpty() ? plain : "/" + filter + (plain.isEmpty() ? "" : "  " + plain);
  }

  /** The row over a pane that fills the screen: which torrent it is about. */
  static void subject(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().subject();
    TorrentRow row = s.torrents().selected();
    if (row == null) {
      return;
    }
    String rates =
        Format.percent(row.progress())
            + "  ▼ "
            + Format.size(row.snapshot().downRate())
            + "  ▲ "
            + Format.size(row.snapshot().upRate());
    int room = r.width() - Text.width(rates) - 8;
    int x = 1 + canvas.put(1, r.y(), row.stateSign(), theme.get(TorrentsView.stateRole(row))) + 1;
    canvas.put(x, r.y(), row.name(), room, theme.get(Role.TITLE));
    canvas.put(0, r.y(), r.width() - 1, rates, Text.Align.RIGHT, theme.get(Role.MUTED));
  }
}
