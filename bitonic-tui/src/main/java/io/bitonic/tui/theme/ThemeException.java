package io.bitonic.tui.theme;

/**
 * A theme that can't be used. The message names the file, the line and the key, and what would be
 * right.
 */
public final class ThemeException extends Exception {
  public ThemeException(String message) {
    super(message);
  }
}
