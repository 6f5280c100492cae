package io.bitonic.core.session;

import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.IncomingHandshake;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Reads the handshakes of connections that come in, to learn which torrent they want; then lets go
 * of the connection for the torrent's loop. Belongs to the accepting loop; bounded in number.
 */
final class IncomingHandshakes implements IncomingHandshake.Owner {
  /** Takes a link whose handshake has been read. */
  interface Router {
    /**
     * @param layer what goes on top of the link, once it is on the torrent's loop
     */
    void route(Link link, Handshake handshake, UnaryOperator<Link> layer);
  }

  private static final int MAX_PENDING = 256;

  private final EventLoop loop;
  private final Supplier<TcpLink.Options> options;
  private final Predicate<InetAddress> blocked;
  private final MseOptions mse;
  private final TorrentKeys torrents;
  private final Router router;
  private final Set<IncomingHandshake> pending = new HashSet<>();

  IncomingHandshakes(
      EventLoop loop,
      Supplier<TcpLink.Options> options,
      Predicate<InetAddress> blocked,
      MseOptions mse,
      TorrentKeys torrents,
      Router router) {
    this.loop = loop;
    this.options = options;
    this.blocked = blocked;
    this.mse = mse;
    this.torrents = torrents;
    this.router = router;
  }

  void accepted(SocketChannel channel) {
    try {
      if (pending.size() >= MAX_PENDING) {
        channel.close();
        return;
      }
      accepted(TcpLink.adopt(loop, channel, false, options.get(), new Adopted()));
    } catch (IOException e) {
      Logger.debug("incoming connection failed: {}", e.getMessage());
    }
  }

  /** Takes a connection of any kind whose first bytes are still to be read. */
  void accepted(Link link) {
    if (pending.size() >= MAX_PENDING || blocked.test(link.remote().getAddress())) {
      link.close();
      return;
    }
    pending.add(new IncomingHandshake(loop, link, mse, torrents, this));
  }

  @Override
  public void arrived(IncomingHandshake which, Handshake handshake, UnaryOperator<Link> layer) {
    pending.remove(which);
    router.route(which.link(), handshake, layer);
  }

  @Override
  public void failed(IncomingHandshake which, String why) {
    Logger.debug("{} {}", which.link().remote(), why);
    pending.remove(which);
  }
}
