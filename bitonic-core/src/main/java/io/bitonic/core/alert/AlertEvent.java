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
    String message) {}
