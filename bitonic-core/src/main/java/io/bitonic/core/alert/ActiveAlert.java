package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;

/**
 * An alert that has begun and is not over.
 *
 * @param subject id of a torrent, host of a tracker, or empty
 * @param name of the subject for people, or empty
 * @param firedMillis wall clock
 * @param value when it began
 * @param dismissed somebody does not want to hear of it until it has been over once
 */
public record ActiveAlert(
    String rule,
    AlertSeverity severity,
    String subject,
    String name,
    long firedMillis,
    double value,
    String message,
    boolean dismissed) {}
