package io.bitonic.core.alert;

/**
 * A condition that holds, though not yet for as long as its rule says.
 *
 * @param condition the rule's, as text
 * @param subject id of a torrent, host of a tracker, or empty
 * @param sinceMillis wall clock
 * @param lookMillis wall clock of the last look at which it held
 */
public record HeldCondition(
    String rule, String condition, String subject, long sinceMillis, long lookMillis) {}
