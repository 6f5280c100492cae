package io.bitonic.core.swarm;

import java.util.Arrays;

/**
 * Requests of one peer that wait for us: a ring of (piece, begin, length) triples that grows to its
 * bound.
 */
final class UploadQueue {
  private static final int LATELY = 32;

  private int[] ring = new int[3 * 16];
  private int head;
  private int count;

  int size() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int firstPiece() {
    return ring[head * 3];
  }

  int firstBegin() {
    return ring[head * 3 + 1];
  }

  int firstLength() {
    return ring[head * 3 + 2];
  }

  void add(int piece, int begin, int length) {
    grow();
    set((head + count) % capacity(), piece, begin, length);
    count++;
  }

  void addFirst(int piece, int begin, int length) {
    grow();
    head = (head + capacity() - 1) % capacity();
    set(head, piece, begin, length);
    count++;
  }

  void removeFirst() {
    head = (head + 1) % capacity();
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
      int to = (head + i) % capacity() * 3;
      int from = (head + i + 1) % capacity() * 3;
      System.arraycopy(ring, from, ring, to, 3);
    }
    count--;
    return true;
  }

  void clear() {
    count = 0;
  }

  private int indexOf(int from, int piece, int begin, int length) {
    for (int i = from; i < count; i++) {
      int at = (head + i) % capacity() * 3;
      if (ring[at] == piece && ring[at + 1] == begin && ring[at + 2] == length) {
        return i;
      }
    }
    return -1;
  }

  private int capacity() {
    return ring.length / 3;
  }

  private void set(int i, int piece, int begin, int length) {
    ring[i * 3] = piece;
    ring[i * 3 + 1] = begin;
    ring[i * 3 + 2] = length;
  }

  private void grow() {
    if (count < capacity()) {
      return;
    }
    int[] bigger = Arrays.copyOfRange(ring, head * 3, head * 3 + ring.length * 2);
    int first = ring.length - head * 3;
    System.arraycopy(ring, head * 3, bigger, 0, first);
    System.arraycopy(ring, 0, bigger, first, head * 3);
    ring = bigger;
    head = 0;
  }
}
