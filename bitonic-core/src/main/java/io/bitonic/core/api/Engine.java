package io.bitonic.core.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The engine as a front end sees it. Thread-safe; no method waits for the network or the disk. */
public interface Engine extends AutoCloseable {
  /**
   * Adds a torrent. Completes when it is accepted (not when its data is checked), or exceptionally
   * with an {@link EngineException} whose message is fit for a user.
   */
  CompletableFuture<TorrentHandle> add(AddTorrent request);

  /** Completes when done, or exceptionally with an {@link EngineException}. */
  CompletableFuture<Void> submit(EngineCommand command);

  /** All torrents by queue position; the same list as before while it has not changed. */
  List<TorrentHandle> torrents();

  Optional<TorrentHandle> torrent(String id);

  /** The latest published state. */
  EngineSnapshot snapshot();

  /** What has been counted so far, and the peers of now; completes in a moment. */
  CompletableFuture<EngineStats> stats();

  /**
   * @param capacity events kept for the subscriber, ≥ 1
   */
  EventSubscription subscribe(int capacity);

  /** Tells all subscribers of something that was found out beside the engine, such as an alert. */
  default void publish(EngineEvent event) {}

  /**
   * Tells trackers, saves what has changed, closes files; gives up waiting for the network after
   * {@code timeout}, and saving ten seconds later.
   */
  void close(Duration timeout);

  @Override
  default void close() {
    close(Duration.ofSeconds(5));
  }
}
