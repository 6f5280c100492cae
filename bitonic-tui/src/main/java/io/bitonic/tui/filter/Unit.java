package io.bitonic.tui.filter;

import java.util.Locale;

/** How the number after an operator is read. */
enum Unit {
  /** A plain number. */
  COUNT,
  /** Bytes or bytes a second: {@code 700M}, {@code 1.5GiB}; k, M, G, T are powers of 1024. */
  BYTES,
  /** Seconds: {@code 90}, {@code 1h30m}, {@code 2d}, {@code 1w}. */
  SECONDS,
  /** 0–100, with or without {@code %}. */
  PERCENT;

  static final String SIZE_HINT = "a size like 700M or 1.5G";
  static final String TIME_HINT = "a time like 90s, 1h30m or 2d";

  /** What a value of this unit looks like, for error messages. */
  String hint() {
    return switch (this) {
      case COUNT -> "a number";
      case BYTES -> SIZE_HINT;
      case SECONDS -> TIME_HINT;
      case PERCENT -> "a percentage like 50%";
    };
  }

  /**
   * @return the value, or NaN when the text is none
   */
  double parse(String text) {
    String t = text.trim().toLowerCase(Locale.ROOT);
    return switch (this) {
      case COUNT -> number(t);
      case BYTES -> bytes(t);
      case SECONDS -> seconds(t);
      case PERCENT -> number(t.endsWith("%") ? t.substring(0, t.length() - 1) : t);
    };
  }

  private static double number(String t) {
    if (t.isEmpty() || t.length() > 20) {
      return Double.NaN;
    }
    boolean dot = false;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c == '.' && !dot && t.length() > 1) {
        dot = true;
      } else if (c < '0' || c > '9') {
        return Double.NaN;
      }
    }
    return Double.parseDouble(t);
  }

  private static double bytes(String text) {
    String t = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
    if (t.endsWith("ib")) {
      t = t.substring(0, t.length() - 2);
    } else if (t.endsWith("b")) {
      t = t.substring(0, t.length() - 1);
    }
    if (t.isEmpty()) {
      return Double.NaN;
    }
    int power = "kmgtp".indexOf(t.charAt(t.length() - 1)) + 1;
    double n = number(power == 0 ? t : t.substring(0, t.length() - 1).trim());
    return n * Math.pow(1024, power);
  }

  private static double seconds(String t) {
    double plain = number(t);
    if (!Double.isNaN(plain)) {
      return plain;
    }
    double sum = 0;
    int start = 0;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c >= '0' && c <= '9' || c == '.') {
        continue;
      }
      double scale =
          switch (c) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            case 'w' -> 604_800;
            case 'y' -> 31_536_000;
            default -> Double.NaN;
          };
      sum += number(t.substring(start, i)) * scale;
      start = i + 1;
    }
    return start == t.length() && start > 0 ? sum : Double.NaN;
  }
}
