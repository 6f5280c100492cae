package io.bitonic.core.session;

import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.net.TcpLink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Takes sockets and links that come in and leads them to the {@link FrontDoor}. Belongs to the
 * accepting loop.
 */
final class IncomingHandshakes {
  private final EventLoop loop;
  private final Supplier<TcpLink.Options> options;
  private final FrontDoor door;

  /**
   * @param owner takes links whose handshake has been read, on the accepting loop
   */
  IncomingHandshakes(
      EventLoop loop,
      Supplier<TcpLink.Options> options,
      Predicate<InetAddress> blocked,
      MseOptions mse,
      TorrentKeys torrents,
      FrontDoor.Owner owner) {
    this.loop = loop;
    this.options = options;
    this.door = new FrontDoor(loop, mse, torrents, blocked, owner);
  }

  void accepted(SocketChannel channel) {
    try {
      accepted(TcpLink.adopt(loop, channel, false, options.get(), new Adopted()));
    } catch (IOException e) {
      Logger.debug("incoming connection failed: {}", e.getMessage());
    }
  }

  /** Takes a connection of any kind whose first bytes are still to be read. */
  void accepted(Link link) {
    door.accepted(link);
  }
}
