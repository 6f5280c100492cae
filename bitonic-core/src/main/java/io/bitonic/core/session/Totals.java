package io.bitonic.core.session;

import io.bitonic.core.api.TorrentSnapshot;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all torrents of a session move together, and whether their list is still the same: kept up
 * by their changes, so that nobody has to go through thousands of them. Any thread reads; a share
 * is written on its torrent's loop alone.
 */
final class Totals {
  private final AtomicLong downRate = new AtomicLong();
  private final AtomicLong upRate = new AtomicLong();
  private final AtomicLong downloaded = new AtomicLong();
  private final AtomicLong uploaded = new AtomicLong();
  private final AtomicLong listVersion = new AtomicLong();
  private final Set<TorrentUnit> connected = ConcurrentHashMap.newKeySet();

  /** What one torrent adds. */
  final class Share {
    private final TorrentUnit torrent;
    private long down;
    private long up;
    private volatile long got;
    private volatile long gave;
    private boolean left;

    private boolean isConnected;

    private Share(TorrentUnit torrent) {
      this.torrent = torrent;
    }

    /**
     * @param s what it says of itself now
     * @param gotNow payload bytes of this session, as the next
     */
    void now(TorrentSnapshot s, long gotNow, long gaveNow) {
      if (!left) {
        put(s.downRate(), s.upRate(), gotNow, gaveNow, s.peers() > 0);
      }
    }

    /** The torrent has gone, and all that it added with it. */
    void leave() {
      put(0, 0, 0, 0, false);
      left = true;
    }

    private void put(long downNow, long upNow, long gotNow, long gaveNow, boolean connectedNow) {
      add(downRate, downNow - down);
      add(upRate, upNow - up);
      add(downloaded, gotNow - got);
      add(uploaded, gaveNow - gave);
      down = downNow;
      up = upNow;
      got = gotNow;
      gave = gaveNow;
      if (connectedNow && !isConnected) {
        connected.add(torrent);
      } else if (!connectedNow && isConnected) {
        connected.remove(torrent);
      }
      isConnected = connectedNow;
    }

    /** The torrent is in the list now, or at another place. Any thread. */
    void listed() {
      listChanged();
    }

    /** Payload bytes of this session. */
    long downloaded() {
      return got;
    }

    /** Payload bytes of this session. */
    long uploaded() {
      return gave;
    }
  }

  private static void add(AtomicLong sum, long change) {
    if (change != 0) {
      sum.addAndGet(change);
    }
  }

  Share share(TorrentUnit torrent) {
    return new Share(torrent);
  }

  /** The torrents that have had a peer or a web seed in their last snapshot. */
  Set<TorrentUnit> connected() {
    return connected;
  }

  /** A torrent has come or gone, or their order is another. */
  void listChanged() {
    listVersion.incrementAndGet();
  }

  /** Another number whenever the list is another. */
  long listVersion() {
    return listVersion.get();
  }

  /** Bytes a second. */
  long downRate() {
    return downRate.get();
  }

  /** Bytes a second. */
  long upRate() {
    return upRate.get();
  }

  /** Payload bytes of this session, of the torrents that are there. */
  long downloaded() {
    return downloaded.get();
  }

  /** Payload bytes of this session, of the torrents that are there. */
  long uploaded() {
    return uploaded.get();
  }
}
