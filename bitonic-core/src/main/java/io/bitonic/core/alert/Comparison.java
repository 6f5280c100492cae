package io.bitonic.core.alert;

/** How a value is compared with the one in a rule. */
public enum Comparison {
  LESS("<"),
  AT_MOST("<="),
  MORE(">"),
  AT_LEAST(">="),
  EQUAL("=="),
  DIFFERENT("!=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  public String sign() {
    return sign;
  }

  /**
   * @throws IllegalArgumentException when there is no such sign
   */
  static Comparison of(String sign) {
    for (Comparison c : values()) {
      if (c.sign.equals(sign)) {
        return c;
      }
    }
    throw new IllegalArgumentException("'" + sign + "' is none of < <= > >= == !=");
  }

  /** Whether {@code a} is so to {@code b}; false for NaN. */
  public boolean holds(double a, double b) {
    return !Double.isNaN(a)
        && switch (this) {
          case LESS -> a < b;
          case AT_MOST -> a <= b;
          case MORE -> a > b;
          case AT_LEAST -> a >= b;
          case EQUAL -> a == b;
          case DIFFERENT -> a != b;
        };
  }

  Comparison opposite() {
    return switch (this) {
      case LESS -> AT_LEAST;
      case AT_MOST -> MORE;
      case MORE -> AT_MOST;
      case AT_LEAST -> LESS;
      case EQUAL -> DIFFERENT;
      case DIFFERENT -> EQUAL;
    };
  }

  /** Whether small values are those that count. */
  boolean isBelow() {
    return this == LESS || this == AT_MOST;
  }
}
