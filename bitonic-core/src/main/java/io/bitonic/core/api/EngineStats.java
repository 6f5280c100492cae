package io.bitonic.core.api;

import java.util.List;
import java.util.Map;

/**
 * What the engine has counted since it started, and who its peers are now. Totals never fall, also
 * when torrents are removed.
 *
 * @param received payload bytes
 * @param sent payload bytes
 * @param wasted payload bytes received in vain: duplicates and failed pieces
 * @param piecesPassed downloaded pieces whose hash was right
 * @param piecesFailed downloaded pieces whose hash was wrong
 * @param loopTurns time of a turn of each event loop, without the wait for sockets
 * @param requestLatency time from a request for a block to its last byte
 * @param udpAnnounces to UDP trackers
 * @param httpAnnounces to HTTP and HTTPS trackers
 * @param dht null when the DHT is off
 */
public record EngineStats(
    long received,
    long sent,
    long wasted,
    long piecesPassed,
    long piecesFailed,
    List<Distribution> loopTurns,
    Distribution requestLatency,
    Announces udpAnnounces,
    Announces httpAnnounces,
    Peers peers,
    DhtCounts dht) {

  /** How announces have ended. */
  public record Announces(long ok, long failed) {
    public Announces plus(Announces other) {
      return new Announces(ok + other.ok, failed + other.failed);
    }
  }

  /**
   * Connected peers. The keys of each map are always the same, in small letters.
   *
   * @param byTransport tcp, utp
   * @param byDirection incoming, outgoing
   * @param bySource as in {@link PeerRow#source}
   * @param byEncryption none, handshake, rc4
   * @param byState choked, unchoked (by us), choking, unchoking (us), interested, interesting,
   *     optimistic, snubbed, seed; a peer is in several
   * @param byHealth by their {@link PeerHealth#score}: bad below 25, poor below 50, good from 90,
   *     ordinary
   * @param outstanding requests sent and not yet answered
   * @param queued requests of peers that wait for us
   */
  public record Peers(
      Map<String, Integer> byTransport,
      Map<String, Integer> byDirection,
      Map<String, Integer> bySource,
      Map<String, Integer> byEncryption,
      Map<String, Integer> byState,
      Map<String, Integer> byHealth,
      int outstanding,
      int queued) {}

  /**
   * The DHT node.
   *
   * @param nodes that answer
   * @param known all nodes, those not yet asked too
   * @param queriesIn of others
   * @param queriesOut ours
   * @param dropped messages of banned or unanswered senders
   * @param bytesIn payload of datagrams
   * @param bytesOut payload of datagrams
   * @param torrents of which others announced peers to us
   * @param items of others stored here
   */
  public record DhtCounts(
      int nodes,
      int known,
      long queriesIn,
      long queriesOut,
      long dropped,
      long bytesIn,
      long bytesOut,
      int torrents,
      int items) {}
}
