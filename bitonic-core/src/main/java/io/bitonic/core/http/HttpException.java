package io.bitonic.core.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** Why an HTTP request was not made or answered, in words for the user. */
public final class HttpException extends IOException {
  private static final long serialVersionUID = 1L;

  public HttpException(String message) {
    super(message);
  }

  /** Why a request failed, in a few words. */
  public static String reason(IOException e) {
    return switch (e) {
      case SocketTimeoutException _ -> "no answer";
      case ConnectException _ -> "cannot connect (" + e.getMessage() + ")";
      case SSLException _ -> "TLS failed (" + e.getMessage() + ")";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
