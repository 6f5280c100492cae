package io.bitonic.tui.terminal;

import java.io.IOException;

/**
 * Where changed cells go: as bytes to our own terminal, or through Lanterna's {@code Terminal}
 * interface to any other, such as its virtual terminal in tests. Called by the UI thread.
 */
interface CellSink {
  /** Starts a frame of which at least one cell changed. */
  void begin() throws IOException;

  void move(int column, int row) throws IOException;

  void style(Style style) throws IOException;

  /** Writes a glyph that is {@code cells} wide at the cursor, which is in {@code column}. */
  void glyph(int glyph, int cells, int column) throws IOException;

  /** Shows the cursor at a cell, or hides it when {@code column} is negative. */
  void cursor(int column, int row) throws IOException;

  /** Ends the frame and makes it visible. */
  void end() throws IOException;
}
