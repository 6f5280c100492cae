package io.bitonic.core.filter;

/**
 * A list of addresses that can't be used; the message names the file and, where known, the line.
 */
public final class IpFilterException extends Exception {
  private static final long serialVersionUID = 1L;

  IpFilterException(String message, Throwable cause) {
    super(message, cause);
  }
}
