package io.bitonic.tui.widget;

import io.bitonic.core.api.PieceMap;
import io.bitonic.tui.model.PieceCells;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/**
 * All pieces of a torrent in reading order, at any size, laid out by {@link PieceCells}. While
 * there is a cell for each piece, a piece is a cell or a block of them; with more pieces than
 * cells, a cell is a level that says how much of its share is there.
 */
public final class PieceGrid {
  private static final String LEVELS = " ▁▂▃▄▅▆▇█";
  private static final int HAVE = '▇';
  private static final int FLIGHT = '▒';
  private static final int MISSING = '░';
  private static final int NOBODY = '□';
  private static final int UNWANTED = '·';

  private PieceGrid() {}

  /** Fills the canvas with the map; nothing for a torrent without pieces. */
  public static void draw(Canvas canvas, Theme theme, PieceMap map) {
    PieceMap pieces = judged(map);
    int count = pieces.state().length;
    if (count == 0 || canvas.width() == 0 || canvas.height() == 0) {
      return;
    }
    PieceCells cells = PieceCells.of(count, canvas.width(), canvas.height());
    boolean shares = count > cells.columns() * cells.rows();
    for (int i = 0; i < cells.used(); i++) {
      if (shares) {
        share(canvas, theme, pieces, cells.first(i), cells.first(i + 1), cells.x(i), cells.y(i));
      } else if (cells.width() > 1) {
        block(canvas, theme, pieces, cells, i);
      } else {
        single(canvas, theme, pieces, i, cells.x(i), cells.y(i));
      }
    }
  }

  /** One line that explains the signs, with a count for each. */
  public static void legend(Canvas canvas, Theme theme, int x, int y, int columns, PieceMap map) {
    PieceMap pieces = judged(map);
    int[] counts = new int[4];
    int rare = 0;
    for (int i = 0; i < pieces.state().length; i++) {
      int state = pieces.state()[i];
      counts[state >= 0 && state < counts.length ? state : 0]++;
      rare += isRare(pieces, i) ? 1 : 0;
    }
    Legend legend = new Legend(canvas, theme, x, y, x + columns);
    legend.add(HAVE, Role.PIECE_HAVE, "have", counts[PieceMap.HAVE]);
    legend.add(FLIGHT, Role.PIECE_FLIGHT, "in flight", counts[PieceMap.IN_FLIGHT]);
    legend.add(MISSING, Role.PIECE_MISSING, "missing", counts[PieceMap.MISSING] - rare);
    legend.add(NOBODY, Role.PIECE_RARE, "nobody has", rare);
    legend.add(UNWANTED, Role.MUTED, "not wanted", counts[PieceMap.UNWANTED]);
  }

  /** Puts the signs that occur side by side as long as there is room. */
  private static final class Legend {
    private final Canvas canvas;
    private final Theme theme;
    private final int y;
    private final int end;
    private int x;

    Legend(Canvas canvas, Theme theme, int x, int y, int end) {
      this.canvas = canvas;
      this.theme = theme;
      this.x = x;
      this.y = y;
      this.end = end;
    }

    void add(int sign, Role role, String name, int count) {
      String text = name + " " + count;
      if (count == 0 || end - x < text.length() + 2) {
        return;
      }
      canvas.put(x, y, sign, theme.get(role));
      x += 4 + canvas.put(x + 2, y, text, theme.get(Role.MUTED));
    }
  }

  /**
   * One line: how many connected peers have the pieces from the first to the last, a cell showing
   * the least of its share. The highest bar is the most common piece.
   *
   * @return false when no peer has any, and nothing was drawn
   */
  public static boolean availability(
      Canvas canvas, Theme theme, int x, int y, int columns, PieceMap pieces) {
    byte[] peers = pieces.availability();
    int most = 0;
    for (byte p : peers) {
      most = Math.max(most, p & 0xFF);
    }
    if (most == 0 || columns <= 0) {
      return false;
    }
    for (int i = 0; i < columns; i++) {
      int from = (int) ((long) i * peers.length / columns);
      int to = Math.max(from + 1, (int) ((long) (i + 1) * peers.length / columns));
      int least = 255;
      for (int p = from; p < to; p++) {
        least = Math.min(least, peers[p] & 0xFF);
      }
      int level = least == 0 ? 0 : Math.max(1, least * 8 / most);
      Style style = theme.get(level == 0 ? Role.PIECE_RARE : Role.GRAPH_DOWN);
      canvas.put(x + i, y, level == 0 ? UNWANTED : LEVELS.charAt(level), style);
    }
    return true;
  }

