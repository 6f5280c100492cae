package io.bitonic.app.progress;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.util.List;

/** Shows how torrents go on. Used by one thread. */
public interface Progress extends AutoCloseable {
  /**
   * How a torrent ended.
   *
   * @param torrent its last snapshot
   * @param seconds from the first sign of work to completion, or to the end when it is incomplete
   * @param received payload bytes received in this run
   * @param outcome one of: complete, seeded, incomplete, failed
   */
  record Summary(TorrentSnapshot torrent, double seconds, long received, String outcome) {
    /** Mean rate in bytes a second. */
    public long meanRate() {
      return seconds <= 0 ? 0 : Math.round(received / seconds);
    }
  }

  /** The latest snapshots, several times a second. */
  void update(List<TorrentSnapshot> torrents);

  /** A torrent's state has changed; {@code from} is null at its first appearance. */
  void state(TorrentSnapshot torrent, TorrentState from);

  /** Something that needs no action now: a tracker fails, a piece was damaged. */
  void warning(TorrentSnapshot torrent, String message);

  /** A torrent has stopped and needs a cure. */
  void error(TorrentSnapshot torrent, String message);

  /**
   * A file can be played now.
   *
   * @param file its path in the torrent
   */
  void serving(TorrentSnapshot torrent, String file, String url);

  /** The last word on a torrent; no {@link #update} follows. */
  void summary(Summary summary);

  /** Leaves the terminal as it was found. */
  @Override
  void close();
}
