package io.bitonic.core.net;

/** What message stream encryption does for a connection. */
public enum Protection {
  /** Nothing. */
  NONE,
  /** The handshake was encrypted, what follows is plain. */
  HANDSHAKE,
  /** Everything is encrypted with RC4. */
  RC4
}
