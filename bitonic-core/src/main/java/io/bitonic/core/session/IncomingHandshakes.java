package io.bitonic.core.session;

import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * Reads the 68 bytes of connections that come in, to learn which torrent they want; then lets go of
 * the connection for the torrent's loop. Belongs to the accepting loop; bounded in number and time.
 */
final class IncomingHandshakes {
  /** Takes a link whose handshake has been read. */
  interface Router {
    void route(Link link, Handshake handshake);
  }

  private static final int MAX_PENDING = 256;
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private final TcpLink.Options options;
  private final Predicate<InetAddress> blocked;
  private final Router router;
  private final Set<Pending> pending = new HashSet<>();

  IncomingHandshakes(
      EventLoop loop, TcpLink.Options options, Predicate<InetAddress> blocked, Router router) {
    this.loop = loop;
    this.options = options;
    this.blocked = blocked;
    this.router = router;
  }

  void accepted(SocketChannel channel) {
    try {
      if (pending.size() >= MAX_PENDING) {
        channel.close();
        return;
      }
      accepted(TcpLink.adopt(loop, channel, false, options, new Adopted()));
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
    Pending p = new Pending(link);
    link.handler(p);
    pending.add(p);
  }

  private final class Pending implements Link.Handler {
    private final ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
    private final Loop.Timer timer = loop.schedule(TIMEOUT_NANOS, this::drop);
    private final Link link;

    Pending(Link link) {
      this.link = link;
    }

    @Override
    public void connected() {
      // Accepted connections are connected from the start.
    }

    @Override
    public void readable() {
      try {
        int n = link.read(in);
        if (n < 0 || !Handshake.looksRight(in.duplicate().flip())) {
          drop();
        } else if (!in.hasRemaining()) {
          timer.cancel();
          pending.remove(this);
          router.route(link, Handshake.read(in.flip()));
        }
      } catch (IOException e) {
        drop();
      }
    }

    @Override
    public void writable() {
      // Nothing is written before the torrent is known.
    }

    @Override
    public void closed(IOException cause) {
      drop();
    }

    private void drop() {
      timer.cancel();
      pending.remove(this);
      link.close();
    }
  }
}
