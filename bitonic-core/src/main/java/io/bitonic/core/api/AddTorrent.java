package io.bitonic.core.api;

import java.nio.file.Path;
import java.util.Map;

/**
 * A torrent to add, by its file or by a magnet link.
 *
 * @param torrentFile the bytes of a .torrent file, or null when there is a link
 * @param magnet a magnet link (BEP 9), or empty when there is a file
 * @param savePath folder that its files go to
 * @param paused do not start it
 * @param pauseAfterMetadata pause when a link's files are known, so that files can be chosen before
 *     any is downloaded
 * @param seedMode the data is expected to be complete: check it first and never download into it
 * @param filePriorities by file index; files not named have the default priority; empty with a
 *     link: what the link selects (BEP 53)
 * @param defaultPriority of the files not named
 * @param sequential ask for pieces in order
 * @param label may be empty
 * @param downLimit bytes a second, 0 none
 * @param upLimit bytes a second, 0 none
 * @param maxPeers 0: the engine's default
 */
public record AddTorrent(
    byte[] torrentFile,
    String magnet,
    Path savePath,
    boolean paused,
    boolean pauseAfterMetadata,
    boolean seedMode,
    Map<Integer, FilePriority> filePriorities,
    FilePriority defaultPriority,
    boolean sequential,
    String label,
    long downLimit,
    long upLimit,
    int maxPeers) {

  /** By its file. */
  public AddTorrent(
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
    this(
        torrentFile,
        "",
        savePath,
        paused,
        false,
        seedMode,
        filePriorities,
        defaultPriority,
        sequential,
        label,
        downLimit,
        upLimit,
        maxPeers);
  }

  /** All files, normal priority, started. */
  public static AddTorrent of(byte[] torrentFile, Path savePath) {
    return new AddTorrent(
        torrentFile, savePath, false, false, Map.of(), FilePriority.NORMAL, false, "", 0, 0, 0);
  }

  /** The files that the link selects, normal priority, started. */
  public static AddTorrent ofMagnet(String link, Path savePath) {
    return of(null, savePath).withMagnet(link, false);
  }

  /** The same wishes for a link in place of a file. */
  public AddTorrent withMagnet(String link, boolean pauseWhenKnown) {
    return with(null, link, paused, pauseWhenKnown, seedMode);
  }

  public AddTorrent forSeeding() {
    return with(torrentFile, magnet, paused, pauseAfterMetadata, true);
  }

  public AddTorrent asPaused() {
    return with(torrentFile, magnet, true, pauseAfterMetadata, seedMode);
  }

  private AddTorrent with(
      byte[] file, String link, boolean pause, boolean pauseWhenKnown, boolean seed) {
    return new AddTorrent(
        file,
        link,
        savePath,
        pause,
        pauseWhenKnown,
        seed,
        filePriorities,
        defaultPriority,
        sequential,
        label,
        downLimit,
        upLimit,
        maxPeers);
  }
}
