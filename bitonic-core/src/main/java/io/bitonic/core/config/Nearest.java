package io.bitonic.core.config;

/** Finds what somebody who mistyped a name meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The name nearest to {@code key}, or null when none is near. The same word behind another first
   * part, as in {@code a.name} and {@code b.name}, is near.
   */
  public static String of(String key, Iterable<String> names) {
    String best = null;
    int least = Math.max(2, key.length() / 3) + 1;
    for (String name : names) {
      int d = distance(key, name);
      String own = name.substring(name.indexOf('.') + 1);
      if (key.substring(key.indexOf('.') + 1).equals(own)) {
        d = Math.min(d, 1);
      }
      if (d < least) {
        least = d;
        best = name;
      }
    }
    return best;
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int up = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(up, row[j - 1]) + 1);
        diagonal = up;
      }
    }
    return row[b.length()];
  }
}
