package io.bitonic.core.api;

import java.nio.file.Path;

/**
 * A torrent as it was a moment ago. Immutable.
 *
 * @param id 40 hex digits
 * @param name safe name
 * @param error empty, or what is wrong and what to do
 * @param waiting empty, or why it can't move now though nothing is broken (disk full, no peers …)
 * @param totalSize bytes of all stored files
 * @param wantedSize bytes of the chosen files
 * @param doneSize verified bytes of the chosen files
 * @param checkedFraction 0–1 while PREPARING, CHECKING or FETCHING_METADATA
 * @param pieces number of pieces
 * @param fileCount stored files, 0 while the metadata is unknown
 * @param havePieces verified pieces
 * @param downRate payload bytes a second
 * @param upRate payload bytes a second
 * @param downloaded payload bytes received, all sessions
 * @param uploaded payload bytes sent, all sessions
 * @param wasted bytes received in vain: duplicates and failed pieces
 * @param etaSeconds -1 when not known
 * @param ratio uploaded / max(downloaded, doneSize), 0 when nothing is there
 * @param peers connected peers
 * @param seeds connected peers that have everything
 * @param knownPeers addresses known
 * @param swarmSeeds seeds by the trackers' last word, -1 unknown
 * @param swarmPeers leechers by the trackers' last word, -1 unknown
 * @param availability distributed copies among connected peers, ourselves left out
 * @param addedMillis wall clock
 * @param finishedMillis wall clock, 0 when not finished
 * @param activeSeconds time not paused
 * @param seedingSeconds time complete and not paused
 * @param downLimit bytes a second, 0 none
 * @param upLimit bytes a second, 0 none
 * @param rules what is set for it alone; the limits above are also those of its label
 * @param queuePosition from 0
 * @param tracker host of the working tracker, or empty
 * @param diagnosis one line: why it is slow or stopped, or empty
 * @param sharing its turn and its goal
 */
public record TorrentSnapshot(
    String id,
    String name,
    TorrentState state,
    String error,
    String waiting,
    long totalSize,
    long wantedSize,
    long doneSize,
    double checkedFraction,
    int pieces,
    int havePieces,
    int pieceLength,
    int fileCount,
    long downRate,
    long upRate,
    long downloaded,
    long uploaded,
    long wasted,
    long etaSeconds,
    double ratio,
    int peers,
    int seeds,
    int knownPeers,
    int swarmSeeds,
    int swarmPeers,
    double availability,
    long addedMillis,
    long finishedMillis,
    long activeSeconds,
    long seedingSeconds,
    long downLimit,
    long upLimit,
    TorrentRules rules,
    int queuePosition,
    boolean sequential,
    boolean privateTorrent,
    String label,
    Path savePath,
    String tracker,
    String diagnosis,
    Sharing sharing) {

  /** 0–1 of the chosen files. */
  public double progress() {
    return !hasMetadata() ? 0 : wantedSize == 0 ? 1 : (double) doneSize / wantedSize;
  }

  /** Whether its files are known; a magnet link's are not before peers have told them. */
  public boolean hasMetadata() {
    return fileCount > 0;
  }

  public boolean isComplete() {
    return state == TorrentState.SEEDING
        || state == TorrentState.FINISHED
        || doneSize >= wantedSize && havePieces > 0;
  }
}
