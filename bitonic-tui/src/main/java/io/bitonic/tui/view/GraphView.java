package io.bitonic.tui.view;

import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.RateHistory;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.RateGraph;
import java.util.List;

/** Rates over time: of the torrent in its tab, of everything in the box beside it. */
final class GraphView {
  private GraphView() {}

  static void draw(Canvas in, Theme theme, UiState s, TorrentRow row) {
    boolean all = s.detail().wholeEngine();
    RateHistory h = all ? s.history() : row.history();
    String what =
        (all ? "all torrents" : "this torrent")
            + ", the last "
            + span(s, in.width() - 2)
            + "   [ ] zoom   e "
            + (all ? "this torrent" : "all torrents");
    if (h == null) {
      Notice.draw(in, theme, List.of("Nothing has moved yet", "e shows all torrents"));
      return;
    }
    graph(in.sub(1, 0, in.width() - 2, in.height() - 1), theme, h, s.detail().zoom());
    in.put(1, in.height() - 1, what, in.width() - 2, theme.get(Role.MUTED));
  }

  private static void graph(Canvas in, Theme theme, RateHistory h, int zoom) {
    RateGraph.draw(
        in, theme, ago -> h.down(zoom, ago), ago -> h.up(zoom, ago), n -> Format.size(n) + "/s");
  }

  /** How much time a graph of this width shows, in words. */
  private static String span(UiState s, int columns) {
    int samples = Math.min(RateGraph.samples(columns), RateHistory.SAMPLES);
    long seconds = (long) samples * RateHistory.STEP[s.detail().zoom()];
    return seconds < 3_600 ? Math.max(1, seconds / 60) + " min" : seconds / 3_600 + " h";
  }

  /** The box beside the detail pane. */
  static void side(Canvas canvas, Theme theme, UiState s) {
    box(canvas, theme, s, s.layout().graph(), "All rates", s.history());
  }

  /** In the place of the piece map, when that is in the pane. */
  static void ofTorrent(Canvas canvas, Theme theme, UiState s) {
    TorrentRow row = s.torrents().selected();
    box(canvas, theme, s, s.layout().pieces(), "This torrent", row == null ? null : row.history());
  }

  /** In what a page leaves free below {@code y}. */
  static void under(Canvas in, Theme theme, UiState s, int y, RateHistory h) {
    int width = in.width() - 2;
    in.put(1, y, "Rates, the last " + span(s, width), width, theme.get(Role.MUTED));
    graph(in.sub(1, y + 1, width, in.height() - y - 1), theme, h, s.detail().zoom());
  }

  private static void box(
      Canvas canvas, Theme theme, UiState s, Rect r, String title, RateHistory h) {
    Canvas in = Panel.draw(canvas, theme, r.x(), r.y(), r.width(), r.height(), title, false);
    String note = "[ " + span(s, in.width()) + " ]";
    Panel.note(canvas, theme, r.x(), r.y(), r.width(), title, note);
    if (h != null) {
      graph(in, theme, h, s.detail().zoom());
    }
  }
}
