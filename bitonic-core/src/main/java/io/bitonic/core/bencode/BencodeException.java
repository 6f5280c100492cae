package io.bitonic.core.bencode;

/**
 * Bytes that are not acceptable bencoding; the message says what was expected and at which byte.
 * Has no stack trace, because hostile input must not be able to make us collect them.
 */
public final class BencodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  public BencodeException(String message, int offset) {
    super(message + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /** Where, counted from the start of the scanned range. */
  public int offset() {
    return offset;
  }
}
