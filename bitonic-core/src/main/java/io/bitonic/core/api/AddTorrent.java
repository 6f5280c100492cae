package io.bitonic.core.api;

import java.nio.file.Path;
import java.util.Map;

/**
 * A torrent to add.
 *
 * @param torrentFile the bytes of a .torrent file
 * @param savePath folder that its files go to
 * @param paused do not start it
 * @param seedMode the data is expected to be complete: check it first and never download into it
 * @param filePriorities by file index; files not named have the default priority
 * @param defaultPriority of the files not named
 * @param sequential ask for pieces in order
 * @param label may be empty
 * @param downLimit bytes a second, 0 none
 * @param upLimit bytes a second, 0 none
 * @param maxPeers 0: the engine's default
 */
public record AddTorrent(
    byte[] torrentFile,
    Path savePath,
    boolean paused,
    boolean seedMode,
    Map<Integer, FilePriority> filePriorities,
    FilePriority defaultPriority,
    boolean sequential,
    String label,
    long downLimit,
    long upLimit,
    int maxPeers) {

  /** All files, normal priority, started. */
  public static AddTorrent of(byte[] torrentFile, Path savePath) {
    return new AddTorrent(
        torrentFile, savePath, false, false, Map.of(), FilePriority.NORMAL, false, "", 0, 0, 0);
  }

  public AddTorrent forSeeding() {
    return new AddTorrent(
        torrentFile,
        savePath,
        paused,
        true,
        filePriorities,
        defaultPriority,
        sequential,
        label,
        downLimit,
        upLimit,
        maxPeers);
  }

  public AddTorrent asPaused() {
    return new AddTorrent(
        torrentFile,
        savePath,
        true,
        seedMode,
        filePriorities,
        defaultPriority,
        sequential,
        label,
        downLimit,
        upLimit,
        maxPeers);
  }
}
