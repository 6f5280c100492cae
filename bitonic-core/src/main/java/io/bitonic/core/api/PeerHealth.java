package io.bitonic.core.api;

/**
 * How well a peer has done for us in this session, over all its connections.
 *
 * @param score 0–100; 75 when nothing is known
 * @param calls attempts to connect to it
 * @param failedCalls of those, without a handshake or ended at once
 * @param badPieces pieces with blocks of it that failed the hash check
 * @param suspected it is being watched for bad data
 * @param stalls times that it sent nothing for 20 s although we had asked
 * @param timeouts requests that it did not answer in time
 * @param rejects requests that it refused while it did not choke us
 * @param repeats requests for what it was waiting for already
 * @param received bytes of blocks that were of use
 * @param wasted bytes of blocks that nobody had asked it for
 * @param share its rate in relation to the mean of the peers that send to us, 0 unknown
 */
public record PeerHealth(
    int score,
    int calls,
    int failedCalls,
    int badPieces,
    boolean suspected,
    int stalls,
    int timeouts,
    int rejects,
    int repeats,
    long received,
    long wasted,
    double share) {
  /** A peer that has done nothing yet. */
  public static final PeerHealth UNKNOWN = new PeerHealth(75, 0, 0, 0, false, 0, 0, 0, 0, 0, 0, 0);
}
