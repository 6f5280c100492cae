package io.bitonic.app.text;

import java.util.List;

/**
 * Writes one JSON object on one line (RFC 8259). Not thread-safe.
 *
 * <p>Controls, line separators and lone surrogates are escaped, so that a line is always one line
 * and always valid UTF-8.
 */
public final class Json {
  private final StringBuilder out = new StringBuilder(256).append('{');

  public Json put(String key, String value) {
    key(key);
    string(value);
    return this;
  }

  public Json put(String key, long value) {
    key(key).append(value);
    return this;
  }

  public Json put(String key, boolean value) {
    key(key).append(value);
    return this;
  }

  /** A number with up to {@code decimals} (0–2) decimals. */
  public Json put(String key, double value, int decimals) {
    key(key).append(Double.isFinite(value) ? Units.fixed(value, decimals) : "null");
    return this;
  }

  /** A number as it is; null when it is not finite. */
  public Json number(String key, double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    key(key).append(!Double.isFinite(value) ? "null" : whole ? "" + (long) value : "" + value);
    return this;
  }

  public Json put(String key, Json value) {
    key(key).append(value);
    return this;
  }

  /** An array of strings, of lists, or of objects given as {@link Json}. */
  public Json put(String key, List<?> values) {
    key(key);
    value(values);
    return this;
  }

  private void value(Object v) {
    switch (v) {
      case null -> out.append("null");
      case String s -> string(s);
      case Json j -> out.append(j);
      case Number n -> out.append(n);
      case List<?> list -> {
        out.append('[');
        String comma = "";
        for (Object o : list) {
          out.append(comma);
          value(o);
          comma = ",";
        }
        out.append(']');
      }
      default -> throw new IllegalArgumentException(v.getClass().getName());
    }
  }

  private StringBuilder key(String key) {
    if (out.length() > 1) {
      out.append(',');
    }
    string(key);
    return out.append(':');
  }

  private void string(String s) {
    if (s == null) {
      out.append("null");
      return;
    }
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean lone =
          Character.isSurrogate(c)
              && !(Character.isHighSurrogate(c)
                      && i + 1 < s.length()
                      && Character.isLowSurrogate(s.charAt(i + 1))
                  || Character.isLowSurrogate(c)
                      && i > 0
                      && Character.isHighSurrogate(s.charAt(i - 1)));
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || lone) {
        out.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** The finished object, without a line break. */
  @Override
  public String toString() {
    return out + "}";
  }
}
