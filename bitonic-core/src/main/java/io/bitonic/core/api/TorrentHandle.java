package io.bitonic.core.api;

import java.util.Set;

/** A torrent as a front end sees it. Thread-safe. */
public interface TorrentHandle {
  /** 40 hex digits. */
  String id();

  /** The latest published state; never waits for the engine. */
  TorrentSnapshot snapshot();

  /**
   * Says which rows somebody looks at; the engine publishes only these. An empty set stops it.
   *
   * <p>A set replaces the one before.
   */
  void watch(Set<DetailPart> parts);

  /** The latest published rows, or null before the first ones are there. */
  TorrentDetail detail();

  /**
   * The bytes of a .torrent file of it, or null while its metadata is unknown. Makes them anew each
   * time.
   */
  default byte[] torrentFile() {
    return null;
  }
}
