package io.bitonic.tui.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Holds back what other code prints to standard output and error while the dashboard is on the
 * screen, and prints it to standard error afterwards. Keeps the first {@link #MAX_BYTES}. Any
 * thread.
 */
final class HeldOutput extends OutputStream {
  static final int MAX_BYTES = 64 * 1024;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private PrintStream out;
  private PrintStream error;

  synchronized void begin() {
    out = System.out;
    error = System.err;
    PrintStream stream = new PrintStream(this, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  /** Gives the streams back and prints what was held; does nothing when nothing was begun. */
  synchronized void end() {
    if (error != null) {
      System.setOut(out);
      System.setErr(error);
      error.write(held.toByteArray(), 0, held.size());
      error.flush();
      error = null;
    }
  }

  @Override
  public synchronized void write(int b) {
    if (held.size() < MAX_BYTES) {
      held.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) {
    held.write(bytes, from, Math.min(count, MAX_BYTES - held.size()));
  }
}
