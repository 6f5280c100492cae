package io.bitonic.tui.terminal;

/**
 * The terminal can't show the dashboard. The message is one line for the person, with what to do.
 */
public final class TerminalProblem extends Exception {
  public TerminalProblem(String message) {
    super(message);
  }

  public TerminalProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
