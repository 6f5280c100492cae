package io.bitonic.core.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a front end may ask of the engine; {@code id} names a torrent ({@link TorrentSnapshot#id}).
 */
public sealed interface EngineCommand {
  record Pause(String id) implements EngineCommand {}

  record Resume(String id) implements EngineCommand {}

  /**
   * @param deleteData also delete the torrent's files (never files that are not its own)
   */
  record Remove(String id, boolean deleteData) implements EngineCommand {}

  /** Hash everything on disk again. */
  record Verify(String id) implements EngineCommand {}

  record Reannounce(String id) implements EngineCommand {}

  record Move(String id, Path newSavePath) implements EngineCommand {}

  /** Renames a file; {@code newPath} has {@code /} between components. */
  record RenameFile(String id, int file, String newPath) implements EngineCommand {}

  /**
   * @param priorities by file index
   */
  record SetFilePriorities(String id, Map<Integer, FilePriority> priorities)
      implements EngineCommand {}

  /** Bytes a second, 0 none. */
  record SetTorrentLimits(String id, long down, long up) implements EngineCommand {}

  /** Replaces what is set for a torrent over the engine's settings. */
  record SetRules(String id, TorrentRules rules) implements EngineCommand {}

  record SetSequential(String id, boolean on) implements EngineCommand {}

  record SetLabel(String id, String label) implements EngineCommand {}

  /**
   * @param position 0 is first
   */
  record SetQueuePosition(String id, int position) implements EngineCommand {}

  /**
   * @param on it runs whatever the queue says, and takes no slot
   */
  record SetForced(String id, boolean on) implements EngineCommand {}

  /**
   * @param goal its own; null: that of the settings
   */
  record SetShareGoal(String id, ShareGoal goal) implements EngineCommand {}

  record AddTracker(String id, String url, int tier) implements EngineCommand {}

  record RemoveTracker(String id, String url) implements EngineCommand {}

  /**
   * @param address ip:port, or ip to ban all its ports
   */
  record BanPeer(String id, String address) implements EngineCommand {}

  /**
   * @param address ip:port to connect to
   */
  record AddPeer(String id, String address) implements EngineCommand {}

  /**
   * Writes down every message that is exchanged with peers, in a file of the state folder, or ends
   * that; subscribers hear where.
   *
   * @param address ip:port, ip for all its ports, or empty for all peers of the torrent
   */
  record Trace(String id, String address, boolean on) implements EngineCommand {}

  /**
   * Reads the lists of blocked addresses and puts them in place of those in force; peers that are
   * blocked now are left. When a file can't be used, nothing changes.
   *
   * @param files CIDR, P2P or DAT; empty: nothing is blocked any more
   */
  record SetIpFilters(List<Path> files) implements EngineCommand {
    public SetIpFilters {
      files = List.copyOf(files);
    }
  }

  /**
   * Puts the alternative rate limits in force, or takes them back, until the schedule changes the
   * mode the next time.
   */
  record SetAlternativeSpeed(boolean on) implements EngineCommand {}

  /** Bytes a second over all torrents in the mode in force, 0 none. */
  record SetGlobalLimits(long down, long up) implements EngineCommand {}
}
