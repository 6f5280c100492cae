package io.bitonic.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The line settings of the terminal on standard input, through {@code stty}: one process to enter
 * raw mode (which also saves the settings and tells the size), one to restore them. Any thread.
 */
final class Tty {
  /** What {@link #enterRaw} found. */
  record Entered(String saved, TerminalSize size) {}

  private static final int TIMEOUT_SECONDS = 5;
  private static final int NO_INPUT = 11;
  private static final int NO_OUTPUT = 12;
  private static final int MAX_CELLS = 4096;

  /**
   * Flow control, signals and echo off, bytes as they are typed; output processing is left alone.
   */
  private static final String RAW =
      "-ixon -ixoff -isig -iexten -icanon -echo -icrnl -inlcr -igncr -istrip min 1 time 0";

  private static final String ENTER =
      "test -t 0 || exit "
          + NO_INPUT
          + "; test -t 1 || exit "
          + NO_OUTPUT
          + "; stty -g >&2 && stty size >&2 && stty "
          + RAW;

  private Tty() {}

  /** Saves the settings and switches to raw mode. */
  static Entered enterRaw() throws TerminalProblem {
    StringBuilder answer = new StringBuilder();
    int status;
    try {
      status = run(answer, "sh", "-c", ENTER);
    } catch (IOException e) {
      throw new TerminalProblem(
          "can't set up the terminal: " + e.getMessage() + "; stty has to be in the PATH", e);
    }
    switch (status) {
      case 0 -> {}
      case NO_INPUT ->
          throw new TerminalProblem(
              "standard input is not a terminal; use --headless to run without one, or btbt for"
                  + " scripts");
      case NO_OUTPUT ->
          throw new TerminalProblem(
              "standard output is not a terminal; use --headless to run without one, or btbt for"
                  + " scripts");
      default ->
          throw new TerminalProblem(
              "stty can't set up this terminal ("
                  + answer.toString().strip().lines().findFirst().orElse("no answer")
                  + "); use btbt instead");
    }
    List<String> lines = answer.toString().lines().toList();
    if (lines.size() < 2 || !isSaved(lines.get(0))) {
      throw new TerminalProblem(
          "stty gave an unknown answer, so the terminal could not be restored later; use btbt"
              + " instead");
    }
    return new Entered(lines.get(0).strip(), parseSize(lines.get(1)));
  }

  /** The size now, or null when the terminal does not tell. */
  static TerminalSize size() {
    StringBuilder answer = new StringBuilder();
    try {
      return run(answer, "sh", "-c", "stty size >&2") == 0 ? parseSize(answer.toString()) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Puts back what {@link #enterRaw} saved. */
  static void restore(String saved) throws IOException {
    run(new StringBuilder(), "stty", saved);
  }

  /**
   * Sends the stop signal to our process group, as Ctrl+Z would; the kernel ignores it where nobody
   * could continue us.
   */
  static void stopProcessGroup() throws IOException {
    new ProcessBuilder("sh", "-c", "kill -TSTP 0").inheritIO().start();
  }

  /** "rows columns" as {@code stty size} prints it; null when unknown (0) or absurd. */
  static TerminalSize parseSize(String line) {
    String[] parts = line.strip().split(" ");
    if (parts.length != 2 || !parts[0].matches("\\d{1,5}") || !parts[1].matches("\\d{1,5}")) {
      return null;
    }
    int rows = Integer.parseInt(parts[0]);
    int columns = Integer.parseInt(parts[1]);
    boolean known = rows > 0 && columns > 0;
    return known ? new TerminalSize(Math.min(columns, MAX_CELLS), Math.min(rows, MAX_CELLS)) : null;
  }

  private static boolean isSaved(String line) {
    return line.strip().matches("[0-9a-zA-Z:=]{8,1000}");
  }

  private static int run(StringBuilder answer, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("stty did not answer within " + TIMEOUT_SECONDS + " s");
      }
      answer.append(new String(process.getErrorStream().readNBytes(4096), StandardCharsets.UTF_8));
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for stty", e);
    }
  }
}
