package io.bitonic.core.tracker;

/**
 * What a torrent tells a tracker.
 *
 * @param infoHash 20 bytes
 * @param peerId 20 bytes
 * @param port TCP port that accepts peers
 * @param uploaded payload bytes since STARTED
 * @param downloaded payload bytes since STARTED
 * @param left bytes missing
 * @param numWant peers wanted, 0 at STOPPED
 * @param key names this client through changes of address
 */
public record AnnounceRequest(
    byte[] infoHash,
    byte[] peerId,
    int port,
    long uploaded,
    long downloaded,
    long left,
    AnnounceEvent event,
    int numWant,
    int key) {}
