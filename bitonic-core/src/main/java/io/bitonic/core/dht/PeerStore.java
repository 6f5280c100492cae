package io.bitonic.core.dht;

import io.bitonic.core.krpc.Bloom;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The peers that others announced to us (BEP 5): at most 2000 torrents with 500 peers each, for 45
 * minutes. Loop thread only; time arrives as an argument.
 */
final class PeerStore {
  static final int MAX_TORRENTS = 2000;
  static final int MAX_PEERS = 500;

  /** Peers in one answer at most; as many IPv6 ones as fit one packet. */
  static final int MAX_REPLY_V4 = 100;

  static final int MAX_REPLY_V6 = 50;

  private static final int MAX_PORTS_PER_NETWORK = 16;
  private static final int MAX_SAMPLES = 20;
  private static final long LIFE = TimeUnit.MINUTES.toNanos(45);
  private static final long SAMPLE_LIFE = TimeUnit.MINUTES.toNanos(10);

  private record Peer(Endpoint at, boolean seed, long since) {}

  // Oldest announce first, in both maps.
  private final Map<NodeId, Map<Endpoint, Peer>> torrents = new LinkedHashMap<>();
  private final RandomGenerator random;
  private List<NodeId> sample = List.of();
  private long sampledAt;

  PeerStore(RandomGenerator random, long now) {
    this.random = random;
    this.sampledAt = now - SAMPLE_LIFE;
  }

  void add(NodeId infoHash, Endpoint at, boolean seed, long now) {
    // Put at the end again: the order is that of the last announces.
    Map<Endpoint, Peer> peers = torrents.remove(infoHash);
    if (peers == null) {
      peers = new LinkedHashMap<>();
      if (torrents.size() >= MAX_TORRENTS) {
        evict();
      }
    }
    torrents.put(infoHash, peers);
    boolean known = peers.remove(at) != null;
    if (!known && !at.isLocal() && crowded(peers, at)) {
      return;
    }
    if (peers.size() >= MAX_PEERS) {
      removeFirst(peers);
    }
    peers.put(at, new Peer(at, seed, now));
  }

  private static boolean crowded(Map<Endpoint, Peer> peers, Endpoint at) {
    int same = 0;
    for (Endpoint e : peers.keySet()) {
      same += e.network() == at.network() ? 1 : 0;
    }
    return same >= MAX_PORTS_PER_NETWORK;
  }

  /**
   * Makes room: the torrent with the fewest peers goes, of equals the one announced least lately.
   */
  private void evict() {
    NodeId least = null;
    int fewest = Integer.MAX_VALUE;
    for (Map.Entry<NodeId, Map<Endpoint, Peer>> e : torrents.entrySet()) {
      if (e.getValue().size() < fewest) {
        fewest = e.getValue().size();
        least = e.getKey();
      }
    }
    torrents.remove(least);
  }

  private static void removeFirst(Map<Endpoint, Peer> peers) {
    Iterator<Peer> i = peers.values().iterator();
    i.next();
    i.remove();
  }

  /** Forgets what is too old. */
  void expire(long now) {
    torrents
        .values()
        .removeIf(
            peers -> {
              peers.values().removeIf(p -> now - p.since >= LIFE);
              return peers.isEmpty();
            });
  }

  /** Random peers of the family, as many as fit; null when the torrent is unknown. */
  List<Endpoint> peers(NodeId infoHash, boolean v4, boolean noSeeds, int atMost) {
    Map<Endpoint, Peer> peers = torrents.get(infoHash);
    if (peers == null) {
      return null;
    }
    List<Endpoint> out = new ArrayList<>();
    for (Peer p : peers.values()) {
      if (p.at.isV4() == v4 && !(noSeeds && p.seed)) {
        out.add(p.at);
      }
    }
    Collections.shuffle(out, java.util.Random.from(random));
    return out.size() <= atMost ? out : out.subList(0, atMost);
  }

  /** The filter of seeds, or that of other peers (BEP 33). */
  Bloom bloom(NodeId infoHash, boolean seeds) {
    Bloom bloom = new Bloom();
    for (Peer p : torrents.getOrDefault(infoHash, Map.of()).values()) {
      if (p.seed == seeds) {
        bloom.add(p.at.ip());
      }
    }
    return bloom;
  }

  /** Random info-hashes, the same ones for 10 minutes (BEP 51). */
  Response.Samples sample(long now) {
    if (now - sampledAt >= SAMPLE_LIFE) {
      sampledAt = now;
      List<NodeId> all = new ArrayList<>(torrents.keySet());
      Collections.shuffle(all, java.util.Random.from(random));
      sample = List.copyOf(all.size() <= MAX_SAMPLES ? all : all.subList(0, MAX_SAMPLES));
    }
    long left = SAMPLE_LIFE - (now - sampledAt);
    return new Response.Samples(
        (int) TimeUnit.NANOSECONDS.toSeconds(left), torrents.size(), sample);
  }

  int torrents() {
    return torrents.size();
  }

  int peers() {
    return torrents.values().stream().mapToInt(Map::size).sum();
  }
}
