package io.bitonic.tui.terminal;

import io.bitonic.tui.text.Graphemes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Draws with escape sequences into a {@link FrameOutput}: a frame is one synchronised update (DEC
 * private mode 2026) and one flush. Styles are brought down to the terminal's {@link ColorDepth}
 * once and only what differs from the style before is sent. A glyph whose width terminals disagree
 * about gets its cells blanked first and the cursor placed after it, so a disagreement never shifts
 * the rest of the row.
 */
final class AnsiSink implements CellSink {
  private final FrameOutput out;
  private final StyleEncoder encoder;
  private int column = -1;
  private int row = -1;
  private Style current;
  private boolean cursorShown;

  AnsiSink(FrameOutput out, ColorDepth depth) {
    this.out = out;
    this.encoder = new StyleEncoder(depth);
  }

  /** Forgets what the terminal's cursor and style are. */
  void forget() {
    column = -1;
    current = null;
  }

  @Override
  public void begin() throws IOException {
    out.ascii("\u001b[?2026h");
    if (cursorShown) {
      out.ascii("\u001b[?25l");
      cursorShown = false;
    }
    column = -1;
  }

  @Override
  public void move(int toColumn, int toRow) throws IOException {
    if (toRow == row && toColumn == column) {
      return;
    }
    if (toRow == row && column >= 0 && toColumn > column) {
      out.ascii("\u001b[");
      if (toColumn - column > 1) {
        out.decimal(toColumn - column);
      }
      out.write('C');
    } else {
      out.ascii("\u001b[");
      out.decimal(toRow + 1);
      out.write(';');
      out.decimal(toColumn + 1);
      out.write('H');
    }
    column = toColumn;
    row = toRow;
  }

  @Override
  public void style(Style style) throws IOException {
    if (style != current) {
      out.write(encoder.change(current, style));
      current = style;
    }
  }

  @Override
  public void glyph(int glyph, int cells, int atColumn) throws IOException {
    if (Glyphs.isCluster(glyph)) {
      blankThenReturn(cells, atColumn);
      out.write(Glyphs.cluster(glyph).getBytes(StandardCharsets.UTF_8));
      column = -1;
    } else if (glyph >= 0x300 && Graphemes.isRisky(glyph)) {
      blankThenReturn(cells, atColumn);
      out.codePoint(glyph);
      column = -1;
    } else {
      out.codePoint(glyph);
      column += cells;
    }
  }

  private void blankThenReturn(int cells, int atColumn) throws IOException {
    for (int i = 0; i < cells; i++) {
      out.write(' ');
    }
    column = -1;
    move(atColumn, row);
  }

  @Override
  public void cursor(int toColumn, int toRow) throws IOException {
    if (toColumn < 0) {
      if (cursorShown) {
        out.ascii("\u001b[?25l");
        cursorShown = false;
      }
      return;
    }
    move(toColumn, toRow);
    if (!cursorShown) {
      out.ascii("\u001b[?25h");
      cursorShown = true;
    }
  }

  @Override
  public void end() throws IOException {
    out.ascii("\u001b[?2026l");
    out.flush();
  }
}
