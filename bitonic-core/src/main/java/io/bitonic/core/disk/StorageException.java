package io.bitonic.core.disk;

/**
 * A disk operation that failed, named as what it is; the message says which file, what happened and
 * what to do.
 */
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** No space or quota left: wait and try again. */
    FULL,
    /** A file or folder is not there. */
    MISSING,
    /** Permission denied or a read-only file system. */
    DENIED,
    /**
     * The path can't be used: a file where a folder is needed, a name that is too long, a foreign
     * symlink.
     */
    BAD_PATH,
    /** The device failed. */
    IO,
    /** The storage was closed. */
    CLOSED
  }

  private final transient Kind kind;

  public StorageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
