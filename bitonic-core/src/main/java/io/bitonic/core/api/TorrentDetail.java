package io.bitonic.core.api;

import java.util.List;

/**
 * Rows of the torrent that somebody is looking at; lists that were not asked for are empty, the
 * piece map null.
 *
 * @param comment from the torrent
 * @param createdBy from the torrent
 * @param creationSeconds from the torrent, 0 unknown
 * @param infoHashV1 hex or empty
 * @param infoHashV2 hex or empty
 */
public record TorrentDetail(
    String id,
    String comment,
    String createdBy,
    long creationSeconds,
    String infoHashV1,
    String infoHashV2,
    List<FileRow> files,
    List<PeerRow> peers,
    List<TrackerRow> trackers,
    PieceMap pieces) {}
