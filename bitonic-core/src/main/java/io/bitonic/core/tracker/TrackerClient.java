package io.bitonic.core.tracker;

import java.util.List;
import java.util.function.Consumer;

/**
 * Speaks with trackers. Loop thread only. Each call ends with exactly one {@code done} on the loop,
 * never from inside the call, unless the client is closed first.
 */
public interface TrackerClient {
  /** Info-hashes in one scrape at most, so that a UDP answer fits one datagram (BEP 15). */
  int MAX_SCRAPE = 74;

  /**
   * @param trackerId what the tracker last gave in {@link AnnounceResponse#trackerId}, or empty
   */
  void announce(
      String url, AnnounceRequest request, String trackerId, Consumer<TrackerResult> done);

  /**
   * @param infoHashes 20 bytes each, 1–{@link #MAX_SCRAPE} of them
   */
  void scrape(String url, List<byte[]> infoHashes, Consumer<ScrapeResult> done);

  /** Ends all calls without an answer. */
  void close();
}
