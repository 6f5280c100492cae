package io.bitonic.core.picker;

import io.bitonic.core.util.Bits;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The pieces of one priority that are wanted and not begun, as a bit set and in buckets by
 * availability.
 *
 * <p>{@code order} holds the pieces sorted by availability: bucket {@code a} ends before {@code
 * end[a]}. A piece whose availability changes by one is swapped to the boundary of its bucket and
 * the boundary is moved over it, so a change is O(1); adding and removing moves one piece per
 * higher bucket. The buckets may be {@linkplain #forget forgotten}, then changes touch the bit set
 * only, until the next {@link #rarest} sorts the pieces anew.
 */
final class Candidates {
  /** Pieces looked at in rarity order before a sample has to do. */
  private static final int SCAN = 4096;

  /** Pieces compared in a sample. */
  private static final int SAMPLE = 512;

  private static final int[] NONE = {};

  private final Bits bits;
  private final char[] availability;
  private final int[] position;
  private final RandomGenerator random;
  private int[] order = NONE;
  private int[] end = new int[8];
  private int buckets = 1;
  private int firstWord;
  private boolean sorted;

  /**
   * @param availability copies per piece, kept by the caller
   * @param position shared among all priorities: place in {@code order} of a piece that is in it
   */
  Candidates(int pieces, char[] availability, int[] position, RandomGenerator random) {
    this.bits = new Bits(pieces);
    this.availability = availability;
    this.position = position;
    this.random = random;
  }

  int size() {
    return bits.count();
  }

  boolean contains(int piece) {
    return bits.get(piece);
  }

  void add(int piece) {
    bits.set(piece);
    firstWord = Math.min(firstWord, piece >>> 6);
    if (!sorted) {
      return;
    }
    int size = bits.count();
    if (size > order.length) {
      order = Arrays.copyOf(order, Math.min(bits.size(), Math.max(64, size * 2)));
    }
    int a = availability[piece];
    ensureBucket(a);
    int hole = size - 1;
    for (int b = buckets - 1; b > a; b--) {
      int first = end[b - 1];
      end[b]++;
      if (first != hole) {
        put(order[first], hole);
        hole = first;
      }
    }
    end[a]++;
    put(piece, hole);
  }

  void remove(int piece) {
    bits.clear(piece);
    if (!sorted) {
      return;
    }
    int hole = position[piece];
    for (int b = availability[piece]; b < buckets; b++) {
      int last = --end[b];
      if (last != hole) {
        put(order[last], hole);
        hole = last;
      }
    }
  }

  /** The availability of a contained piece has just grown by one. */
  void raised(int piece) {
    if (!sorted) {
      return;
    }
    int a = availability[piece];
    ensureBucket(a);
    int boundary = --end[a - 1];
    put(order[boundary], position[piece]);
    put(piece, boundary);
  }

  /** The availability of a contained piece has just fallen by one. */
  void lowered(int piece) {
    if (!sorted) {
      return;
    }
    int boundary = end[availability[piece]]++;
    put(order[boundary], position[piece]);
    put(piece, boundary);
  }

  /** Many availabilities are about to change, or the order is not used: sort when it is needed. */
  void forget() {
    sorted = false;
  }

  /**
   * A rarest (or commonest) contained piece that the peer has, ties broken at random, or -1. Exact
   * unless the peer lacks the {@value #SCAN} best; then the best of a random sample.
   *
   * @param peer the peer's pieces, null: all
   */
  int rarest(Bits peer, boolean commonest) {
    if (bits.isEmpty()) {
      return -1;
    }
    if (!sorted) {
      sort();
    }
    int budget = SCAN;
    for (int i = 0; i < buckets; i++) {
      int b = commonest ? buckets - 1 - i : i;
      int start = b == 0 ? 0 : end[b - 1];
      int length = end[b] - start;
      if (length == 0 || b == 0 && peer != null) {
        continue;
      }
      int at = length == 1 ? 0 : random.nextInt(length);
      for (int k = Math.min(length, budget); k > 0; k--) {
        int piece = order[start + at];
        if (peer == null || peer.get(piece)) {
          return piece;
        }
        at = at + 1 == length ? 0 : at + 1;
      }
      budget -= length;
      if (budget <= 0) {
        return sample(peer, commonest);
      }
    }
    return -1;
  }

  /** The best of up to {@value #SAMPLE} pieces from a random place on. */
  private int sample(Bits peer, boolean commonest) {
    int words = bits.wordCount();
    int w = random.nextInt(words);
    int best = -1;
    int seen = 0;
    for (int i = 0; i < words && seen < SAMPLE; i++, w = w + 1 == words ? 0 : w + 1) {
      long word = bits.word(w) & peer.word(w);
      for (; word != 0; word &= word - 1) {
        int piece = (w << 6) + Long.numberOfTrailingZeros(word);
        seen++;
        if (best < 0
            || (commonest
                ? availability[piece] > availability[best]
                : availability[piece] < availability[best])) {
          best = piece;
        }
      }
    }
    return best;
  }

  /** The lowest contained piece that the peer has, or -1. */
  int lowest(Bits peer) {
    if (bits.isEmpty()) {
      return -1;
    }
    while (bits.word(firstWord) == 0) {
      firstWord++;
    }
    return scan(peer, firstWord, bits.wordCount(), -1L);
  }

  /** The first contained piece that the peer has at or after {@code from}, cyclically, or -1. */
  int from(int from, Bits peer) {
    if (bits.isEmpty()) {
      return -1;
    }
    int w = from >>> 6;
    int piece = scan(peer, w, bits.wordCount(), -1L << from);
    return piece >= 0 ? piece : scan(peer, 0, w + 1, -1L);
  }

  private int scan(Bits peer, int w, int to, long mask) {
    long m = mask;
    for (int i = w; i < to; i++, m = -1L) {
      long word = bits.word(i) & m & (peer == null ? -1L : peer.word(i));
      if (word != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(word);
      }
    }
    return -1;
  }

  private void put(int piece, int at) {
    order[at] = piece;
    position[piece] = at;
  }

  private void ensureBucket(int a) {
    if (a >= end.length) {
      end = Arrays.copyOf(end, Math.max(a + 1, end.length * 2));
    }
    while (buckets <= a) {
      end[buckets] = end[buckets - 1];
      buckets++;
    }
  }

  /** Counting sort by availability. */
  private void sort() {
    int size = bits.count();
    if (order.length < size) {
      order = new int[size];
    }
    Arrays.fill(end, 0);
    buckets = 1;
    for (int w = 0, words = bits.wordCount(); w < words; w++) {
      for (long word = bits.word(w); word != 0; word &= word - 1) {
        int a = availability[(w << 6) + Long.numberOfTrailingZeros(word)];
        if (a >= end.length) {
          end = Arrays.copyOf(end, Math.max(a + 1, end.length * 2));
        }
        end[a]++;
        buckets = Math.max(buckets, a + 1);
      }
    }
    int start = 0;
    for (int b = 0; b < buckets; b++) {
      int count = end[b];
      end[b] = start;
      start += count;
    }
    for (int w = 0, words = bits.wordCount(); w < words; w++) {
      for (long word = bits.word(w); word != 0; word &= word - 1) {
        int piece = (w << 6) + Long.numberOfTrailingZeros(word);
        put(piece, end[availability[piece]]++);
      }
    }
    sorted = true;
  }

  /**
   * Whether bit set, order and positions agree; for tests.
   *
   * @return the first contradiction, or null
   */
  String check() {
    if (!sorted) {
      return null;
    }
    if (end[buckets - 1] != bits.count()) {
      return "buckets hold " + end[buckets - 1] + " of " + bits.count();
    }
    int start = 0;
    for (int b = 0; b < buckets; b++) {
      for (int i = start; i < end[b]; i++) {
        int piece = order[i];
        if (position[piece] != i || !bits.get(piece) || availability[piece] != b) {
          return "piece " + piece + " at " + i + " in bucket " + b;
        }
      }
      start = end[b];
    }
    return null;
  }
}
