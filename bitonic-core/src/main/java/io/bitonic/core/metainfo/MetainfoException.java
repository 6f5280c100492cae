package io.bitonic.core.metainfo;

/** A torrent file that can't be used; the message says what is wrong and where, fit for a user. */
public final class MetainfoException extends Exception {
  private static final long serialVersionUID = 1L;

  public MetainfoException(String message) {
    super(message);
  }

  public MetainfoException(String message, Throwable cause) {
    super(message, cause);
  }
}
