package io.bitonic.core.config;

import java.util.Locale;

/** Sizes and rates as people write them. */
public final class Amounts {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private Amounts() {}

  /**
   * Reads a size: a number and a unit (K, KiB: 1024; KB: 1000; M …), or plain bytes.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static long parseSize(String text) {
    String s = text.strip();
    int i = 0;
    while (i < s.length() && (Character.digit(s.charAt(i), 10) >= 0 || s.charAt(i) == '.')) {
      i++;
    }
    double number;
    try {
      number = Double.parseDouble(s.substring(0, i));
    } catch (NumberFormatException e) {
      throw badSize(text);
    }
    String unit = s.substring(i).strip().toLowerCase(Locale.ROOT);
    double factor = unit.isEmpty() || unit.equals("b") ? 1 : factor(unit, text);
    double bytes = number * factor;
    if (bytes > 9.0e18) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return Math.round(bytes);
  }

  private static double factor(String unit, String text) {
    int power = "kmgtp".indexOf(unit.charAt(0)) + 1;
    String rest = unit.substring(1);
    if (power == 0 || !(rest.isEmpty() || rest.equals("ib") || rest.equals("b"))) {
      throw badSize(text);
    }
    return Math.pow(rest.equals("b") ? 1000 : 1024, power);
  }

  private static IllegalArgumentException badSize(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a size; write a number and a unit, as 500K, 2M or 1.5GiB");
  }

  /**
   * Reads a rate: a size with an optional {@code /s}; 0 means no limit.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static long parseRate(String text) {
    String s = text.strip().toLowerCase(Locale.ROOT);
    try {
      return parseSize(s.endsWith("/s") ? s.substring(0, s.length() - 2) : s);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate; write bytes a second, as 500K, 2M or 1.5MiB/s");
    }
  }

  /** The shortest exact text that {@link #parseSize} reads back. */
  public static String size(long bytes) {
    int unit = -1;
    long n = bytes;
    while (n != 0 && n % 1024 == 0 && unit < UNITS.length - 1) {
      n /= 1024;
      unit++;
    }
    return unit < 0 ? Long.toString(n) : n + UNITS[unit];
  }
}
