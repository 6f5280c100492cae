package io.bitonic.core.health;

/** What a score means where a choice is made; better ones come later. */
public enum Standing {
  /** Below 25: only when there is nobody else. */
  BAD,
  /** Below 50: not where it holds up others. */
  POOR,
  /** Like one of whom nothing is known. */
  ORDINARY,
  /** From 90: it has served us better than most. */
  GOOD;

  /**
   * @param score 0–100
   */
  public static Standing of(int score) {
    return score < 25 ? BAD : score < 50 ? POOR : score < 90 ? ORDINARY : GOOD;
  }
}
