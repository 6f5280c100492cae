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
}
