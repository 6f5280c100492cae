package io.bitonic.core.mse;

import java.io.IOException;

/** The other side does not follow the MSE handshake, or no method suits both sides. */
public final class MseException extends IOException {
  private static final long serialVersionUID = 1L;

  MseException(String message) {
    super(message);
  }
}
