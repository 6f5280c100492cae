package io.bitonic.core.session;

import io.bitonic.core.mse.MseResponder;
import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.MseHandshake;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Reads the handshakes of connections that come in, encrypted or plain, to learn which torrent they
 * want; then lets go of the connection for the torrent's loop. Belongs to the accepting loop;
 * bounded in number, memory and time.
 */
final class IncomingHandshakes {
  /** Takes a link whose handshake has been read. */
  interface Router {
    /**
     * @param layer what goes on top of the link, once it is on the torrent's loop
     */
    void route(Link link, Handshake handshake, UnaryOperator<Link> layer);
  }

  private static final int MAX_PENDING = 256;
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private final TcpLink.Options options;
  private final Predicate<InetAddress> blocked;
  private final MseOptions mse;
  private final TorrentKeys torrents;
  private final Router router;
  private final Set<Pending> pending = new HashSet<>();

  IncomingHandshakes(
      EventLoop loop,
      TcpLink.Options options,
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

  private final class Pending implements Link.Handler, MseHandshake.Owner {
    private final ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
    private final Loop.Timer timer = loop.schedule(TIMEOUT_NANOS, () -> failed("no handshake"));
    private final Link link;

    /** Null as long as the connection looks plain. */
    private MseResponder negotiation;

    private MseHandshake encryption;

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
        int from = in.position();
        int n = link.read(in);
        if (n < 0) {
          failed("closed before the handshake");
          return;
        }
        if (negotiation != null && negotiation.selected() == MseResponder.RC4) {
          negotiation.decrypt().apply(in, from, n);
        }
        readHandshake();
      } catch (IOException e) {
        failed(e.getMessage());
      }
    }

    private void readHandshake() {
      if (!Handshake.looksRight(in.duplicate().flip())) {
        notPlain();
      } else if (negotiation == null && !mse.plain()) {
        if (in.position() >= Handshake.PROTOCOL_LENGTH) {
          failed("a plain connection; encryption is required");
        }
      } else if (!in.hasRemaining()) {
        timer.cancel();
        pending.remove(this);
        router.route(
            link,
            Handshake.read(in.flip()),
            l -> negotiation == null ? l : MseOptions.layer(l, negotiation));
      }
    }

    private void notPlain() {
      if (negotiation != null || !mse.encrypted()) {
        failed("no BitTorrent handshake");
        return;
      }
      negotiation = mse.responder(torrents);
      encryption = new MseHandshake(loop, link, negotiation, mse.worker(), this);
      encryption.start(in.flip());
    }

    @Override
    public void agreed() {
      in.clear().put(negotiation.initial());
      link.handler(this);
      readHandshake();
    }

    @Override
    public void writable() {
      // Nothing is written here before the torrent is known.
    }

    @Override
    public void closed(IOException cause) {
      failed("closed before the handshake");
    }

    @Override
    public void failed(String why) {
      Logger.debug("{} {}", link.remote(), why);
      timer.cancel();
      pending.remove(this);
      if (encryption != null) {
        encryption.close();
      } else {
        link.close();
      }
    }
  }
}
