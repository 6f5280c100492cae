package io.bitonic.core.proxy;

import java.io.IOException;

/** A proxy that refuses or can't be understood; the message names no credentials. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  ProxyException(String message) {
    super(message);
  }
}
