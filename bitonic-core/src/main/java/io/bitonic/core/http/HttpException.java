package io.bitonic.core.http;

import java.io.IOException;

/** Why an HTTP request was not made or answered, in words for the user. */
public final class HttpException extends IOException {
  private static final long serialVersionUID = 1L;

  public HttpException(String message) {
    super(message);
  }
}
