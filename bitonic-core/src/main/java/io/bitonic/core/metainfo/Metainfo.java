package io.bitonic.core.metainfo;

import io.bitonic.core.util.PieceLayout;
import java.util.List;

/**
 * A parsed .torrent file (BEP 3, 12, 19, 27, 47, 52). Immutable; arrays are shared and must not be
 * changed.
 *
 * @param infoHash over the raw bytes of {@code info}
 * @param rawInfo the raw bytes of the {@code info} dictionary
 * @param name safe name of the file or folder
 * @param multiFile whether the files lie in a folder of that name
 * @param files in torrent order, padding files included
 * @param layout piece arithmetic
 * @param pieceHashes v1: 20 bytes per piece; empty for v2-only torrents
 * @param pieceLayers v2: for each file by index, its 32-byte piece hashes, or an empty array; empty
 *     list for v1
 * @param privateTorrent BEP 27
 * @param trackers tiers of announce URLs (BEP 12), each non-empty
 * @param webSeeds BEP 19 URLs
 * @param comment may be empty
 * @param createdBy may be empty
 * @param creationDate seconds since 1970 UTC, or 0
 * @param source the {@code source} key of info, may be empty
 */
public record Metainfo(
    InfoHash infoHash,
    byte[] rawInfo,
    String name,
    boolean multiFile,
    List<TorrentFile> files,
    PieceLayout layout,
    byte[] pieceHashes,
    List<byte[]> pieceLayers,
    boolean privateTorrent,
    List<List<String>> trackers,
    List<String> webSeeds,
    String comment,
    String createdBy,
    long creationDate,
    String source) {

  /** The same, known by another hash. */
  public Metainfo withInfoHash(InfoHash hash) {
    return new Metainfo(
        hash,
        rawInfo,
        name,
        multiFile,
        files,
        layout,
        pieceHashes,
        pieceLayers,
        privateTorrent,
        trackers,
        webSeeds,
        comment,
        createdBy,
        creationDate,
        source);
  }
}
