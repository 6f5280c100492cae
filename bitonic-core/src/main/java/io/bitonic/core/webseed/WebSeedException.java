package io.bitonic.core.webseed;

import io.bitonic.core.metainfo.Printable;
import java.io.IOException;

/** Why a web seed did not give what it was asked for, in words for the user. No stack trace. */
public final class WebSeedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What follows from it. */
  public enum Kind {
    /** Worth another try later. */
    LATER,
    /** This web seed lacks one file; it may have others. */
    NO_FILE,
    /** Trying again makes no sense. */
    NEVER
  }

  private final Kind kind;
  private final int file;
  private final long retrySeconds;

  private WebSeedException(Kind kind, String message, int file, long retrySeconds) {
    super(Printable.line(message));
    this.kind = kind;
    this.file = file;
    this.retrySeconds = retrySeconds;
  }

  public static WebSeedException later(String message) {
    return new WebSeedException(Kind.LATER, message, -1, 0);
  }

  static WebSeedException later(String message, long retrySeconds) {
    return new WebSeedException(Kind.LATER, message, -1, retrySeconds);
  }

  static WebSeedException never(String message) {
    return new WebSeedException(Kind.NEVER, message, -1, 0);
  }

  static WebSeedException noFile(String message, int file) {
    return new WebSeedException(Kind.NO_FILE, message, file, 0);
  }

  public Kind kind() {
    return kind;
  }

  /** Index of the file that is missing there. */
  public int file() {
    return file;
  }

  /** How long the server asks to be left alone; 0: it does not say. */
  public long retrySeconds() {
    return retrySeconds;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
