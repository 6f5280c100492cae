package io.bitonic.core.api;

/** A request that the engine refuses; the message says what, where and what to do. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, for exit codes. */
  public enum Kind {
    BAD_TORRENT,
    ALREADY_ADDED,
    NOT_FOUND,
    BAD_ARGUMENT,
    STORAGE,
    NETWORK,
    CLOSED
  }

  private final transient Kind kind;

  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
