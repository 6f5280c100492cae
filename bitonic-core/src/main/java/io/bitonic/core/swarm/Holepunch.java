package io.bitonic.core.swarm;

import io.bitonic.core.pex.HolepunchMessage;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.ExtensionHandshake;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Holepunch with one peer (BEP 55): two peers behind address translation are brought together by a
 * third one that is connected to both. Loop thread only.
 */
final class Holepunch {
  /** Messages in a row of one peer that we act on within a minute. */
  private static final int PER_MINUTE = 30;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PeerConnection connection;
  private int messages;
  private long since;

  Holepunch(PeerConnection connection) {
    this.connection = connection;
    this.since = connection.connectedAt;
    connection.extensions.on(ExtensionHandshake.OUR_HOLEPUNCH, this::received);
  }

  /** Asks this peer to bring us together with another one that it is connected to. */
  void askFor(InetSocketAddress target) {
    send(connection, HolepunchMessage.RENDEZVOUS, target, 0);
  }

  private void received(ByteBuffer body) throws ProtocolException {
    long now = connection.connections.now();
    if (now - since > MINUTE_NANOS) {
      since = now;
      messages = 0;
    }
    if (++messages > PER_MINUTE) {
      connection.useless(1);
      return;
    }
    byte[] raw = new byte[body.remaining()];
    body.get(raw);
    HolepunchMessage m = HolepunchMessage.parse(raw);
    if (m == null) {
      throw new ProtocolException("a holepunch message that can't be read");
    }
    switch (m.type()) {
      case HolepunchMessage.RENDEZVOUS -> relay(m.address());
      case HolepunchMessage.CONNECT -> connection.connections.calls().punch(m.address());
      default -> {
        // The introducer can't help; the address is tried again in its turn.
      }
    }
  }

  private void relay(InetSocketAddress target) {
    if (target.equals(connection.link.remote()) || target.equals(connection.callable())) {
      send(connection, HolepunchMessage.ERROR, target, HolepunchMessage.NO_SELF);
      return;
    }
    PeerConnection other = connection.connections.connectionTo(target);
    if (other == null) {
      send(connection, HolepunchMessage.ERROR, target, HolepunchMessage.NOT_CONNECTED);
    } else if (other.extensions.theirs().holepunchId() == 0) {
      send(connection, HolepunchMessage.ERROR, target, HolepunchMessage.NO_SUPPORT);
    } else {
      InetSocketAddress asker = connection.callable();
      send(other, HolepunchMessage.CONNECT, asker != null ? asker : connection.link.remote(), 0);
      send(connection, HolepunchMessage.CONNECT, target, 0);
    }
  }

  private static void send(PeerConnection to, int type, InetSocketAddress about, int error) {
    int id = to.extensions.theirs().holepunchId();
    if (id > 0) {
      to.extensions.send(id, new HolepunchMessage(type, about, error).encode());
    }
  }
}
