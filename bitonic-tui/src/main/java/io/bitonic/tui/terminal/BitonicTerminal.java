package io.bitonic.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Lanterna's ANSI terminal without its costs: output is buffered until {@link #flush}, the size is
 * told to it instead of being asked from the terminal, and it never reads input, since {@link
 * TerminalSession} decodes the bytes itself. Owned by the UI thread.
 */
public final class BitonicTerminal extends ANSITerminal {
  /** Alternate screen, no automatic wrap, bracketed paste, cursor hidden. */
  private static final String ENTER = "\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?25l";

  private static final String MOUSE_ON = "\u001b[?1000h\u001b[?1002h\u001b[?1006h";
  private static final String MOUSE_OFF = "\u001b[?1006l\u001b[?1002l\u001b[?1000l";

  /** Undoes everything, whatever state the terminal is in. */
  static final String LEAVE =
      "\u001b[?2026l" + MOUSE_OFF + "\u001b[?2004l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";

  /** Longest base64 text for the clipboard; terminals drop longer ones. */
  private static final int MAX_CLIPBOARD = 100_000;

  private final FrameOutput out;
  private final AnsiSink sink;
  private TerminalSize size;
  private boolean mouse;
  private boolean entered;

  /** Writes to {@code out}, which is expected to be unbuffered. */
  public BitonicTerminal(OutputStream out, TerminalSize size, ColorDepth depth) {
    this(new FrameOutput(out), size, depth);
  }

  private BitonicTerminal(FrameOutput out, TerminalSize size, ColorDepth depth) {
    super(InputStream.nullInputStream(), out, StandardCharsets.UTF_8);
    this.out = out;
    this.size = size;
    this.sink = new AnsiSink(out, depth);
  }

  AnsiSink sink() {
    return sink;
  }

  @Override
  protected TerminalSize findTerminalSize() {
    return size;
  }

  /** Tells the terminal its size; listeners hear of it when it differs. */
  public void resized(TerminalSize newSize) {
    size = newSize;
    onResized(newSize);
  }

  @Override
  public void enterPrivateMode() throws IOException {
    out.reopen();
    out.ascii(ENTER);
    if (mouse) {
      out.ascii(MOUSE_ON);
    }
    entered = true;
    sink.forget();
  }

  @Override
  public void exitPrivateMode() throws IOException {
    entered = false;
    out.shut(LEAVE);
  }

  /** Turns SGR mouse reports (mode 1006, buttons, drag and wheel) on or off. */
  public void setMouse(boolean on) throws IOException {
    if (mouse != on) {
      mouse = on;
      if (entered) {
        out.ascii(on ? MOUSE_ON : MOUSE_OFF);
        out.flush();
      }
    }
  }

  public boolean mouse() {
    return mouse;
  }

  /**
   * Copies text to the clipboard of the person's own machine (OSC 52); terminals that don't know it
   * ignore it.
   *
   * @return false when the text is too long to be copied this way
   */
  public boolean copyToClipboard(String text) throws IOException {
    String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    if (data.length() > MAX_CLIPBOARD) {
      return false;
    }
    out.ascii("\u001b]52;c;" + data + "\u0007");
    out.flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    exitPrivateMode();
  }
}
