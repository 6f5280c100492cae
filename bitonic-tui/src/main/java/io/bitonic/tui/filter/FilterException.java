package io.bitonic.tui.filter;

/** A filter that can't be read; the message is fit for a user. */
public final class FilterException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;

  FilterException(int position, String message) {
    super(message);
    this.position = position;
  }

  /** Index of the first wrong character, from 0; the text's length when something is missing. */
  public int position() {
    return position;
  }
}
