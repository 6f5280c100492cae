package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens connections on the torrent's loop. */
@FunctionalInterface
public interface Dialer {
  /**
   * @throws IOException when it fails at once; else {@code handler} hears how it went
   */
  Link dial(InetSocketAddress address, Link.Handler handler) throws IOException;
}
