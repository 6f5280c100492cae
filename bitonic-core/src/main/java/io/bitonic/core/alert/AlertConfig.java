package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code alerts.toml} says, or would say.
 *
 * @param enabled false: no rule is looked at
 * @param intervalMillis between two looks, 1–60 s
 * @param record whether the series of values is kept
 * @param rules all, those that are off too
 * @param least of each sink that is on, the least severity that goes there
 * @param command null without one
 * @param webhook null without one
 */
public record AlertConfig(
    boolean enabled,
    long intervalMillis,
    boolean record,
    List<AlertRule> rules,
    Map<Sink, AlertSeverity> least,
    Command command,
    Webhook webhook) {
  /** Of the file in the configuration folder. */
  public static final String FILE = "alerts.toml";

  static final long DEFAULT_INTERVAL = 5_000;

  public AlertConfig {
    rules = List.copyOf(rules);
    least = Map.copyOf(least);
  }

  /**
   * A program to run, without a shell.
   *
   * @param run the program and its arguments, with placeholders
   * @param timeoutMillis after which it is ended
   * @param cleared whether it is also run when an alert is over
   */
  public record Command(List<String> run, long timeoutMillis, boolean cleared) {}

  /**
   * An address that is sent a JSON object by POST.
   *
   * @param timeoutMillis of one try
   * @param tries 1–10
   * @param headers {@code Name: value}, such as one with a token; never shown
   * @param cleared whether it is also told when an alert is over
   */
  public record Webhook(
      URI url, long timeoutMillis, int tries, List<String> headers, boolean cleared) {
    /** Without what may be secret in the address and in headers. */
    @Override
    public String toString() {
      return url.getScheme() + "://" + url.getHost();
    }
  }

  /** What counts without a file. */
  public static AlertConfig defaults() {
    return new AlertConfig(
        true,
        DEFAULT_INTERVAL,
        true,
        List.copyOf(DefaultRules.all().values()),
        defaultLeast(),
        null,
        null);
  }

  static Map<Sink, AlertSeverity> defaultLeast() {
    Map<Sink, AlertSeverity> least = new EnumMap<>(Sink.class);
    least.put(Sink.DASHBOARD, AlertSeverity.INFO);
    least.put(Sink.LOG, AlertSeverity.INFO);
    least.put(Sink.BELL, AlertSeverity.CRITICAL);
    return least;
  }

  /** Whether an alert of that rule goes there. */
  public boolean goesTo(Sink sink, AlertRule rule) {
    AlertSeverity from = least.get(sink);
    return from != null && rule.sinks().contains(sink) && rule.severity().compareTo(from) >= 0;
  }

  /** Null when there is none. */
  public AlertRule rule(String name) {
    for (AlertRule r : rules) {
      if (r.name().equals(name)) {
        return r;
      }
    }
    return null;
  }
}
