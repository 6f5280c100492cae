package io.bitonic.core.dht;

/**
 * Counters of the DHT.
 *
 * @param goodV4 IPv4 nodes that answer
 * @param goodV6 IPv6 nodes that answer
 * @param nodes all nodes known, those not yet asked too
 * @param queriesIn of others
 * @param queriesOut ours
 * @param answered queries of ours
 * @param refused queries of ours that were answered by an error
 * @param timedOut queries of ours without an answer
 * @param dropped messages of banned or unanswered senders
 * @param bytesIn payload of datagrams
 * @param bytesOut payload of datagrams
 * @param torrents of which others announced peers to us
 * @param items of others stored here (BEP 44)
 */
public record DhtStats(
    State state,
    int goodV4,
    int goodV6,
    int nodes,
    long queriesIn,
    long queriesOut,
    long answered,
    long refused,
    long timedOut,
    long dropped,
    long bytesIn,
    long bytesOut,
    int torrents,
    int items) {

  /** How far it is. */
  public enum State {
    STOPPED,
    /** No node answers yet. */
    BOOTSTRAPPING,
    RUNNING
  }

  /** Nodes that answer. */
  public int good() {
    return goodV4 + goodV6;
  }
}
