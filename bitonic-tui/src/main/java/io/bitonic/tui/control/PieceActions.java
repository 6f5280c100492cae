package io.bitonic.tui.control;

import io.bitonic.core.api.PieceMap;
import io.bitonic.tui.model.PieceCells;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import java.util.List;

/** The cursor on the piece map. */
public final class PieceActions {
  /** Rows of the tab from which on the peers' copies are drawn under the map. */
  private static final int ROOMY = 8;

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
  public static PieceCells cells(UiState s) {
    Rect r = s.layout().detail();
    PieceMap map = s.detail().pieces();
    return PieceCells.of(
        map == null ? 0 : map.state().length, r.width() - 4, mapRows(r.height() - 2));
  }

  /**
   * Rows of the map in a tab with so many: the others are the peers' copies where there is room,
   * the line about the cursor and the legend.
   */
  public static int mapRows(int rows) {
    return Math.max(0, rows - (rows >= ROOMY ? 3 : 2));
  }

  private static void cells(UiState s, long by) {
    PieceCells g = cells(s);
    long cell = g.cellOf(s.detail().piece()) + by;
    s.detail().piece(g.first((int) Math.clamp(cell, 0, Math.max(0, g.used() - 1))));
  }

  static void rows(UiState s, int by) {
    if (s.detail().pieces() != null) {
      cells(s, (long) by * cells(s).columns());
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
