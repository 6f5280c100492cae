package io.bitonic.core.picker;

import io.bitonic.core.util.Bits;
import java.util.Arrays;

/**
 * What each connected peer has, by slot, and how many of those pieces we need. A seed has no bit
 * set of its own.
 */
final class PeerPieces {
  /** Allowed-fast pieces remembered per peer; the usual set has 10 (BEP 6). */
  static final int MAX_ALLOWED_FAST = 64;

  private final int pieces;
  private final Bits needed;
  private int slots;
  private boolean[] joined = {};
  private boolean[] seed = {};
  private Bits[] bits = {};
  private long[] key = {};
  private int[] interest = {};
  private int[] interestEpoch = {};
  private int[][] fast = {};
  private int[] fastCount = {};
  private long[] searched = {};
  private int epoch;
  private long anonymous = Long.MIN_VALUE;

  /**
   * @param needed the pieces we neither have nor refuse; kept by the caller
   */
  PeerPieces(int pieces, Bits needed) {
    this.pieces = pieces;
    this.needed = needed;
  }

  /** One more than the highest slot ever used. */
  int slots() {
    return slots;
  }

  void join(int slot) {
    if (slot < 0 || slot >= OpenPieces.MAX_SLOTS || isJoined(slot)) {
      throw new IllegalArgumentException("peer slot " + slot + " is in use or out of range");
    }
    if (slot >= joined.length) {
      grow(Math.max(slot + 1, joined.length * 2));
    }
    slots = Math.max(slots, slot + 1);
    joined[slot] = true;
    seed[slot] = false;
    bits[slot] = null;
    fastCount[slot] = 0;
    searched[slot] = 0;
    interest[slot] = 0;
    interestEpoch[slot] = epoch;
    key[slot] = ++anonymous;
  }

  private void grow(int n) {
    joined = Arrays.copyOf(joined, n);
    seed = Arrays.copyOf(seed, n);
    bits = Arrays.copyOf(bits, n);
    key = Arrays.copyOf(key, n);
    interest = Arrays.copyOf(interest, n);
    interestEpoch = Arrays.copyOf(interestEpoch, n);
    fast = Arrays.copyOf(fast, n);
    fastCount = Arrays.copyOf(fastCount, n);
    searched = Arrays.copyOf(searched, n);
  }

  void leave(int slot) {
    joined[slot] = false;
    seed[slot] = false;
    bits[slot] = null;
  }

  boolean isJoined(int slot) {
    return slot >= 0 && slot < slots && joined[slot];
  }

  long key(int slot) {
    return key[slot];
  }

  void key(int slot, long k) {
    key[slot] = k;
  }

  boolean isSeed(int slot) {
    return seed[slot];
  }

  boolean has(int slot, int piece) {
    return seed[slot] || bits[slot] != null && bits[slot].get(piece);
  }

  /** The peer's pieces; null for a seed and for a peer that has none. */
  Bits bits(int slot) {
    return bits[slot];
  }

  int count(int slot) {
    return seed[slot] ? pieces : bits[slot] == null ? 0 : bits[slot].count();
  }

  /** Makes {@code b} the peer's own set; null: none. */
  void set(int slot, Bits b) {
    bits[slot] = b;
    seed[slot] = false;
    interestEpoch[slot] = epoch - 1;
    searched[slot] = 0;
  }

  void setSeed(int slot) {
    set(slot, null);
    seed[slot] = true;
  }

  /** Adds one piece to a peer that is no seed and lacks it. */
  void add(int slot, int piece) {
    if (bits[slot] == null) {
      bits[slot] = new Bits(pieces);
    }
    bits[slot].set(piece);
    searched[slot] = 0;
    if (needed.get(piece)) {
      interest[slot]++;
    }
  }

  /** Takes one piece from a peer that is no seed and has it. */
  void remove(int slot, int piece) {
    bits[slot].clear(piece);
    if (needed.get(piece)) {
      interest[slot]--;
    }
  }

  /** A piece has become needed ({@code delta} 1) or is no longer (-1). */
  void neededChanged(int piece, int delta) {
    for (int s = 0; s < slots; s++) {
      if (joined[s] && !seed[s] && bits[s] != null && bits[s].get(piece)) {
        interest[s] += delta;
      }
    }
  }

  /** Many pieces have become needed or not: count anew when somebody asks. */
  void neededChangedMuch() {
    epoch++;
  }

  /** Needed pieces that the peer has. */
  int interest(int slot) {
    if (seed[slot]) {
      return needed.count();
    }
    Bits b = bits[slot];
    if (b == null) {
      return 0;
    }
    if (interestEpoch[slot] != epoch) {
      int n = 0;
      for (int w = 0, words = b.wordCount(); w < words; w++) {
        n += Long.bitCount(b.word(w) & needed.word(w));
      }
      interest[slot] = n;
      interestEpoch[slot] = epoch;
    }
    return interest[slot];
  }

  void allowFast(int slot, int piece) {
    int n = fastCount[slot];
    if (n == MAX_ALLOWED_FAST || isAllowedFast(slot, piece)) {
      return;
    }
    if (fast[slot] == null || n == fast[slot].length) {
      fast[slot] = fast[slot] == null ? new int[10] : Arrays.copyOf(fast[slot], MAX_ALLOWED_FAST);
    }
    fast[slot][n] = piece;
    fastCount[slot] = n + 1;
  }

  boolean isAllowedFast(int slot, int piece) {
    for (int i = 0; i < fastCount[slot]; i++) {
      if (fast[slot][i] == piece) {
        return true;
      }
    }
    return false;
  }

  int allowedFastCount(int slot) {
    return fastCount[slot];
  }

  int allowedFast(int slot, int i) {
    return fast[slot][i];
  }

  /** State of the candidates at which this peer was last found to have none of them. */
  long searched(int slot) {
    return searched[slot];
  }

  void searched(int slot, long state) {
    searched[slot] = state;
  }
}
