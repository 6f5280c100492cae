package io.bitonic.core.utp;

/** Arithmetic of 16-bit sequence numbers. */
final class Seq {
  private Seq() {}

  static int plus(int sequence, int n) {
    return sequence + n & 0xffff;
  }

  /** How far {@code a} is ahead of {@code b}; negative when it is behind. */
  static int distance(int a, int b) {
    return (short) (a - b);
  }
}
