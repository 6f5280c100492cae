package io.bitonic.core.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where alerts go. */
public enum Sink {
  DASHBOARD,
  LOG,
  BELL,
  COMMAND,
  WEBHOOK;

  /** As in the file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Sink::label).toList();
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  public static Sink of(String label) {
    int i = labels().indexOf(label.toLowerCase(Locale.ROOT));
    if (i < 0) {
      throw new IllegalArgumentException(
          "'" + label + "' is none of " + String.join(", ", labels()));
    }
    return values()[i];
  }
}
