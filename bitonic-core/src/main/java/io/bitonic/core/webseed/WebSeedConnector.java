package io.bitonic.core.webseed;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Loop;

/** Gives fetchers; a test has its own. Any thread. */
public interface WebSeedConnector {
  /**
   * A fetcher for a torrent's web seed; nothing is connected yet.
   *
   * @param url as in the torrent
   * @return null when as many are at work as may be
   */
  WebSeedFetcher open(Loop loop, Metainfo meta, String url, WebSeedFetcher.Listener listener);
}
