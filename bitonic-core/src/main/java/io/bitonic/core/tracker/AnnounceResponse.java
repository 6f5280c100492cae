package io.bitonic.core.tracker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A tracker's good answer.
 *
 * @param intervalSeconds wait that the tracker asks for
 * @param minIntervalSeconds least wait, 0 when not given
 * @param seeds -1 unknown
 * @param leechers -1 unknown
 * @param downloaded -1 unknown
 * @param trackerId to be sent back, or empty
 * @param warning or empty
 * @param externalAddress how the tracker sees us (BEP 24), or null
 */
public record AnnounceResponse(
    int intervalSeconds,
    int minIntervalSeconds,
    int seeds,
    int leechers,
    int downloaded,
    String trackerId,
    String warning,
    InetAddress externalAddress,
    List<InetSocketAddress> peers) {}
