package io.bitonic.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tinylog.Logger;

/**
 * The terminal while the dashboard is on it: raw mode, alternate screen, input, resize, suspend and
 * the way back.
 *
 * <p>The thread that calls {@link #open} is the UI thread; it owns everything here and alone calls
 * {@link #poll}, {@link #draw}, {@link #suspend} and {@link #setMouse}. {@link #wake} may be called
 * by any thread. A reader thread does nothing but hand over bytes, on a bounded queue, so a pasted
 * gigabyte waits in the kernel. Signal handlers set a flag and wake. {@link #close} may be called
 * by any thread and restores the terminal once; a shutdown hook calls it for SIGTERM, SIGHUP and
 * {@code System.exit}, and the handler for uncaught exceptions when the UI thread dies.
 */
public final class TerminalSession implements AutoCloseable {
  private static final int STOP_MILLIS = 400;

  private final BitonicTerminal terminal;
  private final ScreenWriter screen;
  private final ColorDepth depth;
  private final InputQueue input = new InputQueue(this::signalled);
  private final AtomicBoolean resizePending = new AtomicBoolean();
  private final AtomicBoolean resumePending = new AtomicBoolean();
  private final AtomicBoolean restored = new AtomicBoolean();
  private final Semaphore continued = new Semaphore(0);
  private final Thread owner = Thread.currentThread();
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private final String savedSettings;
  private final HeldOutput held = new HeldOutput();

  private TerminalSession(Tty.Entered tty, Map<String, String> environment) throws IOException {
    savedSettings = tty.saved();
    depth = ColorDepth.detect(environment);
    terminal = new BitonicTerminal(new FileOutputStream(FileDescriptor.out), tty.size(), depth);
    screen = new ScreenWriter(terminal);
  }

  /**
   * Takes the terminal over.
   *
   * @throws TerminalProblem when there is no terminal that can show a dashboard; the terminal is as
   *     it was before
   */
  public static TerminalSession open(Map<String, String> environment) throws TerminalProblem {
    String term = environment.getOrDefault("TERM", "");
    if (term.isEmpty() || term.equals("dumb")) {
      throw new TerminalProblem(
          (term.isEmpty() ? "TERM is not set" : "TERM=dumb can't place text on the screen")
              + ", so the dashboard can't be drawn; use btbt, or set TERM to your terminal's type");
    }
    Tty.Entered tty = Tty.enterRaw();
    try {
      if (tty.size() == null) {
        throw new TerminalProblem(
            "the terminal does not tell its size; set it with 'stty rows 24 cols 80', or use btbt");
      }
      TerminalSession session = new TerminalSession(tty, environment);
      session.start();
      return session;
    } catch (IOException | TerminalProblem e) {
      restoreQuietly(tty.saved());
      throw e instanceof TerminalProblem problem
          ? problem
          : new TerminalProblem("can't write to the terminal: " + e.getMessage(), e);
    }
  }

  private void start() throws IOException {
    Runtime.getRuntime().addShutdownHook(hook);
    Thread.UncaughtExceptionHandler previous = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught(previous, thread, error));
    held.begin();
    screen.startScreen();
    Thread reader = new Thread(this::serveInput, "terminal-input");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts with the signal handlers, since the first of them takes some 30 ms, which the first
   * frame need not wait for.
   */
  private void serveInput() {
    Signals.handle("WINCH", () -> raise(resizePending));
    Signals.handle(
        "CONT",
        () -> {
          continued.release();
          raise(resumePending);
        });
    raise(resizePending);
    read(new FileInputStream(FileDescriptor.in));
  }

  private void raise(AtomicBoolean flag) {
    flag.set(true);
    wake();
  }

  /** Ends the wait of {@link #poll} early. Any thread. */
  public void wake() {
    input.wake();
  }

