package io.bitonic.tui.terminal;

import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.util.Arrays;

/**
 * Lanterna's screen with a cheaper delta: it compares the canvas with what the terminal shows, row
 * by row on int arrays, and writes only the cells that differ. When nothing differs nothing is
 * written. Lanterna keeps the life cycle (start, stop, size); its per-cell buffers and its refresh
 * are not used: that delta alone costs four times what drawing, comparing and writing a whole frame
 * costs here, and it counts columns differently. Owned by the UI thread.
 */
public final class ScreenWriter extends TerminalScreen {
  /**
   * Unchanged cells between two changed ones that are written again, because that is shorter than
   * moving the cursor.
   */
  private static final int MAX_GAP = 3;

  private static final int UNKNOWN = -2;

  private final CellSink sink;
  private int[] glyphs = {};
  private int[] styles = {};
  private int columns;
  private int rows;
  private int lastWritten = UNKNOWN;
  private int cursorX = UNKNOWN;
  private int cursorY = UNKNOWN;
  private long frames;

  /** A screen on any Lanterna terminal; ours is written as bytes. */
  public ScreenWriter(Terminal terminal) throws IOException {
    super(terminal);
    setCursorPosition(null);
    sink = terminal instanceof BitonicTerminal ours ? ours.sink() : new LanternaSink(terminal);
  }

  /** Writes what changed since the last frame; true when anything did. */
  public boolean write(Canvas canvas) throws IOException {
    if (canvas.width() != columns || canvas.height() != rows) {
      columns = canvas.width();
      rows = canvas.height();
      glyphs = new int[columns * rows];
      styles = new int[columns * rows];
      invalidate();
    }
    int[] newGlyphs = canvas.glyphs();
    int[] newStyles = canvas.styles();
    boolean begun = false;
    for (int row = 0; row < rows; row++) {
      int from = row * columns;
      int to = from + columns;
      int first = firstDifference(newGlyphs, newStyles, from, to);
      if (first < to) {
        if (!begun) {
          sink.begin();
          begun = true;
        }
        writeRow(newGlyphs, newStyles, row, first);
        System.arraycopy(newGlyphs, from, glyphs, from, columns);
        System.arraycopy(newStyles, from, styles, from, columns);
      }
    }
    boolean moved = canvas.cursorX() != cursorX || canvas.cursorY() != cursorY;
    if (!begun && !moved) {
      return false;
    }
    if (!begun) {
      sink.begin();
    }
    cursorX = canvas.cursorX();
    cursorY = canvas.cursorY();
    sink.cursor(cursorX, cursorY);
    sink.end();
    frames++;
    return true;
  }

  /** The next {@link #write} draws every cell. */
  public void invalidate() {
    Arrays.fill(glyphs, UNKNOWN);
    cursorX = UNKNOWN;
    if (sink instanceof AnsiSink ansi) {
      ansi.forget();
    }
  }

  /** Frames that were written. */
  public long frames() {
    return frames;
  }

  private int firstDifference(int[] newGlyphs, int[] newStyles, int from, int to) {
    int g = Arrays.mismatch(newGlyphs, from, to, glyphs, from, to);
    int s = Arrays.mismatch(newStyles, from, to, styles, from, to);
    int first = g < 0 ? s : s < 0 ? g : Math.min(g, s);
    return first < 0 ? to : from + first;
  }

  private void writeRow(int[] newGlyphs, int[] newStyles, int row, int first) throws IOException {
    int base = row * columns;
    int end = base + columns;
    int at = newGlyphs[first] == Glyphs.CONTINUATION ? first - 1 : first;
    while (at < end) {
      int cells = at + 1 < end && newGlyphs[at + 1] == Glyphs.CONTINUATION ? 2 : 1;
      if (changed(newGlyphs, newStyles, at, cells)
          || isShortGap(newGlyphs, newStyles, at, base, end)) {
        sink.move(at - base, row);
        sink.style(Style.byId(newStyles[at]));
        sink.glyph(newGlyphs[at], cells, at - base);
        lastWritten = at + cells - 1;
      }
      at += cells;
    }
  }

  /**
   * Whether an unchanged cell is followed soon by a changed one, all plain text of the style before
   * it.
   */
  private boolean isShortGap(int[] newGlyphs, int[] newStyles, int at, int base, int end) {
    if (at == base) {
      return false;
    }
    for (int i = at; i < Math.min(end, at + MAX_GAP); i++) {
      if (newGlyphs[i] != glyphs[i] || newStyles[i] != styles[i]) {
        return lastWritten == at - 1;
      }
      if (newStyles[i] != newStyles[at - 1] || newGlyphs[i] >= 0x80 || newGlyphs[i] < 0) {
        return false;
      }
    }
    return false;
  }

  private boolean changed(int[] newGlyphs, int[] newStyles, int at, int cells) {
    return newGlyphs[at] != glyphs[at]
        || newStyles[at] != styles[at]
        || cells == 2
            && (newGlyphs[at + 1] != glyphs[at + 1] || newStyles[at + 1] != styles[at + 1]);
  }
}
