package io.bitonic.core.resume;

/** Stored state that can't be read or written; the message says which file, why, and the cure. */
public final class ResumeException extends Exception {
  private static final long serialVersionUID = 1L;

  public ResumeException(String message, Throwable cause) {
    super(message, cause);
  }
}
