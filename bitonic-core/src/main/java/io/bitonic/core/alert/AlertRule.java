package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When to tell of what.
 *
 * @param name {@link #NAME}
 * @param condition when it begins
 * @param clear when it is over; the opposite of {@code condition}, or a level further away from it
 * @param message for people; {@code {value}}, {@code {subject}} and {@code {rule}} stand for what
 *     they say
 * @param sinks where it goes, if they are on
 * @param builtIn Bitonic's own, not changed
 */
public record AlertRule(
    String name,
    AlertCondition condition,
    AlertCondition clear,
    AlertSeverity severity,
    String message,
    boolean enabled,
    Set<Sink> sinks,
    boolean builtIn) {
  /** Of names. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  static final int MAX_MESSAGE = 500;

  public AlertRule {
    sinks = Set.copyOf(sinks);
  }

  /**
   * A user's rule.
   *
   * @param clear null: the opposite
   * @param message null: the usual one
   * @throws IllegalArgumentException with a message for the user
   */
  public static AlertRule of(
      String name,
      AlertCondition condition,
      String clear,
      AlertSeverity severity,
      String message,
      Set<Sink> sinks) {
    if (message != null && message.length() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "a message is not longer than " + MAX_MESSAGE + " characters");
    }
    return new AlertRule(
        name,
        condition,
        clear == null ? condition.opposite() : condition.clear(clear),
        severity,
        message == null ? defaultMessage(condition) : message,
        true,
        sinks,
        false);
  }

  /** The message for a value of a subject. */
  String message(String subject, double value) {
    String text =
        message
            .replace("{value}", condition.metric().unit().show(value))
            .replace("{rule}", name)
            .replace("{subject}", subject);
    return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
  }

  /** What is said of a condition that has no message of its own. */
  static String defaultMessage(AlertCondition c) {
    String of = c.metric().scope() == Metric.Scope.ALL ? "" : "{subject}: ";
    String over =
        c.windowMillis() == 0 ? " is " : " in " + MetricUnit.duration(c.windowMillis()) + ": ";
    return of + c.metric().name() + over + "{value}";
  }
}
