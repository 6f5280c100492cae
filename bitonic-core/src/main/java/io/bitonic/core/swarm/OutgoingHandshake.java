package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An outgoing connection until both handshakes have passed. Loop thread only. */
final class OutgoingHandshake implements Link.Handler {
  private static final long CONNECT_NANOS = 15_000_000_000L;
  private static final long HANDSHAKE_NANOS = 10_000_000_000L;

  private final Connections<?> connections;
  private final KnownPeer known;
  private final Handshake ours;
  private final ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
  private Link link;
  private Loop.Timer timer;
  private boolean ended;

  OutgoingHandshake(Connections<?> connections, KnownPeer known, Handshake ours) {
    this.connections = connections;
    this.known = known;
    this.ours = ours;
  }

  void start(Dialer dialer) {
    timer = connections.loop().schedule(CONNECT_NANOS, () -> fail("no answer"));
    try {
      link = dialer.dial(known.address, this);
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  InetSocketAddress address() {
    return known.address;
  }

  @Override
  public void connected() {
    timer.cancel();
    timer = connections.loop().schedule(HANDSHAKE_NANOS, () -> fail("no handshake"));
    ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
    ours.write(out);
    try {
      // A fresh connection's send buffer takes 68 bytes.
      if (link.write(out.flip()) < Handshake.LENGTH) {
        fail("the handshake can't be sent");
      }
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  @Override
  public void readable() {
    if (ended) {
      return;
    }
    try {
      int n = link.read(in);
      if (n < 0) {
        fail("closed before the handshake");
      } else if (!Handshake.looksRight(in.duplicate().flip())) {
        fail("no BitTorrent handshake");
      } else if (!in.hasRemaining()) {
        complete(Handshake.read(in.flip()));
      }
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  private void complete(Handshake theirs) {
    if (!Arrays.equals(theirs.infoHash(), ours.infoHash())) {
      fail("another torrent");
      return;
    }
    ended = true;
    timer.cancel();
    connections.attemptEnded(this);
    connections.admit(link, known, theirs, false);
  }

  @Override
  public void writable() {
    // Nothing is ever pending here.
  }

  @Override
  public void closed(IOException cause) {
    fail(cause == null ? "closed" : cause.getMessage());
  }

  private void fail(String why) {
    if (!ended) {
      end();
      connections.attemptFailed(known, why);
    }
  }

  /** Gives up; the address is as good as before. */
  void abort() {
    if (!ended) {
      end();
      connections.attemptAborted(known);
    }
  }

  private void end() {
    ended = true;
    timer.cancel();
    if (link != null) {
      link.close();
    }
    connections.attemptEnded(this);
  }
}
