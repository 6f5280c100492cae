package io.bitonic.core.api;

/** How much an alert matters, the least first. */
public enum AlertSeverity {
  /** Good to know. */
  INFO,
  /** Something works less well than it should. */
  WARNING,
  /** Something does not work at all, or soon will not. */
  CRITICAL
}
