package io.bitonic.tui.view;

import io.bitonic.tui.model.Layout;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.Tab;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Notice;

/**
 * The whole screen from the state. Reads the state and changes nothing; what it keeps are worked
 * out widths. Owned by the UI thread.
 */
public final class Screen {
  private final TorrentsView torrents = new TorrentsView();
  private final DetailView detail = new DetailView();

  public void draw(Canvas canvas, Theme theme, UiState state) {
    canvas.clear(theme.get(Role.TEXT));
    Layout l = state.layout();
    if (l.tooSmall()) {
      Notice.tooSmall(canvas, theme, Layout.MIN_WIDTH, Layout.MIN_HEIGHT);
      return;
    }
    HeaderView.draw(canvas, theme, state);
    if (!l.views().isEmpty()) {
      ViewsView.box(canvas, theme, state);
    }
    if (!l.strip().isEmpty()) {
      ViewsView.strip(canvas, theme, state);
    }
    if (!l.table().isEmpty()) {
      torrents.draw(canvas, theme, state);
    }
    if (!l.detail().isEmpty()) {
      detail.draw(canvas, theme, state);
    }
    if (!l.subject().isEmpty()) {
      DetailView.subject(canvas, theme, state);
    }
    if (!l.graph().isEmpty()) {
      GraphView.side(canvas, theme, state);
    }
    if (!l.pieces().isEmpty()) {
      if (state.detail().tab() == Tab.PIECES) {
        GraphView.ofTorrent(canvas, theme, state);
      } else {
        PiecesView.side(canvas, theme, state);
      }
    }
    FooterView.draw(canvas, theme, state);
    OverlayView.draw(canvas, theme, state);
  }

  /** The column at a cell counted from the inside of the torrents table's box, or null. */
  public TorrentColumn torrentColumnAt(int x) {
    return torrents.columnAt(x);
  }

  /** A view of a rectangle. */
  static Canvas at(Canvas canvas, Rect r) {
    return canvas.sub(r.x(), r.y(), r.width(), r.height());
  }
}
