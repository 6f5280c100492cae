package io.bitonic.core.session;

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

  /** What one torrent adds. */
  final class Share {
    private long down;
    private long up;
    private volatile long got;
    private volatile long gave;
    private boolean left;

    private Share() {}

    /**
     * @param downNow bytes a second, as the next
     * @param gotNow payload bytes of this session, as the next
     */
    void now(long downNow, long upNow, long gotNow, long gaveNow) {
      if (left) {
        return;
      }
      add(downRate, downNow - down);
      add(upRate, upNow - up);
      add(downloaded, gotNow - got);
      add(uploaded, gaveNow - gave);
      down = downNow;
      up = upNow;
      got = gotNow;
      gave = gaveNow;
    }

    /** The torrent has gone, and all that it added with it. */
    void leave() {
      now(0, 0, 0, 0);
      left = true;
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

  Share share() {
    return new Share();
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
