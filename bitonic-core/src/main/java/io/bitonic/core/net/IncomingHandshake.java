package io.bitonic.core.net;

import io.bitonic.core.mse.MseNegotiation;
import io.bitonic.core.mse.MseResponder;
import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * A connection that came in, until its BitTorrent handshake has been read: plain, or within or
 * behind that of message stream encryption. Not a byte behind it is read. Loop thread only; bounded
 * in memory and time.
 */
public final class IncomingHandshake implements Link.Handler, MseHandshake.Owner {
  /** Who waits for the end; exactly one of both comes. */
  public interface Owner {
    /**
     * The other side has said which torrent it wants.
     *
     * @param layer what goes on top of the link, when it is where it stays
     */
    void arrived(IncomingHandshake which, Handshake handshake, UnaryOperator<Link> layer);

    /** The link is closed. */
    void failed(IncomingHandshake which, String why);
  }

  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  private final Loop loop;
  private final Link link;
  private final MseOptions mse;
  private final TorrentKeys torrents;
  private final Owner owner;
  private final Loop.Timer timer;
  private final ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);

  /** Null as long as the connection looks plain. */
  private MseResponder negotiation;

  private MseHandshake encryption;
  private boolean ended;

  /** Takes the link over. */
  public IncomingHandshake(
      Loop loop, Link link, MseOptions mse, TorrentKeys torrents, Owner owner) {
    this.loop = loop;
    this.link = link;
    this.mse = mse;
    this.torrents = torrents;
    this.owner = owner;
    this.timer = loop.schedule(TIMEOUT_NANOS, () -> failed("no handshake in time"));
    link.handler(this);
  }

  public Link link() {
    return link;
  }

  @Override
  public void connected() {
    // Accepted connections are connected from the start.
  }

  @Override
  public void readable() {
    if (ended) {
      return;
    }
    try {
      int from = in.position();
      int n = link.read(in);
      if (n < 0) {
        failed("closed before the handshake");
        return;
      }
      if (negotiation != null && negotiation.selected() == MseNegotiation.RC4) {
        negotiation.decrypt().apply(in, from, n);
      }
      look();
    } catch (IOException e) {
      failed(e.getMessage());
    }
  }

  private void look() {
    if (!Handshake.looksRight(in.duplicate().flip())) {
      notPlain();
    } else if (negotiation == null && !mse.plain()) {
      if (in.position() >= Handshake.PROTOCOL_LENGTH) {
        failed("a plain connection; encryption is required");
      }
    } else if (!in.hasRemaining()) {
      ended = true;
      timer.cancel();
      owner.arrived(
          this,
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
    if (in.hasRemaining()) {
      readable();
    } else {
      look();
    }
  }

  @Override
  public void writable() {
    // Nothing is written here before the torrent is known.
  }

  @Override
  public void closed(IOException cause) {
    failed(cause == null ? "closed before the handshake" : cause.getMessage());
  }

  @Override
  public void failed(String why) {
    if (ended) {
      return;
    }
    ended = true;
    timer.cancel();
    if (encryption != null) {
      encryption.close();
    } else {
      link.close();
    }
    owner.failed(this, why);
  }
}
