package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.tracker.TrackerList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a user changes about the peers and trackers of a torrent, its metadata known or not;
 * arguments are checked here. Loop thread only.
 *
 * <p>What can't be done is refused by an {@link EngineException} fit for a user.
 */
public final class PeerCommands {
  private final Connections<?> peers;
  private final TrackerList trackers;
  private final Runnable changed;

  PeerCommands(Connections<?> peers, TrackerList trackers, Runnable changed) {
    this.peers = peers;
    this.trackers = trackers;
    this.changed = changed;
  }

  /**
   * @param address ip:port to connect to
   */
  public void addPeer(String address) {
    InetSocketAddress a = Addresses.parse(address);
    if (a == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, "'" + address + "' is not an address: use ip:port");
    }
    peers.calls().add(List.of(a), PeerSource.MANUAL);
  }

  /**
   * @param address ip:port or ip
   */
  public void ban(String address) {
    InetSocketAddress whole = Addresses.parse(address);
    InetAddress ip = whole == null ? Addresses.parseIp(address) : null;
    if (whole == null && ip == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + address + "' is not an address: use ip or ip:port");
    }
    if (ip != null) {
      peers.known().ban(ip);
    } else {
      peers.known().ban(whole);
    }
    peers.forEach(
        s -> {
          if (ip != null ? s.address().getAddress().equals(ip) : s.address().equals(whole)) {
            peers.ban(s, "by the user");
          }
        });
    changed.run();
  }

  public void reannounce() {
    trackers.reannounce();
  }

  public void addTracker(String url, int tier) {
    if (!trackers.add(url, tier)) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "the tracker '" + url + "' is there already or is no http, https or udp address");
    }
    changed.run();
  }

  public void removeTracker(String url) {
    if (!trackers.remove(url)) {
      throw new EngineException(
          EngineException.Kind.NOT_FOUND, "there is no tracker '" + url + "'");
    }
    changed.run();
  }
}
