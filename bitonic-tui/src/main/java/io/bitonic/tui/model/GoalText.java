package io.bitonic.tui.model;

import io.bitonic.core.api.ShareGoal;
import java.util.Locale;

/** A share goal as it is written: ratio, minutes, whether both are needed, what happens then. */
public final class GoalText {
  /** How it is written, for people. */
  public static final String HINT =
      "ratio, minutes; any or all; stop, pause, remove or remove-data: 2 1440 any pause";

  private static final double MAX_RATIO = 10_000;
  private static final int MAX_MINUTES = 10_000_000;

  private GoalText() {}

  /** As {@link #parse} reads it. */
  public static String of(ShareGoal g) {
    return (g.ratio() == 0 ? "-" : ratio(g.ratio()))
        + " "
        + (g.seedMinutes() == 0 ? "-" : g.seedMinutes())
        + (g.both() ? " all " : " any ")
        + action(g.action());
  }

  private static String ratio(double r) {
    return r == Math.rint(r) ? String.valueOf((long) r) : String.format(Locale.ROOT, "%.2f", r);
  }

  private static String action(ShareGoal.Action a) {
    return a.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The goal that a text means, or null when it means none. */
  public static ShareGoal parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (words.length < 2 || words.length > 4) {
      return null;
    }
    double ratio = number(words[0], MAX_RATIO);
    double minutes = number(words[1], MAX_MINUTES);
    if (ratio < 0 || minutes < 0 || minutes != Math.rint(minutes)) {
      return null;
    }
    boolean both = false;
    ShareGoal.Action action = ShareGoal.Action.STOP;
    for (int i = 2; i < words.length; i++) {
      ShareGoal.Action a = action(words[i]);
      boolean needs = words[i].equals("any") || words[i].equals("all");
      if (a == null && !needs) {
        return null;
      }
      action = a != null ? a : action;
      both = needs ? words[i].equals("all") : both;
    }
    return new ShareGoal(ratio, (int) minutes, both, action);
  }

  private static ShareGoal.Action action(String word) {
    for (ShareGoal.Action a : ShareGoal.Action.values()) {
      if (action(a).equals(word)) {
        return a;
      }
    }
    return null;
  }

  /** 0 for a dash, -1 for what can't be meant. */
  private static double number(String word, double most) {
    if (word.equals("-")) {
      return 0;
    }
    try {
      double d = Double.parseDouble(word);
      return d >= 0 && d <= most ? d : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
