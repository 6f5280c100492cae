package io.bitonic.core.tracker;

import io.bitonic.core.metrics.AnnounceOutcome;
import java.util.OptionalLong;

/** Why a call to a tracker failed, in words for the user. Has no stack trace. */
final class TrackerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final AnnounceOutcome outcome;
  private final transient OptionalLong retryAfterSeconds;

  /** Its URL or its answer makes no sense. Sanitises the message. */
  TrackerException(String message) {
    this(AnnounceOutcome.INVALID, message);
  }

  /** Sanitises the message. */
  TrackerException(AnnounceOutcome outcome, String message) {
    this(outcome, message, OptionalLong.empty());
  }

  private TrackerException(
      AnnounceOutcome outcome, String message, OptionalLong retryAfterSeconds) {
    super(TrackerText.clean(message), null, false, false);
    this.outcome = outcome;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The tracker has said no, and perhaps when to ask again. */
  static TrackerException refused(String message, OptionalLong retryAfterSeconds) {
    return new TrackerException(AnnounceOutcome.REFUSED, message, retryAfterSeconds);
  }

  AnnounceOutcome outcome() {
    return outcome;
  }

  OptionalLong retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
