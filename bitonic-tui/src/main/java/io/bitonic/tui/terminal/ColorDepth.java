package io.bitonic.tui.terminal;

import java.util.Locale;
import java.util.Map;

/** How many colours a terminal shows. */
public enum ColorDepth {
  MONO,
  ANSI16,
  INDEXED256,
  TRUE;

  /**
   * Reads the environment: {@code NO_COLOR} (any value but the empty one) is {@link #MONO}; then
   * {@code COLORTERM}, then {@code TERM}.
   */
  public static ColorDepth detect(Map<String, String> environment) {
    String term = lower(environment, "TERM");
    String colorTerm = lower(environment, "COLORTERM");
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return MONO;
    }
    if (colorTerm.equals("truecolor") || colorTerm.equals("24bit") || isTrueColorTerm(term)) {
      return TRUE;
    }
    if (term.contains("256color")) {
      return INDEXED256;
    }
    if (term.isEmpty()
        || term.equals("dumb")
        || term.startsWith("vt")
        || term.endsWith("-m")
        || term.endsWith("-mono")) {
      return MONO;
    }
    return ANSI16;
  }

  private static boolean isTrueColorTerm(String term) {
    return term.endsWith("-direct")
        || term.contains("kitty")
        || term.contains("ghostty")
        || term.startsWith("alacritty")
        || term.startsWith("wezterm")
        || term.startsWith("foot");
  }

  private static String lower(Map<String, String> environment, String key) {
    return environment.getOrDefault(key, "").toLowerCase(Locale.ROOT);
  }
}
