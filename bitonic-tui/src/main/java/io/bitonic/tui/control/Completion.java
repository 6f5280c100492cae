package io.bitonic.tui.control;

import java.util.List;
import java.util.Locale;

/** Completion of half a word. Pure. */
public final class Completion {
  /**
   * The text as far as it is certain, and what may follow.
   *
   * @param candidates empty when the text is complete
   * @param problem why there is nothing to complete, or empty
   */
  public record Result(String text, List<String> candidates, String problem) {
    public Result(String text, List<String> candidates) {
      this(text, candidates, "");
    }
  }

  private Completion() {}

  /** Completes to the longest beginning that all words share; upper and lower case are one. */
  public static Result complete(String text, List<String> words) {
    String low = text.toLowerCase(Locale.ROOT);
    List<String> hits =
        words.stream().filter(w -> w.toLowerCase(Locale.ROOT).startsWith(low)).sorted().toList();
    if (hits.isEmpty()) {
      return new Result(text, List.of());
    }
    if (hits.size() == 1) {
      return new Result(hits.getFirst(), List.of());
    }
    String common = hits.getFirst();
    for (String h : hits) {
      int n = 0;
      while (n < common.length()
          && n < h.length()
          && Character.toLowerCase(common.charAt(n)) == Character.toLowerCase(h.charAt(n))) {
        n++;
      }
      common = common.substring(0, n);
    }
    return new Result(common.length() >= text.length() ? common : text, hits);
  }
}