  /**
   * The next event, or null after {@code millis} without one or after {@link #wake}. UI thread
   * only.
   *
   * @param millis how long to wait, 0 for not at all
   */
  public InputEvent poll(long millis) throws InterruptedException {
    return input.poll(millis);
  }

  /** Writes what changed; see {@link ScreenWriter#write}. UI thread only. */
  public boolean draw(Canvas canvas) throws IOException {
    return screen.write(canvas);
  }

  /**
   * Draws everything again with the next {@link #draw}, for a screen that something else has
   * written on.
   */
  public void redraw() {
    screen.invalidate();
  }

  public TerminalSize size() {
    return terminal.findTerminalSize();
  }

  public ColorDepth depth() {
    return depth;
  }

  /** Rings; many a desktop marks the window then. */
  public void bell() throws IOException {
    terminal.bell();
  }

  /** Turns mouse reports on or off. */
  public void setMouse(boolean on) throws IOException {
    terminal.setMouse(on);
  }

  /**
   * Copies text to the clipboard of the terminal's machine; see {@link
   * BitonicTerminal#copyToClipboard}.
   */
  public boolean copyToClipboard(String text) throws IOException {
    return terminal.copyToClipboard(text);
  }

  /**
   * Gives the terminal back to the shell and stops the process group; returns after it was
   * continued, with the screen taken over again. {@link InputEvent.Resumed} follows.
   */
  public void suspend() throws IOException, InterruptedException {
    terminal.exitPrivateMode();
    Tty.restore(savedSettings);
    continued.drainPermits();
    Tty.stopProcessGroup();
    // The stop arrives a moment later, and the clock runs on while we are stopped: either way this
    // ends after it.
    continued.tryAcquire(STOP_MILLIS, TimeUnit.MILLISECONDS);
    raise(resumePending);
  }

  /** Restores the terminal; later calls do nothing. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      Logger.trace("closing the terminal during shutdown");
    }
  }

  private void restore() {
    if (restored.compareAndSet(false, true)) {
      try {
        terminal.exitPrivateMode();
      } catch (IOException e) {
        Logger.debug("terminal is gone: {}", e.getMessage());
      }
      restoreQuietly(savedSettings);
      held.end();
    }
  }

  private static void restoreQuietly(String saved) {
    try {
      Tty.restore(saved);
    } catch (IOException e) {
      Logger.debug("can't restore the terminal: {}", e.getMessage());
    }
  }

  private void uncaught(Thread.UncaughtExceptionHandler previous, Thread thread, Throwable error) {
    Logger.error(error, "thread {} died", thread.getName());
    if (thread == owner) {
      close();
      System.err.println("bitonic: the dashboard failed: " + error + " (the log has the details)");
    } else if (restored.get() && previous != null) {
      previous.uncaughtException(thread, error);
    }
  }

  /** Events of signals that arrived; a null means none. */
  private InputEvent signalled() {
    if (restored.get()) {
      return null;
    }
    if (resumePending.getAndSet(false)) {
      resume();
      return new InputEvent.Resumed();
    }
    if (resizePending.getAndSet(false)) {
      TerminalSize now = Tty.size();
      if (now != null && !now.equals(size())) {
        terminal.resized(now);
        screen.invalidate();
        return new InputEvent.Resize(now.getColumns(), now.getRows());
      }
    }
    return null;
  }

  private void resume() {
    try {
      Tty.Entered tty = Tty.enterRaw();
      if (tty.size() != null && !tty.size().equals(size())) {
        terminal.resized(tty.size());
        resizePending.set(false);
      }
      terminal.enterPrivateMode();
    } catch (TerminalProblem | IOException e) {
      Logger.error("can't take the terminal over again: {}", e.getMessage());
    }
    screen.invalidate();
  }

  private void read(InputStream in) {
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        input.put(buffer, n);
      }
      input.end();
    } catch (IOException e) {
      Logger.debug("terminal input failed: {}", e.getMessage());
      endInput();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endInput() {
    try {
      input.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
