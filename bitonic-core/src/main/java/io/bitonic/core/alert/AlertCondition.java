package io.bitonic.core.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a rule's alert begins: {@code disk.free_percent < 5 for 60s}, or of a counter {@code
 * increase(pieces.failed, 10m) >= 5}.
 *
 * @param windowMillis time over which the increase of a counter is taken; 0: the value itself
 * @param forMillis how long it must hold
 */
public record AlertCondition(
    Metric metric, long windowMillis, Comparison comparison, double value, long forMillis) {
  private static final int MAX_LENGTH = 200;
  private static final long MIN_WINDOW = 5_000;
  private static final long MAX_WINDOW = 86_400_000;
  static final long MAX_FOR = 30L * 86_400_000;

  private static final String SIGN = "(<=|>=|==|!=|<|>)";
  private static final Pattern INCREASE =
      Pattern.compile("increase\\s*\\(\\s*([\\w.]+)\\s*,\\s*([\\w.]+)\\s*\\)");
  private static final Pattern FORM =
      Pattern.compile(
          "([\\w.]+|increase\\s*\\([^()]*\\))\\s*" + SIGN + "\\s*(\\S.*?)(?:\\s+for\\s+(\\S+))?");

  /** A condition whose metric is known already, as in {@code > 8 for 30s}. */
  private static final Pattern SHORT =
      Pattern.compile(SIGN + "?\\s*([^<>=!\\s].*?)(?:\\s+for\\s+(\\S+))?");

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static AlertCondition parse(String text) {
    String s = bounded(text);
    Matcher m = FORM.matcher(s);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no condition; write it as disk.free_percent < 5 for 60s");
    }
    String left = m.group(1);
    Matcher increase = INCREASE.matcher(left);
    boolean counted = increase.matches();
    if (!counted && left.contains("(")) {
      throw new IllegalArgumentException(
          "'" + left + "': write increase(pieces.failed, 10m), with a metric and a time");
    }
    Metric metric = Metrics.require(counted ? increase.group(1) : left);
    long window = counted ? window(metric, increase.group(2)) : 0;
    double value = metric.unit().parse(m.group(3));
    return new AlertCondition(
        metric, window, Comparison.of(m.group(2)), value, duration(m.group(4)));
  }

  private static long window(Metric metric, String text) {
    if (!metric.counter()) {
      throw new IllegalArgumentException(
          metric.name() + " is no counter, so there is no increase of it");
    }
    long window = MetricUnit.millis(text);
    if (window < MIN_WINDOW || window > MAX_WINDOW) {
      throw new IllegalArgumentException("an increase is taken over 5s to 24h, not " + text);
    }
    return window;
  }

  /**
   * The condition that ends what {@code this} has begun.
   *
   * @param text a value, or a sign and a value, both with or without {@code for TIME}
   * @throws IllegalArgumentException also when both could hold at once
   */
  public AlertCondition clear(String text) {
    Matcher m = SHORT.matcher(bounded(text));
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' does not say when it is over; write a value, or >= 8 for 30s");
    }
    Comparison sign = m.group(1) == null ? comparison.opposite() : Comparison.of(m.group(1));
    double level = metric.unit().parse(m.group(2));
    AlertCondition clear =
        new AlertCondition(metric, windowMillis, sign, level, duration(m.group(3)));
    if (overlaps(clear)) {
      throw new IllegalArgumentException(
          "'" + text + "' can hold together with '" + this + "': the alert would flap");
    }
    return clear;
  }

  /** What ends it when nothing else is said. */
  AlertCondition opposite() {
    return new AlertCondition(metric, windowMillis, comparison.opposite(), value, 0);
  }

  private boolean overlaps(AlertCondition c) {
    double step = Math.max(1e-9, Math.abs(value) * 1e-9);
    double far = 1e18;
    double[] probes = {
      value, c.value, value - step, value + step, c.value - step, c.value + step, -far, far
    };
    for (double v : probes) {
      if (comparison.holds(v, value) && c.comparison.holds(v, c.value)) {
        return true;
      }
    }
    return false;
  }

  private static long duration(String text) {
    if (text == null) {
      return 0;
    }
    long millis = MetricUnit.millis(text);
    if (millis > MAX_FOR) {
      throw new IllegalArgumentException("'for " + text + "' is longer than 30 days");
    }
    return millis;
  }

  private static String bounded(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a condition is not longer than " + MAX_LENGTH + " characters");
    }
    return text.strip();
  }

  /** Whether it holds now, whatever was before. */
  public boolean holds(double v) {
    return comparison.holds(v, value);
  }

  /** Without {@code for}. */
  String level() {
    return comparison.sign() + " " + metric.unit().write(value);
  }

  /** As it is written in a rule that names the metric elsewhere. */
  public String shortText() {
    return level() + (forMillis == 0 ? "" : " for " + MetricUnit.duration(forMillis));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String left =
        windowMillis == 0
            ? metric.name()
            : "increase(" + metric.name() + ", " + MetricUnit.duration(windowMillis) + ")";
    return left + " " + shortText();
  }
}
