package io.bitonic.app.text;

/** Sizes, rates and times as people write and read them. Pure functions. */
public final class Units {
  private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Units() {}

  /** Bytes with three digits and a binary unit: {@code 1.23 GiB}. */
  public static String size(long bytes) {
    int unit = unitOf(bytes);
    return number(bytes, unit) + " " + NAMES[unit];
  }

  /** Bytes a second: {@code 12.3 MiB/s}. */
  public static String rate(long bytesPerSecond) {
    return size(bytesPerSecond) + "/s";
  }

  /** {@code 1.23/5.80 GiB}: both in the unit and with the decimals of the second. */
  public static String sizeOf(long done, long total) {
    int unit = unitOf(total);
    double scale = Math.pow(1024, unit);
    int decimals = unit == 0 ? 0 : decimals(total / scale);
    return fixed(done / scale, decimals) + "/" + size(total);
  }

  private static int unitOf(long bytes) {
    int unit = 0;
    double v = bytes;
    while (v >= 999.5 && unit < NAMES.length - 1) {
      v /= 1024;
      unit++;
    }
    return unit;
  }

  private static String number(long bytes, int unit) {
    if (unit == 0) {
      return Long.toString(bytes);
    }
    double v = bytes / Math.pow(1024, unit);
    return fixed(v, decimals(v));
  }

  private static int decimals(double v) {
    return v < 9.995 ? 2 : v < 99.95 ? 1 : 0;
  }

  /** A number with a fixed count of decimals (0–2) and a point, without the cost of a formatter. */
  public static String fixed(double v, int decimals) {
    long scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
    long scaled = Math.round(v * scale);
    String s = Long.toString(Math.abs(scaled));
    String sign = scaled < 0 ? "-" : "";
    if (decimals == 0) {
      return sign + s;
    }
    s = "0".repeat(Math.max(0, decimals + 1 - s.length())) + s;
    int at = s.length() - decimals;
    return sign + s.substring(0, at) + "." + s.substring(at);
  }

  /**
   * {@code 42.3 %}, cut and not rounded, so that 100 % means all of it.
   *
   * @param fraction 0–1
   */
  public static String percent(double fraction) {
    double p = Math.floor(Math.clamp(fraction, 0, 1) * 1000) / 10;
    return p >= 100 ? "100 %" : fixed(p, 1) + " %";
  }

  /** {@code 2:31}, {@code 1:02:31}, {@code 3d 4h}; {@code --} when negative. */
  public static String time(long seconds) {
    if (seconds < 0) {
      return "--";
    }
    if (seconds >= 86_400) {
      return seconds / 86_400 > 999 ? ">999d" : seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }
    String tail = two(seconds % 60);
    return seconds >= 3600
        ? seconds / 3600 + ":" + two(seconds / 60 % 60) + ":" + tail
        : seconds / 60 + ":" + tail;
  }

  private static String two(long v) {
    return v < 10 ? "0" + v : Long.toString(v);
  }
}
