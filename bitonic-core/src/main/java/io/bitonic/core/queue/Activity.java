package io.bitonic.core.queue;

/**
 * Whether a running torrent moves enough data to hold a slot. What it moved is looked at over whole
 * spans, so a torrent changes at most once a span between stalled and not. One thread.
 */
public final class Activity {
  private Wish wish = Wish.NONE;
  private long since;
  private long bytesThen;
  private boolean stalled;

  /** Forgets what it has moved: nobody has looked for a while. */
  public void forget() {
    wish = Wish.NONE;
    stalled = false;
  }

  /**
   * Looks at it again.
   *
   * @param running what it does now, NONE when it doesn't run
   * @param bytes payload that it has moved so far in the direction that counts
   * @param span nanoseconds over which it is looked at
   * @param least bytes a second below which it is stalled
   * @return whether it is stalled; false for what has only just begun
   */
  public boolean look(Wish running, long bytes, long now, long span, long least) {
    if (running != wish) {
      wish = running;
      stalled = false;
      since = now;
      bytesThen = bytes;
    }
    long took = now - since;
    if (wish != Wish.NONE && took >= span) {
      stalled = (bytes - bytesThen) * 1e9 / took < least;
      since = now;
      bytesThen = bytes;
    }
    return stalled;
  }
}
