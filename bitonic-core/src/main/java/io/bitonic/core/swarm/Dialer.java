package io.bitonic.core.swarm;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Link;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens connections on the torrent's loop. */
@FunctionalInterface
public interface Dialer {
  /** What may be dialled. */
  default Settings.Transport transport() {
    return Settings.Transport.TCP;
  }

  /**
   * @param kind one that {@link #transport} allows
   * @throws IOException when it fails at once; else {@code handler} hears how it went
   */
  Link dial(InetSocketAddress address, Link.Kind kind, Link.Handler handler) throws IOException;

  /** Whether {@link #punch} can work at all: both sides need µTP. */
  default boolean canPunch() {
    return false;
  }

  /**
   * Opens a µTP connection to a peer that opens one to us at this moment (BEP 55).
   *
   * @throws IOException when it fails at once; else {@code handler} hears how it went
   */
  default Link punch(InetSocketAddress address, Link.Handler handler) throws IOException {
    throw new IOException("no µTP");
  }
}
