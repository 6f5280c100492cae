package io.bitonic.core.api;

/**
 * A connected peer.
 *
 * @param address ip:port; of a web seed its URL
 * @param client name and version, from its peer id or extension handshake; of a web seed its host
 * @param flags as in qBittorrent: D/d we want and get / are choked, U/u it wants and gets / is
 *     choked, O optimistic unchoke, S snubbed, I incoming, H from DHT, X from PEX, L from LSD, E
 *     encrypted, e encrypted handshake only, P µTP, T from tracker, W web seed
 * @param progress 0–1
 * @param downRate payload bytes a second
 * @param upRate payload bytes a second
 * @param outstanding requests sent and not yet answered
 * @param queued requests of the peer that wait for us
 * @param source how we learned of it: tracker, incoming, manual, resume, web seed …
 * @param health how well it has done for us, over all its connections
 */
public record PeerRow(
    String address,
    String client,
    String flags,
    double progress,
    long downRate,
    long upRate,
    long downloaded,
    long uploaded,
    int outstanding,
    int queued,
    int hashFailures,
    long connectedSeconds,
    String source,
    PeerHealth health) {}
