package io.bitonic.core.krpc;

/**
 * Bytes that are no message we understand. Has no stack trace, because hostile input must not be
 * able to make us collect them.
 */
public final class KrpcException extends Exception {
  private static final long serialVersionUID = 1L;

  public KrpcException(String message) {
    super(message, null, false, false);
  }
}
