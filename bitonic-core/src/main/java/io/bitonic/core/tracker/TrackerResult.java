package io.bitonic.core.tracker;

import java.util.OptionalLong;

/** How an announce ended. */
public sealed interface TrackerResult {
  /** The tracker answered. */
  record Ok(AnnounceResponse response) implements TrackerResult {}

  /**
   * The tracker refused, or could not be reached.
   *
   * @param message sanitised, at most 200 characters, names neither path nor query (which may hold
   *     a passkey)
   * @param retryAfterSeconds wait that the tracker asks for (BEP 31, HTTP Retry-After); {@link
   *     Long#MAX_VALUE}: never again
   */
  record Failed(String message, OptionalLong retryAfterSeconds) implements TrackerResult {}
}
