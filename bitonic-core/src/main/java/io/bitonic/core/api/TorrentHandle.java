package io.bitonic.core.api;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A torrent as a front end sees it. Thread-safe. */
public interface TorrentHandle {
  /** 40 hex digits. */
  String id();

  /**
   * The latest published state, the same object while nothing has changed; never waits for the
   * engine. The seconds that a torrent counts are up to a minute behind while nothing happens in it
   * and nobody watches it.
   */
  TorrentSnapshot snapshot();

  /**
   * Says which rows somebody looks at; the engine publishes only these. An empty set stops it.
   *
   * <p>A set replaces the one before.
   */
  void watch(Set<DetailPart> parts);

  /** The latest published rows, or null before the first ones are there. */
  TorrentDetail detail();

  /** Rows as they are now, once; what somebody watches stays as it is. */
  default CompletableFuture<TorrentDetail> ask(Set<DetailPart> parts) {
    return CompletableFuture.failedFuture(
        new EngineException(EngineException.Kind.NOT_FOUND, "nothing is known of " + id()));
  }

  /**
   * The bytes of a .torrent file of it, or null while its metadata is unknown. Makes them anew each
   * time.
   */
  default byte[] torrentFile() {
    return null;
  }

  /**
   * Opens a file for reading while it is downloaded. Fails with an {@link EngineException} when the
   * files are not known yet, there is no such file, it is empty or it is not wanted.
   *
   * @param file index in the torrent
   */
  default CompletableFuture<ContentReader> read(int file) {
    return CompletableFuture.failedFuture(
        new EngineException(EngineException.Kind.NOT_FOUND, "there is no file " + file));
  }
}
