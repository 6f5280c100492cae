package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineStats;
import io.bitonic.core.health.Standing;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Protection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Counts the connected peers of torrents. One thread at a time. */
public final class PeerCensus {
  private static final String[] STATES = {
    "choked",
    "unchoked",
    "choking",
    "unchoking",
    "interested",
    "interesting",
    "optimistic",
    "snubbed",
    "seed"
  };

  private final Map<String, Integer> transports = zeros(Link.Kind.values());
  private final Map<String, Integer> directions = zeros("incoming", "outgoing");
  private final Map<String, Integer> sources = sources();
  private final Map<String, Integer> encryption = zeros(Protection.values());
  private final Map<String, Integer> states = zeros((Object[]) STATES);
  private final Map<String, Integer> health = zeros((Object[]) Standing.values());
  private int outstanding;
  private int queued;

  private static final String WEB_SEED = "web_seed";

  private static Map<String, Integer> zeros(Object... keys) {
    Map<String, Integer> m = new LinkedHashMap<>();
    for (Object key : keys) {
      m.put(label(key), 0);
    }
    return m;
  }

  private static Map<String, Integer> sources() {
    Map<String, Integer> m = zeros((Object[]) PeerSource.values());
    m.put(WEB_SEED, 0);
    return m;
  }

  private static String label(Object key) {
    return key.toString().toLowerCase(Locale.ROOT);
  }

  /** On the torrent's loop. */
  public void add(Torrent t) {
    t.swarm().peers().forEach(this::session);
    sources.merge(WEB_SEED, t.swarm().webSeeds().active(), Integer::sum);
  }

  /** On the torrent's loop. */
  public void add(MagnetTorrent t) {
    t.peers().forEach(this::connection);
  }

  private void session(PeerSession s) {
    connection(s);
    count(states, s.uploads.choking() ? "choked" : "unchoked", true);
    count(states, s.peerChoking ? "choking" : "unchoking", true);
    count(states, "interested", s.peerInterested);
    count(states, "interesting", s.amInterested);
    count(states, "optimistic", s.optimistic);
    count(states, "snubbed", s.requests.isSnubbed());
    count(states, "seed", s.isSeed());
    outstanding += s.requests.outstanding();
    queued += s.uploads.queued();
  }

  private void connection(PeerConnection c) {
    count(transports, label(c.link.kind()), true);
    count(directions, c.link.outgoing() ? "outgoing" : "incoming", true);
    count(sources, label(c.source()), true);
    count(encryption, label(c.link.protection()), true);
    count(health, label(c.score().standing(c.connections.now())), true);
  }

  private static void count(Map<String, Integer> in, String key, boolean is) {
    if (is) {
      in.merge(key, 1, Integer::sum);
    }
  }

  /** Adds what another one has counted, and gives this one. */
  public PeerCensus plus(PeerCensus other) {
    other.transports.forEach((k, n) -> transports.merge(k, n, Integer::sum));
    other.directions.forEach((k, n) -> directions.merge(k, n, Integer::sum));
    other.sources.forEach((k, n) -> sources.merge(k, n, Integer::sum));
    other.encryption.forEach((k, n) -> encryption.merge(k, n, Integer::sum));
    other.states.forEach((k, n) -> states.merge(k, n, Integer::sum));
    other.health.forEach((k, n) -> health.merge(k, n, Integer::sum));
    outstanding += other.outstanding;
    queued += other.queued;
    return this;
  }

  /** What has been counted. */
  public EngineStats.Peers result() {
    return new EngineStats.Peers(
        Map.copyOf(transports),
        Map.copyOf(directions),
        Map.copyOf(sources),
        Map.copyOf(encryption),
        Map.copyOf(states),
        Map.copyOf(health),
        outstanding,
        queued);
  }
}
