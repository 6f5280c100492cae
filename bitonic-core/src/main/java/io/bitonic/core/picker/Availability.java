package io.bitonic.core.picker;

import java.util.Arrays;

/**
 * Copies of each piece among the connected peers. Seeds are one number; the others are counted per
 * piece. A histogram that also counts our own copy gives the distributed copies without a scan.
 */
final class Availability {
  /** Copies per piece among peers that are no seeds. */
  final char[] count;

  private int seeds;
  private int[] histogram = new int[16];

  Availability(int pieces) {
    count = new char[pieces];
    histogram[0] = pieces;
  }

  int seeds() {
    return seeds;
  }

  void addSeed(int delta) {
    seeds += delta;
  }

  int of(int piece) {
    return count[piece] + seeds;
  }

  void raise(int piece, boolean own) {
    move(count[piece]++, own, 1);
  }

  void lower(int piece, boolean own) {
    move(count[piece]--, own, -1);
  }

  /** We have got the piece ({@code delta} 1) or lost it (-1). */
  void own(int piece, int delta) {
    move(count[piece], delta < 0, delta);
  }

  private void move(int copies, boolean own, int delta) {
    int from = own ? copies + 1 : copies;
    int to = from + delta;
    if (to >= histogram.length) {
      histogram = Arrays.copyOf(histogram, histogram.length * 2);
    }
    histogram[from]--;
    histogram[to]++;
  }

  /**
   * Copies of the rarest piece, plus the share of pieces that are less rare, our own copy included.
   */
  double distributedCopies() {
    int pieces = count.length;
    if (pieces == 0) {
      return 0;
    }
    int min = 0;
    while (histogram[min] == 0) {
      min++;
    }
    return seeds + min + (pieces - histogram[min]) / (double) pieces;
  }
}
