package io.bitonic.core.api;

/**
 * What a user has set for one torrent over the settings of the engine. Immutable.
 *
 * @param down bytes a second, 0: not limited by itself
 * @param up bytes a second, 0: not limited by itself
 * @param peerDown bytes a second from each of its peers, 0: the engine's
 * @param peerUp bytes a second to each of its peers, 0: the engine's
 * @param maxPeers connections, 0: the engine's
 * @param uploadSlots unchoked peers, 0: the engine's
 * @param order in which pieces are asked for
 * @param priority its share of limits that it has in common with others
 * @param ratio to be reached by uploading, negative: the engine's
 * @param seedMinutes to be seeded, negative: the engine's
 */
public record TorrentRules(
    long down,
    long up,
    long peerDown,
    long peerUp,
    int maxPeers,
    int uploadSlots,
    Order order,
    Priority priority,
    double ratio,
    long seedMinutes) {

  /** In which order pieces are asked for. */
  public enum Order {
    /** The engine's. */
    DEFAULT,
    RAREST_FIRST,
    SEQUENTIAL,
    ROUND_ROBIN
  }

  /** A torrent of high priority gets four times the share of one of low priority. */
  public enum Priority {
    /** The label's, else normal. */
    DEFAULT,
    LOW,
    NORMAL,
    HIGH
  }

  /** All as the engine has it. */
  public static final TorrentRules NONE =
      new TorrentRules(0, 0, 0, 0, 0, 0, Order.DEFAULT, Priority.DEFAULT, -1, -1);

  /** These, and where they say nothing, others. */
  public TorrentRules orElse(TorrentRules other) {
    return new TorrentRules(
        down > 0 ? down : other.down,
        up > 0 ? up : other.up,
        peerDown > 0 ? peerDown : other.peerDown,
        peerUp > 0 ? peerUp : other.peerUp,
        maxPeers > 0 ? maxPeers : other.maxPeers,
        uploadSlots > 0 ? uploadSlots : other.uploadSlots,
        order != Order.DEFAULT ? order : other.order,
        priority != Priority.DEFAULT ? priority : other.priority,
        ratio >= 0 ? ratio : other.ratio,
        seedMinutes >= 0 ? seedMinutes : other.seedMinutes);
  }

  /** With other limits, bytes a second, 0 none. */
  public TorrentRules withLimits(long newDown, long newUp) {
    return new TorrentRules(
        newDown,
        newUp,
        peerDown,
        peerUp,
        maxPeers,
        uploadSlots,
        order,
        priority,
        ratio,
        seedMinutes);
  }

  public TorrentRules withOrder(Order newOrder) {
    return new TorrentRules(
        down, up, peerDown, peerUp, maxPeers, uploadSlots, newOrder, priority, ratio, seedMinutes);
  }

  public TorrentRules withMaxPeers(int peers) {
    return new TorrentRules(
        down, up, peerDown, peerUp, peers, uploadSlots, order, priority, ratio, seedMinutes);
  }

  /** Whether it was set that pieces are asked for in their order. */
  public boolean isSequential() {
    return order == Order.SEQUENTIAL;
  }
}
