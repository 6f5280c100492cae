package io.bitonic.tui.view;

import io.bitonic.core.api.PieceMap;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.control.PieceActions;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.PieceCells;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.PieceGrid;
import java.util.List;

/** The pieces tab, and the map beside other tabs. */
final class PiecesView {
  /** Before the line of copies among the connected peers, the word that Info has too. */
  private static final String COPIES = "Copies ";

  private PiecesView() {}

  static void draw(Canvas in, Theme theme, UiState s) {
    PieceMap map = s.detail().pieces();
    if (map == null || map.state().length == 0) {
      Notice.draw(
          in, theme, List.of(map == null ? "Reading the pieces…" : "This torrent has no pieces"));
      return;
    }
    PieceCells cells = PieceActions.cells(s);
    int rows = PieceActions.mapRows(in.height());
    Canvas grid = in.sub(1, 0, in.width() - 2, rows);
    PieceGrid.draw(grid, theme, map);
    int cell = cells.cellOf(s.detail().piece());
    if (s.focus() == Focus.DETAIL) {
      Style cursor = theme.get(Role.SELECTED);
      grid.overlay(cells.x(cell), cells.y(cell), cells.visible(), cells.height(), cursor);
    }
    int y = in.height() - 2;
    int width = in.width() - 2 - COPIES.length();
    if (rows < y && PieceGrid.availability(in, theme, 1 + COPIES.length(), rows, width, map)) {
      in.put(1, rows, COPIES, theme.get(Role.MUTED));
    }
    in.put(1, y, about(map, cells, cell, s), in.width() - 2, theme.get(Role.TEXT));
    PieceGrid.legend(in, theme, 1, y + 1, in.width() - 2, map);
  }

  private static String about(PieceMap map, PieceCells cells, int cell, UiState s) {
    int from = cells.first(cell);
    int to = Math.max(from + 1, Math.min(cells.pieces(), cells.first(cell + 1)));
    TorrentSnapshot t = s.torrents().selected().snapshot();
    if (to - from == 1) {
      String copies =
          from < map.availability().length
              ? (map.availability()[from] & 0xFF) + " peers have it"
              : "";
      return "Piece " + Format.count(from) + ": " + word(map.state()[from]) + ", " + copies;
    }
    int have = 0;
    int flight = 0;
    int least = 255;
    for (int i = from; i < to; i++) {
      have += map.state()[i] == PieceMap.HAVE ? 1 : 0;
      flight += map.state()[i] == PieceMap.IN_FLIGHT ? 1 : 0;
      least = Math.min(least, i < map.availability().length ? map.availability()[i] & 0xFF : 0);
    }
    return "Pieces "
        + Format.count(from)
        + "–"
        + Format.count(to - 1)
        + " ("
        + Format.size((long) t.pieceLength() * (to - from))
        + "): "
        + have
        + " of "
        + (to - from)
        + " here, "
        + flight
        + " in flight, at least "
        + least
        + " peers have each";
  }

  private static String word(byte state) {
    return switch (state) {
      case PieceMap.HAVE -> "here";
      case PieceMap.IN_FLIGHT -> "in flight";
      case PieceMap.UNWANTED -> "not wanted";
      default -> "missing";
    };
  }

  /** The map in a box of its own. */
  static void side(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().pieces();
    Canvas in = Panel.draw(canvas, theme, r.x(), r.y(), r.width(), r.height(), "Pieces", false);
    TorrentRow row = s.torrents().selected();
    if (row != null) {
      String note =
          Format.count(row.snapshot().havePieces()) + " / " + Format.count(row.snapshot().pieces());
      Panel.note(canvas, theme, r.x(), r.y(), r.width(), "Pieces", note);
    }
    PieceMap map = s.detail().pieces();
    if (map != null && row != null) {
      PieceGrid.draw(in.sub(1, 0, in.width() - 2, in.height() - 1), theme, map);
      PieceGrid.legend(in, theme, 1, in.height() - 1, in.width() - 2, map);
    }
  }
}
