package io.bitonic.tui.model;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as the screens show them: short, and never wider than their column. Pure. */
public final class Format {
  private static final String UNITS = "BKMGTPE";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private Format() {}

  /** Bytes in powers of 1,024, at most 5 columns: {@code 0}, {@code 312B}, {@code 9.8M}. */
  public static String size(long bytes) {
    if (bytes <= 0) {
      return "0";
    }
    if (bytes < 1000) {
      return bytes + "B";
    }
    int unit = 0;
    double value = bytes;
    while (value >= 999.5 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    long tenths = Math.round(value * 10);
    String digits =
        tenths < 1_000 ? tenths / 10 + "." + tenths % 10 : String.valueOf(Math.round(value));
    return digits + UNITS.charAt(unit);
  }

  /** As {@link #size}, empty for nothing: a column of zeros says less than a column of gaps. */
  public static String rate(long bytesPerSecond) {
    return bytesPerSecond <= 0 ? "" : size(bytesPerSecond);
  }

  /** A limit, or {@code none}. */
  public static String limit(long bytesPerSecond) {
    return bytesPerSecond <= 0 ? "none" : size(bytesPerSecond) + "/s";
  }

  /** Seconds as at most two units, 6 columns: {@code 2m40}, {@code 3d04h}; – when not known. */
  public static String duration(long seconds) {
    if (seconds < 0) {
      return "–";
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m" + two(seconds % 60);
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + "h" + two(seconds / 60 % 60);
    }
    long days = seconds / 86_400;
    if (days < 100) {
      return days + "d" + two(seconds / 3_600 % 24) + "h";
    }
    return days < 3_650 ? days + "d" : "∞";
  }

  private static String two(long n) {
    return n < 10 ? "0" + n : String.valueOf(n);
  }

  /** A short time in at most 6 columns: {@code 85µs}, {@code 1.2ms}, {@code 12s}; – not known. */
  public static String brief(double seconds) {
    if (Double.isNaN(seconds)) {
      return "–";
    }
    if (seconds < 0.000_999_5) {
      return Math.round(seconds * 1e6) + "µs";
    }
    if (seconds < 0.999_5) {
      return digits(seconds * 1e3) + "ms";
    }
    return seconds < 99.5 ? digits(seconds) + "s" : duration(Math.round(seconds));
  }

  /** One decimal while it says something. */
  public static String digits(double value) {
    return value < 9.95
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.valueOf(Math.round(value));
  }

  /** 0–1 as a percentage that says 100 only when it is. */
  public static String percent(double fraction) {
    if (fraction >= 1) {
      return "100%";
    }
    double p = Math.max(0, fraction) * 100;
    if (p < 10) {
      long tenths = (long) (p * 10);
      return tenths / 10 + "." + tenths % 10 + "%";
    }
    return (long) p + "%";
  }

  /** Two decimals while they say something. */
  public static String ratio(double ratio) {
    if (ratio >= 1_000) {
      return String.valueOf((long) ratio);
    }
    int decimals = ratio >= 100 ? 0 : ratio >= 10 ? 1 : 2;
    long scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
    long n = Math.round(Math.max(0, ratio) * scale);
    if (decimals == 0) {
      return String.valueOf(n);
    }
    String rest = String.valueOf(n % scale);
    return n / scale + "." + (rest.length() < decimals ? "0" + rest : rest);
  }

  /** Thousands apart. */
  public static String count(long n) {
    String s = String.valueOf(Math.abs(n));
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < s.length(); i++) {
      if (i > 0 && (s.length() - i) % 3 == 0) {
        b.append(',');
      }
      b.append(s.charAt(i));
    }
    return n < 0 ? "-" + b : b.toString();
  }

  public static String date(long millis, ZoneId zone) {
    return millis <= 0 ? "–" : DAY.format(at(millis, zone));
  }

  public static String time(long millis, ZoneId zone) {
    return TIME.format(at(millis, zone));
  }

  public static String clock(long millis, ZoneId zone) {
    return MINUTE.format(at(millis, zone));
  }

  private static ZonedDateTime at(long millis, ZoneId zone) {
    return Instant.ofEpochMilli(millis).atZone(zone);
  }
}
