package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScreenWriterTest {
  private static final Style RED = Style.of(0xff0000, Style.UNSET, Style.BOLD);

  /** Counts the writes that reach the terminal. */
  private static final class Wire extends OutputStream {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int writes;
    int flushes;

    @Override
    public void write(int b) {
      writes++;
      bytes.write(b);
    }

    @Override
    public void write(byte[] b, int from, int count) {
      writes++;
      bytes.write(b, from, count);
    }

    @Override
    public void flush() {
      flushes++;
    }

    String take() {
      String text = bytes.toString(StandardCharsets.UTF_8).replace('\u001b', '^');
      bytes.reset();
      writes = 0;
      flushes = 0;
      return text;
    }
  }

  private final Wire wire = new Wire();
  private final Canvas canvas = new Canvas(80, 24);
  private BitonicTerminal terminal;
  private ScreenWriter writer;

  @BeforeEach
  void start() throws IOException {
    terminal = new BitonicTerminal(wire, new TerminalSize(80, 24), ColorDepth.TRUE);
    writer = new ScreenWriter(terminal);
    writer.startScreen();
    writer.write(canvas);
    wire.take();
  }

  @Test
  void nothingChangedWritesNothing() throws IOException {
    canvas.clear(Style.PLAIN);
    assertFalse(writer.write(canvas));
    assertEquals("", wire.take());
    assertEquals(0, wire.writes + wire.flushes);
  }

  @Test
  void oneChangedCellIsAFewBytesInOneWrite() throws IOException {
    canvas.put(9, 4, "x", Style.PLAIN);
    assertTrue(writer.write(canvas));
    assertEquals(1, wire.writes);
    assertEquals(1, wire.flushes);
    assertEquals("^[?2026h^[5;10Hx^[?2026l", wire.take());
  }

  @Test
  void onlyWhatDiffersInStyleIsSent() throws IOException {
    canvas.put(0, 0, "ab", RED);
    canvas.put(2, 0, "cd", RED.withBackground(0x000001));
    canvas.put(4, 0, "e", Style.PLAIN);
    writer.write(canvas);
    assertEquals("^[?2026h^[1;1H^[1;38;2;255;0;0mab^[48;2;0;0;1mcd^[0me^[?2026l", wire.take());
  }

  @Test
  void shortGapsAreWrittenAndLongOnesJumped() throws IOException {
    canvas.put(0, 0, "a b          c", Style.PLAIN);
    writer.write(canvas);
    assertEquals("^[?2026h^[1;1Ha b^[10Cc^[?2026l", wire.take());
  }

  @Test
  void aGlyphTerminalsDisagreeAboutIsFencedByCursorMoves() throws IOException {
    canvas.put(0, 0, "👨\u200d👩\u200d👧x", Style.PLAIN);
    writer.write(canvas);
    assertEquals("^[?2026h^[1;1H  ^[1;1H👨\u200d👩\u200d👧^[1;3Hx^[?2026l", wire.take());
    canvas.put(0, 1, "漢x", Style.PLAIN);
    writer.write(canvas);
    assertEquals("^[?2026h^[2;1H漢x^[?2026l", wire.take());
  }

  @Test
  void theCursorIsShownOnlyWhereAsked() throws IOException {
    canvas.cursor(3, 2);
    writer.write(canvas);
    assertEquals("^[?2026h^[3;4H^[?25h^[?2026l", wire.take());
    canvas.clear(Style.PLAIN);
    canvas.cursor(3, 2);
    assertFalse(writer.write(canvas));
    canvas.clear(Style.PLAIN);
    writer.write(canvas);
    assertEquals("^[?2026h^[?25l^[?2026l", wire.take());
  }

  @Test
  void aFullRepaintIsAtMostTwoWritesAndOneFlush() throws IOException {
    Canvas large = new Canvas(240, 67);
    for (int y = 0; y < 67; y++) {
      for (int x = 0; x < 240; x++) {
        large.put(x, y, 'a' + (x + y) % 26, x % 8 == 0 ? RED : Style.PLAIN);
      }
    }
    writer.write(large);
    assertTrue(wire.writes <= 2, "writes " + wire.writes);
    assertEquals(1, wire.flushes);
    wire.take();
    writer.invalidate();
    assertTrue(writer.write(large));
    assertTrue(wire.take().length() > 240 * 67);
  }

  @Test
  void nothingIsDrawnAfterTheTerminalWasGivenBack() throws IOException {
    terminal.exitPrivateMode();
    assertTrue(wire.take().endsWith("^[?25h^[?1049l"));
    canvas.put(0, 0, "late", Style.PLAIN);
    writer.write(canvas);
    assertEquals("", wire.take());
    terminal.enterPrivateMode();
    writer.invalidate();
    writer.write(canvas);
    String again = wire.take();
    assertTrue(again.startsWith("^[?1049h"), again);
    assertTrue(again.contains("late"), again);
  }

  @Test
  void mouseModeIsSwitchedAtRunTimeAndKeptOverASuspend() throws IOException {
    terminal.setMouse(true);
    assertEquals("^[?1000h^[?1002h^[?1006h", wire.take());
    terminal.setMouse(true);
    assertEquals("", wire.take());
    terminal.exitPrivateMode();
    assertTrue(wire.take().contains("^[?1006l^[?1002l^[?1000l"));
    terminal.enterPrivateMode();
    terminal.flush();
    assertTrue(wire.take().endsWith("^[?1006h"));
  }

  @Test
  void clipboardIsOsc52() throws IOException {
    terminal.copyToClipboard("magnet:é");
    assertEquals("^]52;c;bWFnbmV0OsOp\u0007", wire.take());
    terminal.copyToClipboard("x".repeat(1_000_000));
    assertEquals("", wire.take());
  }

  @Test
  void drawsOnLanternasVirtualTerminal() throws IOException {
    DefaultVirtualTerminal virtual = new DefaultVirtualTerminal(new TerminalSize(20, 3));
    ScreenWriter screen = new ScreenWriter(virtual);
    screen.startScreen();
    Canvas small = new Canvas(20, 3);
    small.put(0, 0, "a漢b", RED);
    small.put(5, 2, "end", Style.PLAIN);
    small.cursor(8, 2);
    screen.write(small);
    assertEquals("漢", virtual.getCharacter(new TerminalPosition(1, 0)).getCharacterString());
    assertEquals("b", virtual.getCharacter(new TerminalPosition(3, 0)).getCharacterString());
    assertEquals(
        new TextColor.RGB(255, 0, 0),
        virtual.getCharacter(new TerminalPosition(3, 0)).getForegroundColor());
    assertTrue(virtual.getCharacter(new TerminalPosition(3, 0)).isBold());
    assertEquals("d", virtual.getCharacter(new TerminalPosition(7, 2)).getCharacterString());
    assertEquals(new TerminalPosition(8, 2), virtual.getCursorPosition());
    small.put(0, 0, "xyz ", Style.PLAIN);
    screen.write(small);
    assertEquals("y", virtual.getCharacter(new TerminalPosition(1, 0)).getCharacterString());
    assertEquals("z", virtual.getCharacter(new TerminalPosition(2, 0)).getCharacterString());
    screen.stopScreen(false);
  }
}
