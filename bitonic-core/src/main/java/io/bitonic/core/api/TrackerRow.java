package io.bitonic.core.api;

/**
 * A tracker of a torrent.
 *
 * @param status one of: idle, announcing, working, failing, disabled
 * @param message the tracker's last warning or failure, sanitised, or empty
 * @param seeds -1 unknown
 * @param leechers -1 unknown
 * @param downloaded completed downloads, -1 unknown
 * @param nextAnnounceSeconds seconds to the next announce, -1 when none is planned
 * @param failures in a row
 * @param peers peers in the last answer
 * @param health how well it has answered
 */
public record TrackerRow(
    String url,
    int tier,
    String status,
    String message,
    int seeds,
    int leechers,
    int downloaded,
    long nextAnnounceSeconds,
    int failures,
    int peers,
    TrackerHealth health) {}
