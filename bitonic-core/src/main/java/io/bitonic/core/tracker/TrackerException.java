package io.bitonic.core.tracker;

import java.util.OptionalLong;

/** Why a call to a tracker failed, in words for the user. Has no stack trace. */
final class TrackerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OptionalLong retryAfterSeconds;

  /** Sanitises the message. */
  TrackerException(String message) {
    this(message, OptionalLong.empty());
  }

  TrackerException(String message, OptionalLong retryAfterSeconds) {
    super(TrackerText.clean(message), null, false, false);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  OptionalLong retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
