package io.bitonic.core.metrics;

import java.util.Locale;

/** How an announce to a tracker has ended. */
public enum AnnounceOutcome {
  /** The tracker answered. */
  OK,
  /** The tracker said no: a failure reason, or an HTTP status other than 200. */
  REFUSED,
  /** Nothing, or not all of an answer, came in time. */
  TIMEOUT,
  /** There was no way to it: no address, no route, no connection. */
  UNREACHABLE,
  /** Its URL or its answer makes no sense. */
  INVALID;

  /** In small letters. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