  /** A piece as several cells; the lowest row leaves an eighth free, so that rows stay apart. */
  private static void block(Canvas canvas, Theme theme, PieceMap pieces, PieceCells c, int piece) {
    int sign = sign(pieces, piece);
    Style style = theme.get(role(pieces, piece));
    int x = c.x(piece);
    int y = c.y(piece);
    canvas.fill(x, y, c.visible(), c.height(), sign, style);
    if (sign == HAVE) {
      canvas.fill(x, y, c.visible(), c.height() - 1, '█', style);
    }
  }

  private static int sign(PieceMap pieces, int piece) {
    return switch (pieces.state()[piece]) {
      case PieceMap.HAVE -> HAVE;
      case PieceMap.IN_FLIGHT -> FLIGHT;
      case PieceMap.UNWANTED -> UNWANTED;
      default -> isRare(pieces, piece) ? NOBODY : MISSING;
    };
  }

  private static Role role(PieceMap pieces, int piece) {
    return switch (pieces.state()[piece]) {
      case PieceMap.HAVE -> Role.PIECE_HAVE;
      case PieceMap.IN_FLIGHT -> Role.PIECE_FLIGHT;
      case PieceMap.UNWANTED -> Role.MUTED;
      default -> isRare(pieces, piece) ? Role.PIECE_RARE : Role.PIECE_MISSING;
    };
  }

  private static void single(Canvas canvas, Theme theme, PieceMap pieces, int piece, int x, int y) {
    canvas.put(x, y, sign(pieces, piece), theme.get(role(pieces, piece)));
  }

  private static void share(
      Canvas canvas, Theme theme, PieceMap pieces, int from, int to, int x, int y) {
    int have = 0;
    int flight = 0;
    int wanted = 0;
    boolean rare = false;
    for (int i = from; i < to; i++) {
      byte state = pieces.state()[i];
      have += state == PieceMap.HAVE ? 1 : 0;
      flight += state == PieceMap.IN_FLIGHT ? 1 : 0;
      wanted += state == PieceMap.UNWANTED ? 0 : 1;
      rare |= isRare(pieces, i);
    }
    if (wanted == 0) {
      canvas.put(x, y, UNWANTED, theme.get(Role.MUTED));
      return;
    }
    Style missing = theme.get(Role.PIECE_MISSING);
    boolean shaded = missing.foreground() != Style.UNSET;
    if (have + flight == 0 && rare) {
      Style style = theme.get(Role.PIECE_RARE);
      canvas.put(x, y, NOBODY, shaded ? style.withBackground(missing.foreground()) : style);
      return;
    }
    Style style = theme.get(flight > 0 ? Role.PIECE_FLIGHT : Role.PIECE_HAVE);
    int height = have + flight == 0 ? 0 : Math.clamp((have + flight) * 8L / wanted, 1, 8);
    int sign = height == 0 && !shaded ? '░' : LEVELS.charAt(height);
    canvas.put(x, y, sign, shaded ? style.withBackground(missing.foreground()) : style);
  }

  /** While no peer has anything, nothing is rarer than the rest. */
  private static PieceMap judged(PieceMap map) {
    for (byte peers : map.availability()) {
      if (peers != 0) {
        return map;
      }
    }
    return new PieceMap(map.state(), new byte[0]);
  }

  /** Nobody has it, though peers are there that have others. */
  private static boolean isRare(PieceMap pieces, int piece) {
    return pieces.state()[piece] == PieceMap.MISSING
        && piece < pieces.availability().length
        && pieces.availability()[piece] == 0;
  }
}
