package io.bitonic.core.swarm;

import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Settings;
import java.net.InetSocketAddress;

/**
 * The engine's settings as they concern one torrent. They may change at any time; whoever keeps a
 * value keeps it for a moment, or for the life of a connection. Any thread.
 */
public interface Terms {
  /** Where peers may be sought. */
  Discoverable discoverable();

  /** TCP port that peers find us at. */
  int listenPort();

  /** Connections of a torrent that has no number of its own. */
  int maxPeers();

  /** Unchoked peers of a torrent that has no number of its own. */
  int uploadSlots();

  /** Outstanding requests to one peer at most. */
  int maxRequests();

  /** Bytes a second from one peer, 0: no limit. */
  long peerDown();

  /** Bytes a second to one peer, 0: no limit. */
  long peerUp();

  /** In which order pieces of a torrent are asked for that has no order of its own. */
  Settings.PieceOrder order();

  /** What is set for all torrents of a label; {@link TorrentRules#NONE} when nothing is. */
  TorrentRules label(String name);

  /** Where everything that is said with a peer is written, or null. */
  default TraceSink trace(InetSocketAddress peer) {
    return null;
  }

  /** Whether web seeds are used. */
  default boolean webSeeds() {
    return true;
  }

  /** Whether peers in the local network are not limited. */
  boolean localExempt();

  /** Terms that stay, without limits for a peer. */
  static Terms of(
      Discoverable discoverable, int listenPort, int maxPeers, int uploadSlots, int maxRequests) {
    return new Constant(discoverable, listenPort, maxPeers, uploadSlots, maxRequests, 0, 0, false);
  }

  /** Terms that stay. */
  record Constant(
      Discoverable discoverable,
      int listenPort,
      int maxPeers,
      int uploadSlots,
      int maxRequests,
      long peerDown,
      long peerUp,
      boolean localExempt)
      implements Terms {
    @Override
    public Settings.PieceOrder order() {
      return Settings.PieceOrder.RAREST_FIRST;
    }

    @Override
    public TorrentRules label(String name) {
      return TorrentRules.NONE;
    }
  }
}
