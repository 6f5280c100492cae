package io.bitonic.app;

/** Ends a command with one message for the user and an exit code. */
public final class AppException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message what is wrong, where, and what to do
   */
  public AppException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public AppException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
