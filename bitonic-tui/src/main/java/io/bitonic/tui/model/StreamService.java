package io.bitonic.tui.model;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;

/**
 * Serves files of torrents to players; the application implements it. Called on a thread of its
 * own, so it may block.
 */
@FunctionalInterface
public interface StreamService {
  /** {@link #url}: the largest file that can be played. */
  int LARGEST = -1;

  /**
   * Where the file can be played from now on; the same each time.
   *
   * @param file index in the torrent, or {@link #LARGEST}
   * @throws EngineException whose message says why it can't be played
   */
  String url(TorrentHandle torrent, int file);
}
