package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.net.Protection;
import io.bitonic.core.pex.PexMessage;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.ExtensionHandshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Peer exchange with one peer (BEP 11): each side says once a minute who has come and gone among
 * its connections. Loop thread only.
 */
final class PexExchange {
  static final long INTERVAL_NANOS = 60_000_000_000L;
  private static final int FIRST = 100;
  private static final int LATER = 50;

  /** Messages within a minute that still count as clumsy; more end the connection. */
  private static final int BURST = 3;

  /** Peers in a row that nobody answers for before we no longer listen. */
  private static final int WRONG_IN_ROW = 40;

  private final PeerConnection connection;
  private final Set<InetSocketAddress> told = new HashSet<>();
  private final ArrayDeque<Long> arrivals = new ArrayDeque<>();
  private long nextSend;
  private boolean sent;
  private boolean listened;
  private int wrongInRow;

  PexExchange(PeerConnection connection) {
    this.connection = connection;
    this.nextSend = connection.connectedAt;
    connection.extensions.on(ExtensionHandshake.OUR_PEX, this::received);
  }

  void tick(long now) {
    int id = connection.extensions.theirs().pexId();
    if (id > 0 && now - nextSend >= 0) {
      PexMessage m = news();
      if (!m.added().isEmpty() || !m.dropped().isEmpty()) {
        connection.extensions.send(id, m.encode());
        sent = true;
        nextSend = now + INTERVAL_NANOS;
      }
    }
  }

  private PexMessage news() {
    Map<InetSocketAddress, Integer> there = new HashMap<>();
    connection.connections.forEach(
        c -> {
          InetSocketAddress a = c.callable();
          if (c != connection && a != null) {
            there.put(a, flags(c));
          }
        });
    int room = sent ? LATER : FIRST;
    List<PexMessage.Peer> added = new ArrayList<>();
    there.forEach(
        (a, flags) -> {
          if (added.size() < room && told.add(a)) {
            added.add(new PexMessage.Peer(a, flags));
          }
        });
    List<InetSocketAddress> dropped = new ArrayList<>();
    told.removeIf(
        a -> {
          boolean gone = dropped.size() < room && !there.containsKey(a);
          if (gone) {
            dropped.add(a);
          }
          return gone;
        });
    return new PexMessage(added, dropped);
  }

  private static int flags(PeerConnection c) {
    int flags = c.link.outgoing() ? PexMessage.REACHABLE : 0;
    flags |= c.link.kind() == Link.Kind.UTP ? PexMessage.UTP : 0;
    flags |= c.link.protection() == Protection.RC4 ? PexMessage.ENCRYPTION : 0;
    flags |= c.isSeed() || c.extensions.theirs().uploadOnly() ? PexMessage.SEED : 0;
    return flags | (c.extensions.theirs().holepunchId() > 0 ? PexMessage.HOLEPUNCH : 0);
  }

  private void received(ByteBuffer body) throws ProtocolException {
    long now = connection.connections.now();
    while (!arrivals.isEmpty() && now - arrivals.peekFirst() > INTERVAL_NANOS) {
      arrivals.removeFirst();
    }
    arrivals.addLast(now);
    if (arrivals.size() > BURST) {
      connection.fail(new IOException("sends peers too often"));
      return;
    }
    byte[] raw = new byte[body.remaining()];
    body.get(raw);
    PexMessage m = PexMessage.parse(raw);
    if (m == null) {
      throw new ProtocolException("a peer exchange message that can't be read");
    }
    if (wrongInRow < WRONG_IN_ROW) {
      int room = listened ? LATER * 2 : PexMessage.MAX_PEERS;
      listened = true;
      connection
          .connections
          .calls()
          .introduced(connection, m.added().subList(0, Math.min(room, m.added().size())));
    }
  }

  /** A peer that was told of here has been called. */
  void introduced(boolean right) {
    wrongInRow = right ? 0 : wrongInRow + 1;
    if (wrongInRow == WRONG_IN_ROW) {
      connection.connections.known().forgetFrom(connection);
    }
  }
}
