package io.bitonic.core.swarm;

import io.bitonic.core.config.Settings;

/**
 * The one place that says which ways to find peers a torrent may use. A private torrent (BEP 27)
 * has its trackers and nothing else: it is not looked up or announced anywhere, its peers are told
 * to nobody, and what others tell of it is not believed.
 */
public record Discoverable(boolean dht, boolean pex, boolean lsd) {
  /** Trackers only. */
  public static final Discoverable NOWHERE = new Discoverable(false, false, false);

  public static Discoverable of(Settings.Discovery settings, boolean privateTorrent) {
    return privateTorrent
        ? NOWHERE
        : new Discoverable(settings.dht(), settings.pex(), settings.lsd());
  }

  /**
   * Whether peers that were found before it was known that the torrent is private may be kept:
   * those that its trackers or the user have named.
   */
  static boolean keepsWhenPrivate(PeerSource source) {
    return switch (source) {
      case TRACKER, MANUAL, MAGNET -> true;
      case RESUME, LSD, DHT, PEX, INCOMING -> false;
    };
  }

  /** Whether peers from this source may be called. */
  public boolean allows(PeerSource source) {
    return switch (source) {
      case DHT -> dht;
      case PEX -> pex;
      case LSD -> lsd;
      case TRACKER, MANUAL, MAGNET, RESUME, INCOMING -> true;
    };
  }
}
