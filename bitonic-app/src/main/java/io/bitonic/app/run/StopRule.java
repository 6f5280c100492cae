package io.bitonic.app.run;

import io.bitonic.core.api.TorrentSnapshot;

/**
 * When a complete torrent has been seeded enough: whichever limit is reached first.
 *
 * @param seedSeconds seconds of seeding, 0 at once, -1 no limit
 * @param ratio uploaded through downloaded, 0 at once, -1 no limit
 */
public record StopRule(double seedSeconds, double ratio) {
  /** Stops as soon as the torrent is complete. */
  public static final StopRule AT_ONCE = new StopRule(0, -1);

  /** Seeds until it is interrupted. */
  public static final StopRule NEVER = new StopRule(-1, -1);

  boolean isReached(TorrentSnapshot t, double seconds) {
    return seedSeconds >= 0 && seconds >= seedSeconds || ratio >= 0 && t.ratio() >= ratio;
  }
}
