package io.bitonic.tui.model;

import java.util.Locale;

/** Rates as a user types them. */
public final class Rates {
  private Rates() {}

  /**
   * Bytes a second of {@code 500K}, {@code 1.5M}, {@code 2MiB/s}; 0 for nothing, {@code 0}, {@code
   * none} or {@code -}; -1 for anything else. k, M and G are powers of 1,024; a bare number is
   * bytes.
   */
  public static long parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    if (t.isEmpty() || t.equals("none") || t.equals("-")) {
      return 0;
    }
    if (t.endsWith("/s")) {
      t = t.substring(0, t.length() - 2);
    }
    if (t.endsWith("ib")) {
      t = t.substring(0, t.length() - 2);
    } else if (t.endsWith("b")) {
      t = t.substring(0, t.length() - 1);
    }
    int power = t.isEmpty() ? 0 : "kmg".indexOf(t.charAt(t.length() - 1)) + 1;
    String digits = power == 0 ? t : t.substring(0, t.length() - 1);
    if (!digits.matches("[0-9]{1,12}(\\.[0-9]{1,6})?")) {
      return -1;
    }
    double n = Double.parseDouble(digits) * Math.pow(1024, power);
    return n > 1e15 ? -1 : (long) n;
  }
}
