package io.bitonic.core.swarm;

import java.util.Arrays;

/**
 * Requests of one peer that wait for us: a ring of (piece, begin, length) triples that grows by
 * doubling.
 */
final class UploadQueue {
  private static final int LATELY = 32;

  private int[] ring = new int[3 * 16];

  /** Of numbers in the ring, whose capacity is a power of two. */
  private int mask = 15;

  private int head;
  private int count;

  int size() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int firstPiece() {
    return piece(0);
  }

  int firstBegin() {
    return begin(0);
  }

  int firstLength() {
    return length(0);
  }

  /**
   * @param i 0: the first
   */
  int piece(int i) {
    return ring[at(i)];
  }

  int begin(int i) {
    return ring[at(i) + 1];
  }

  int length(int i) {
    return ring[at(i) + 2];
  }

  /**
   * Bytes of the request {@code from} and those after it that go on where the one before ends, in
   * the same piece: one request at least, else at most {@code most}.
   */
  int together(int from, int most) {
    int total = length(from);
    for (int i = from + 1; i < count && total + length(i) <= most; i++) {
      if (piece(i) != piece(i - 1) || begin(i) != begin(i - 1) + length(i - 1)) {
        break;
      }
      total += length(i);
    }
    return total;
  }

  void add(int piece, int begin, int length) {
    grow();
    set(count, piece, begin, length);
    count++;
  }

  void addFirst(int piece, int begin, int length) {
    grow();
    head = (head - 1) & mask;
    set(0, piece, begin, length);
    count++;
  }

  void removeFirst() {
    head = (head + 1) & mask;
    count--;
  }

  /** Whether a request is among the last ones, without a look through a long queue. */
  boolean hasLately(int piece, int begin, int length) {
    return indexOf(Math.max(0, count - LATELY), piece, begin, length) >= 0;
  }

  /** Takes out one request; false when it is not there. */
  boolean remove(int piece, int begin, int length) {
    int i = indexOf(0, piece, begin, length);
    if (i < 0) {
      return false;
    }
    for (; i < count - 1; i++) {
      System.arraycopy(ring, at(i + 1), ring, at(i), 3);
    }
    count--;
    return true;
  }

  void clear() {
    count = 0;
  }

  private int indexOf(int from, int piece, int begin, int length) {
    for (int i = from; i < count; i++) {
      int at = at(i);
      if (ring[at] == piece && ring[at + 1] == begin && ring[at + 2] == length) {
        return i;
      }
    }
    return -1;
  }

  private int at(int i) {
    return ((head + i) & mask) * 3;
  }

  private void set(int i, int piece, int begin, int length) {
    int at = at(i);
    ring[at] = piece;
    ring[at + 1] = begin;
    ring[at + 2] = length;
  }

  private void grow() {
    if (count <= mask) {
      return;
    }
    int[] bigger = Arrays.copyOfRange(ring, head * 3, head * 3 + ring.length * 2);
    int first = ring.length - head * 3;
    System.arraycopy(ring, head * 3, bigger, 0, first);
    System.arraycopy(ring, 0, bigger, first, head * 3);
    ring = bigger;
    mask = 2 * mask + 1;
    head = 0;
  }
}
