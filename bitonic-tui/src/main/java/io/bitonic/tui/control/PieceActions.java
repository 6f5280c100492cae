package io.bitonic.tui.control;

import io.bitonic.core.api.PieceMap;
import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.PieceGrid;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import java.util.List;

/** The cursor on the piece map. */
final class PieceActions {
  /** Rows of the piece tab that are not map: the line about the cursor and the legend. */
  private static final int FURNITURE = 4;

  private PieceActions() {}

  static List<Action> list() {
    return List.of(
        Action.of("piece-right", "Next cell", Scope.PIECES, "→", (s, o) -> cells(s, 1))
            .unless(PieceActions::unknown),
        Action.of("piece-left", "Previous cell", Scope.PIECES, "←", (s, o) -> cells(s, -1))
            .unless(PieceActions::unknown),
        Action.of("piece-next", "Next missing piece", Scope.PIECES, "n", (s, o) -> missing(s, 1))
            .hint("Next missing")
            .unless(PieceActions::unknown),
        Action.of(
                "piece-previous",
                "Previous missing piece",
                Scope.PIECES,
                "N",
                (s, o) -> missing(s, -1))
            .unless(PieceActions::unknown));
  }

  private static String unknown(UiState s) {
    return s.detail().pieces() == null ? "the pieces are not known yet" : "";
  }

  /** How the map of the piece tab is laid out on this screen. */
  static PieceGrid grid(UiState s) {
    Rect r = s.layout().detail();
    PieceMap map = s.detail().pieces();
    return PieceGrid.of(
        map == null ? 0 : map.state().length, r.width() - 4, r.height() - FURNITURE);
  }

  private static void cells(UiState s, int by) {
    PieceGrid g = grid(s);
    DetailState d = s.detail();
    long cell = g.cellOf(d.piece()) + (long) by;
    int last = Math.max(0, (g.pieces() - 1) / g.perCell());
    d.piece(g.first((int) Math.clamp(cell, 0, last)));
  }

  static void rows(UiState s, int by) {
    if (s.detail().pieces() != null) {
      int columns = grid(s).columns();
      cells(s, Math.clamp((long) by * columns, -(1 << 28), 1 << 28));
    }
  }

  private static void missing(UiState s, int step) {
    byte[] state = s.detail().pieces().state();
    for (int i = s.detail().piece() + step; i >= 0 && i < state.length; i += step) {
      if (state[i] == PieceMap.MISSING) {
        s.detail().piece(i);
        return;
      }
    }
    s.say("No missing piece " + (step > 0 ? "after" : "before") + " this one");
  }
}
