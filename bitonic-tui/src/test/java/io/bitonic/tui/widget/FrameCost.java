package io.bitonic.tui.widget;

import com.googlecode.lanterna.TerminalSize;
import io.bitonic.tui.terminal.BitonicTerminal;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.ScreenWriter;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.Themes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints what a frame of the example dashboard costs: drawing, comparing and writing, in
 * microseconds, bytes allocated and bytes written. The program's own data (rows of text) is part of
 * the drawing.
 */
final class FrameCost {
  private static final int WARM_UP = 3_000;
  private static final int FRAMES = 3_000;

  private enum Kind {
    /** Nothing changed since the last frame. */
    SAME,
    /** Graph, header and scroll bar moved on. */
    MOVING,
    /** Every cell is written. */
    REPAINT
  }

  private static final class Sink extends OutputStream {
    long bytes;
    long writes;

    @Override
    public void write(int b) {
      bytes++;
      writes++;
    }

    @Override
    public void write(byte[] b, int from, int count) {
      bytes += count;
      writes++;
    }
  }

  public static void main(String[] arguments) throws IOException {
    System.out.printf(
        "%-9s %-8s %9s %9s %9s %9s %8s%n",
        "size", "frame", "median µs", "p99 µs", "alloc B", "wire B", "writes");
    for (int[] size : new int[][] {{120, 36}, {240, 67}}) {
      for (Kind kind : Kind.values()) {
        measure(size[0], size[1], kind);
      }
    }
  }

  private static void measure(int columns, int rows, Kind kind) throws IOException {
    Theme theme =
        new Themes(Path.of("..", "themes"))
            .load(Themes.DEFAULT, ColorDepth.TRUE, System.err::println);
    Sink sink = new Sink();
    ScreenWriter writer =
        new ScreenWriter(
            new BitonicTerminal(sink, new TerminalSize(columns, rows), ColorDepth.TRUE));
    writer.startScreen();
    Canvas canvas = new Canvas(columns, rows);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] nanos = new long[FRAMES];
    long allocated = 0;
    for (int i = -WARM_UP; i < FRAMES; i++) {
      if (i == 0) {
        sink.bytes = 0;
        sink.writes = 0;
        allocated = threads.getCurrentThreadAllocatedBytes();
      }
      long start = System.nanoTime();
      Scenes.dashboard(canvas, theme, kind == Kind.MOVING ? i + WARM_UP : 0);
      if (kind == Kind.REPAINT) {
        writer.invalidate();
      }
      writer.write(canvas);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    Arrays.sort(nanos);
    System.out.printf(
        "%-9s %-8s %9.0f %9.0f %9d %9d %8.1f%n",
        columns + "×" + rows,
        kind,
        nanos[FRAMES / 2] / 1e3,
        nanos[FRAMES * 99 / 100] / 1e3,
        allocated / FRAMES,
        sink.bytes / FRAMES,
        sink.writes / (double) FRAMES);
  }
}
