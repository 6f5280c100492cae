package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;

/**
 * An alert has begun, or is over.
 *
 * @param fired false: it is over
 * @param subject id of a torrent, host of a tracker, or empty
 * @param name of the subject for people, or empty
 * @param millis wall clock
 * @param value at that moment, NaN when it is not known
 * @param message what is wrong, or why it is over
 */
public record AlertEvent(
    boolean fired,
    String rule,
    AlertSeverity severity,
    String subject,
    String name,
    long millis,
    double value,
    String message) {

  /** This alert has begun. */
  public static AlertEvent fired(ActiveAlert a) {
    return new AlertEvent(
        true,
        a.rule(),
        a.severity(),
        a.subject(),
        a.name(),
        a.firedMillis(),
        a.value(),
        a.message());
  }

  /** This alert is over. */
  static AlertEvent cleared(ActiveAlert a, long millis, double value, String why) {
    return new AlertEvent(false, a.rule(), a.severity(), a.subject(), a.name(), millis, value, why);
  }
}
