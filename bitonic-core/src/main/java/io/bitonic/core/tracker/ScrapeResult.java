package io.bitonic.core.tracker;

import java.util.List;

/** How a scrape ended. */
public sealed interface ScrapeResult {
  /**
   * @param counts one per info-hash asked for, in that order
   */
  record Ok(List<Counts> counts) implements ScrapeResult {}

  /**
   * @param message sanitised, at most 200 characters
   */
  record Failed(String message) implements ScrapeResult {}

  /** What a tracker counts of a swarm; -1 unknown. */
  record Counts(int seeds, int leechers, int downloaded) {
    static final Counts UNKNOWN = new Counts(-1, -1, -1);
  }
}
