package io.bitonic.core.config;

/**
 * Something wrong with a setting.
 *
 * @param source the file, variable or option
 * @param line from 1, 0 when there is none
 * @param column from 1, 0 when there is none
 * @param message what is wrong and what to do
 */
public record Problem(String source, int line, int column, String message) {
  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line + ":" + column : "") + ": " + message;
  }
}
