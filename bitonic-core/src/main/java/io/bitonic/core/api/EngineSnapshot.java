package io.bitonic.core.api;

/**
 * The engine as it was a moment ago. Immutable.
 *
 * @param downRate payload bytes a second over all torrents
 * @param upRate payload bytes a second over all torrents
 * @param downloaded payload bytes in this session
 * @param uploaded payload bytes in this session
 * @param peers connections, both directions
 * @param halfOpen connection attempts under way
 * @param listenPort TCP port that accepts peers, 0 when there is none
 * @param downLimit bytes a second, 0 none
 * @param upLimit bytes a second, 0 none
 * @param bufferBytes bytes of piece buffers in use
 * @param bufferBound bytes of piece buffers at most
 * @param diskQueue jobs waiting for the disk
 * @param hashQueue pieces waiting to be hashed
 * @param eventsDropped events that slow subscribers missed
 * @param network how others are reached
 * @param alternative whether the limits are those of the alternative mode
 * @param dhtNodes nodes of the DHT that answer us, -1 when it is off
 */
public record EngineSnapshot(
    long downRate,
    long upRate,
    long downloaded,
    long uploaded,
    int torrents,
    int peers,
    int halfOpen,
    int listenPort,
    long downLimit,
    long upLimit,
    long bufferBytes,
    long bufferBound,
    int diskQueue,
    int hashQueue,
    long eventsDropped,
    boolean alternative,
    NetworkState network,
    int dhtNodes) {}
