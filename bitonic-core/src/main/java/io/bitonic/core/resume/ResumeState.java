package io.bitonic.core.resume;

import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a torrent remembers between runs. Not copied: whoever makes one must not change its parts
 * afterwards.
 *
 * @param id 40 hex digits, {@link io.bitonic.core.metainfo.InfoHash#id()}
 * @param savePath absolute
 * @param have pieces that were verified, written and forced; size 0 while the metadata is unknown
 * @param stamps by file index, taken after the force; null for padding and symlinks
 * @param filePriorities by file index
 * @param downloaded bytes of payload, all runs
 * @param uploaded bytes of payload, all runs
 * @param wasted bytes that failed or came twice, all runs
 * @param addedMillis since 1970 UTC
 * @param finishedMillis since 1970 UTC, or 0
 * @param activeSeconds all runs
 * @param seedingSeconds all runs
 * @param label may be empty
 * @param rules what was set for it over the engine's settings
 * @param queuePosition from 0
 * @param trackers tiers of announce URLs
 * @param peers as {@code host:port}
 * @param banned addresses
 * @param renames paths below the save path by file index
 * @param seedMode whether pieces are taken to be good until one is found bad
 * @param magnet the link while the metadata is unknown, else empty
 * @param pauseAfterMetadata whether it pauses when the metadata is there
 * @param sharing its turn and its goal
 */
public record ResumeState(
    String id,
    Path savePath,
    Bits have,
    List<FileStamp> stamps,
    byte[] filePriorities,
    long downloaded,
    long uploaded,
    long wasted,
    long addedMillis,
    long finishedMillis,
    long activeSeconds,
    long seedingSeconds,
    boolean paused,
    String label,
    TorrentRules rules,
    int queuePosition,
    List<List<String>> trackers,
    List<String> peers,
    List<String> banned,
    Map<Integer, List<String>> renames,
    boolean seedMode,
    String magnet,
    boolean pauseAfterMetadata,
    Sharing sharing) {
  /**
   * As a later session left it that changed nothing else.
   *
   * @param active seconds of all runs; what was saved counts when it is more
   * @param seeding as {@code active}
   */
  public ResumeState inSession(int position, long active, long seeding) {
    return new ResumeState(
        id,
        savePath,
        have,
        stamps,
        filePriorities,
        downloaded,
        uploaded,
        wasted,
        addedMillis,
        finishedMillis,
        Math.max(active, activeSeconds),
        Math.max(seeding, seedingSeconds),
        paused,
        label,
        rules,
        position,
        trackers,
        peers,
        banned,
        renames,
        seedMode,
        magnet,
        pauseAfterMetadata,
        sharing);
  }

  /**
   * As a user has changed it while nothing ran.
   *
   * @param priorities by file index
   */
  public ResumeState edited(
      Path folder,
      String newLabel,
      TorrentRules newRules,
      byte[] priorities,
      List<List<String>> newTrackers) {
    return new ResumeState(
        id,
        folder,
        have,
        stamps,
        priorities,
        downloaded,
        uploaded,
        wasted,
        addedMillis,
        finishedMillis,
        activeSeconds,
        seedingSeconds,
        paused,
        newLabel,
        newRules,
        queuePosition,
        newTrackers,
        peers,
        banned,
        renames,
        seedMode,
        magnet,
        pauseAfterMetadata,
        sharing);
  }
}
