package io.bitonic.app.cli;

import io.bitonic.core.config.Amounts;
import io.bitonic.core.config.Settings;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of option values; their messages say what to write. */
final class Quantities {
  private Quantities() {}

  /** Bytes a second with a unit. */
  static final class Rate implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return guard(() -> Amounts.parseRate(value));
    }
  }

  /** Bytes with a unit. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return guard(() -> Amounts.parseSize(value));
    }
  }

  private static Long guard(java.util.function.Supplier<Long> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** How peer connections are encrypted, in small letters. */
  static final class Encryption implements ITypeConverter<Settings.Encryption> {
    @Override
    public Settings.Encryption convert(String value) {
      for (Settings.Encryption e : Settings.Encryption.values()) {
        if (e.name().toLowerCase(Locale.ROOT).equals(value)) {
          return e;
        }
      }
      throw new TypeConversionException(
          "'" + value + "' is no mode; give off, allowed, preferred or required");
    }
  }

  /** A number that is zero or more. */
  static final class NotNegative implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        double v = Double.parseDouble(value);
        if (v >= 0 && v < 1e12) {
          return v;
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + value + "' is not a number of zero or more");
      }
      throw new TypeConversionException("'" + value + "' is not a number of zero or more");
    }
  }
}
