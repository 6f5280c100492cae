package io.bitonic.core.alert;

import io.bitonic.core.config.Amounts;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a metric is counted in, and how its values are written. */
public enum MetricUnit {
  COUNT("count"),
  BYTES("bytes"),
  BYTES_PER_SECOND("bytes/s"),
  PERCENT("percent"),
  SECONDS("seconds"),
  /** A share or a factor, such as a ratio of 1.5. */
  RATIO("ratio"),
  /** 1 for yes, 0 for no. */
  YES_NO("yes/no");

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(\\.\\d{1,3})?(ms|[smhd]))+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|[smhd])");

  private final String label;

  MetricUnit(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /**
   * Reads a value: a number, or one with a unit of its kind, such as {@code 1GiB} or {@code 5m}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public double parse(String text) {
    String s = text.strip();
    return switch (this) {
      case BYTES -> Amounts.parseSize(s);
      case BYTES_PER_SECOND -> Amounts.parseRate(s);
      case SECONDS -> millis(s) / 1000.0;
      case PERCENT -> number(s.endsWith("%") ? s.substring(0, s.length() - 1).strip() : s, text);
      case YES_NO ->
          switch (s.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> 1;
            case "no", "false", "off" -> 0;
            default -> number(s, text);
          };
      case COUNT, RATIO -> number(s, text);
    };
  }

  private static double number(String s, String text) {
    if (!NUMBER.matcher(s).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
    return Double.parseDouble(s);
  }

  /**
   * Reads a time as {@code 90s}, {@code 1h30m} or plain seconds, in milliseconds.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static long millis(String text) {
    String s = text.strip().toLowerCase(Locale.ROOT);
    if (s.matches("\\d{1,9}(\\.\\d{1,3})?")) {
      return Math.round(Double.parseDouble(s) * 1000);
    }
    if (s.length() > 40 || !DURATION.matcher(s).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a time; write 90s, 5m or 1h30m");
    }
    double all = 0;
    var m = PART.matcher(s);
    while (m.find()) {
      double n = Double.parseDouble(m.group(1));
      all +=
          switch (m.group(2)) {
            case "ms" -> n;
            case "s" -> n * 1000;
            case "m" -> n * 60_000;
            case "h" -> n * 3_600_000;
            default -> n * 86_400_000;
          };
    }
    return Math.round(all);
  }

  /** A time as {@link #millis} reads it, exactly. */
  public static String duration(long millis) {
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    StringBuilder b = new StringBuilder();
    long left = millis / 1000;
    long[] sizes = {86_400, 3600, 60, 1};
    for (int i = 0; i < sizes.length; i++) {
      if (left >= sizes[i]) {
        b.append(left / sizes[i]).append("dhms".charAt(i));
        left %= sizes[i];
      }
    }
    return b.isEmpty() ? "0s" : b.toString();
  }

  /** A value as {@link #parse} reads it, exactly. */
  String write(double v) {
    return switch (this) {
      case BYTES -> Amounts.size(Math.round(v));
      case BYTES_PER_SECOND -> Amounts.size(Math.round(v)) + "/s";
      case SECONDS -> duration(Math.round(v * 1000));
      case YES_NO -> v == 1 ? "yes" : v == 0 ? "no" : plain(v);
      case COUNT, PERCENT, RATIO -> plain(v);
    };
  }

  private static String plain(double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v);
  }

  /** A value for people, with its unit and three digits or so. */
  public String show(double v) {
    if (Double.isNaN(v)) {
      return "unknown";
    }
    return switch (this) {
      case BYTES -> size(v);
      case BYTES_PER_SECOND -> size(v) + "/s";
      case SECONDS -> time(v);
      case PERCENT -> String.format(Locale.ROOT, "%.1f %%", v);
      case RATIO -> String.format(Locale.ROOT, "%.2f", v);
      case YES_NO -> v == 0 ? "no" : "yes";
      case COUNT -> plain(v);
    };
  }

  private static String time(double seconds) {
    return seconds < 10
        ? String.format(Locale.ROOT, "%.3g s", seconds)
        : duration(Math.round(seconds) * 1000);
  }

  private static String size(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int i = 0;
    double v = bytes;
    while (Math.abs(v) >= 1000 && i < units.length - 1) {
      v /= 1024;
      i++;
    }
    return String.format(Locale.ROOT, i == 0 ? "%.0f %s" : "%.2f %s", v, units[i]);
  }
}
