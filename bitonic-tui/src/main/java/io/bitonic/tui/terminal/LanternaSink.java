package io.bitonic.tui.terminal;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;

/** Draws on any terminal Lanterna knows, through its interface; full colour. */
final class LanternaSink implements CellSink {
  private static final SGR[] ATTRIBUTES = {
    SGR.BOLD, null, SGR.ITALIC, SGR.UNDERLINE, SGR.REVERSE, SGR.CROSSED_OUT
  };

  private final Terminal terminal;

  LanternaSink(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begin() {}

  @Override
  public void move(int column, int row) throws IOException {
    terminal.setCursorPosition(column, row);
  }

  @Override
  public void style(Style style) throws IOException {
    terminal.resetColorAndSGR();
    terminal.setForegroundColor(color(style.foreground()));
    terminal.setBackgroundColor(color(style.background()));
    for (int i = 0; i < ATTRIBUTES.length; i++) {
      if ((style.attributes() & 1 << i) != 0 && ATTRIBUTES[i] != null) {
        terminal.enableSGR(ATTRIBUTES[i]);
      }
    }
  }

  private static TextColor color(int rgb) {
    return rgb == Style.UNSET
        ? TextColor.ANSI.DEFAULT
        : new TextColor.RGB(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }

  @Override
  public void glyph(int glyph, int cells, int column) throws IOException {
    StringBuilder text = new StringBuilder();
    Glyphs.append(text, glyph);
    terminal.putString(text.toString());
  }

  @Override
  public void cursor(int column, int row) throws IOException {
    terminal.setCursorVisible(column >= 0);
    if (column >= 0) {
      terminal.setCursorPosition(column, row);
    }
  }

  @Override
  public void end() throws IOException {
    terminal.flush();
  }
}
