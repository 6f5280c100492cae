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
 * @param trackers how announces have ended, by the tracker's host, of which there are some dozens
 *     and {@code other}, and by ok, refused, timeout, unreachable, invalid
 * @param eventsWaiting events that subscribers have not taken yet
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
    Map<String, Map<String, Long>> trackers,
    DiskTimes disk,
    int eventsWaiting,
    Peers peers,
    DhtCounts dht) {

  /** How announces have ended. */
  public record Announces(long ok, long failed) {
    public Announces plus(Announces other) {
      return new Announces(ok + other.ok, failed + other.failed);
    }
  }

  /**
   * How long the file system takes, without the wait for a disk worker. What {@code sendfile} reads
   * is not in it.
   *
   * @param reads of blocks and pieces
   * @param writes of whole pieces
   * @param syncs forcing what was written to the device
   */
  public record DiskTimes(Distribution reads, Distribution writes, Distribution syncs) {}

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
   * @param answered queries of ours
   * @param refused queries of ours that were answered by an error
   * @param timedOut queries of ours without an answer in 15 seconds
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
      long answered,
      long refused,
      long timedOut,
      long dropped,
      long bytesIn,
      long bytesOut,
      int torrents,
      int items) {}
}
