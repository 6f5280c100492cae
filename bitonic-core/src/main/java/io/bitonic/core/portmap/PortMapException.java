package io.bitonic.core.portmap;

import java.io.IOException;

/** A router that can't or won't forward the port; the message is for the user. */
final class PortMapException extends IOException {
  private static final long serialVersionUID = 1L;

  PortMapException(String message) {
    super(message);
  }
}
