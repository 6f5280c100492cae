package io.bitonic.core.picker;

import java.util.Arrays;

/**
 * The pieces that are begun and not yet stored: who was asked for which block, and who sent it.
 *
 * <p>An open piece is an entry, a small int; its numbers lie in parallel arrays and its blocks in
 * two pooled arrays, so that nothing is allocated once as many pieces have been open at once. A
 * block is one long: up to three requesters of 20 bits each (slot + 1, 0 for none) and a flag for
 * received.
 */
final class OpenPieces {
  /** Peers that may be asked for one block at the same time (only the endgame asks several). */
  static final int MAX_REQUESTERS = 3;

  /** Highest slot + 1. */
  static final int MAX_SLOTS = (1 << 20) - 1;

  /** {@link #sole} of a piece that more than one peer has worked on. */
  static final int MIXED = -2;

  static final int NOBODY = -1;

  private static final int WIDTH = 20;
  private static final long SLOT = (1L << WIDTH) - 1;
  private static final long RECEIVED = 1L << 63;

  private final int blocksPerPiece;
  private int[] piece = {};
  private int[] blocks = {};
  private int[] received = {};
  private int[] busy = {};
  private int[] next = {};
  private int[] sole = {};
  private int[] runner = {};
  private boolean[] locked = {};
  private int[] liveAt = {};
  private int[] pickableAt = {};
  private long[][] cells = {};
  private long[][] senders = {};
  private int[][] senderSlots = {};
  private int[] live = {};
  private int liveCount;
  private int[] pickable = {};
  private int pickableCount;
  private int[] spare = {};
  private int spareCount;
  private int complete;
  private int[] outstanding = {};

  OpenPieces(int blocksPerPiece) {
    this.blocksPerPiece = blocksPerPiece;
  }

  /** Makes room for slots 0 to {@code slots - 1}. */
  void ensureSlots(int slots) {
    if (slots > outstanding.length) {
      outstanding = Arrays.copyOf(outstanding, slots);
    }
  }

  int outstanding(int slot) {
    return slot < outstanding.length ? outstanding[slot] : 0;
  }

  /** Open pieces that still lack blocks. */
  int partial() {
    return liveCount - complete;
  }

  int count() {
    return liveCount;
  }

  /** The i-th open entry, in no particular order. */
  int entry(int i) {
    return live[i];
  }

  /** Entries with blocks that nobody was asked for. */
  int pickableCount() {
    return pickableCount;
  }

  int pickable(int i) {
    return pickable[i];
  }

  int piece(int e) {
    return piece[e];
  }

  int blocks(int e) {
    return blocks[e];
  }

  int received(int e) {
    return received[e];
  }

  /** Blocks asked for and not received. */
  int busy(int e) {
    return busy[e];
  }

  int missing(int e) {
    return blocks[e] - received[e];
  }

  boolean isComplete(int e) {
    return received[e] == blocks[e];
  }

  /** The only peer that worked on the piece so far, {@link #NOBODY} or {@link #MIXED}. */
  int sole(int e) {
    return sole[e];
  }

  /** The fast peer that the piece is left to while other pieces can be had, or {@link #NOBODY}. */
  int runner(int e) {
    return runner[e];
  }

  void runner(int e, int slot) {
    runner[e] = slot;
  }

  /** Whether only {@link #sole} may work on the piece. */
  boolean isLocked(int e) {
    return locked[e];
  }

  void lock(int e) {
    locked[e] = true;
  }

  int open(int p, int blockCount) {
    if (spareCount == 0) {
      grow();
    }
    int e = spare[--spareCount];
    piece[e] = p;
    blocks[e] = blockCount;
    received[e] = 0;
    busy[e] = 0;
    next[e] = 0;
    sole[e] = NOBODY;
    runner[e] = NOBODY;
    locked[e] = false;
    liveAt[e] = liveCount;
    live[liveCount++] = e;
    pickableAt[e] = -1;
    setPickable(e);
    return e;
  }

  /** Forgets the piece, its blocks and requests. */
  void close(int e) {
    if (isComplete(e)) {
      complete--;
    }
    forgetRequests(e);
    Arrays.fill(cells[e], 0, blocks[e], 0);
    dropPickable(e);
    int last = live[--liveCount];
    live[liveAt[e]] = last;
    liveAt[last] = liveAt[e];
    spare[spareCount++] = e;
  }

  /** Forgets who was asked for blocks of a piece that is complete or about to be closed. */
  void forgetRequests(int e) {
    long[] c = cells[e];
    for (int b = 0; b < blocks[e]; b++) {
      for (long r = c[b] & ~RECEIVED; r != 0; r >>>= WIDTH) {
        outstanding[(int) (r & SLOT) - 1]--;
      }
      c[b] &= RECEIVED;
    }
  }

  /** The next block that nobody was asked for, or -1. */
  int nextFree(int e) {
    long[] c = cells[e];
    for (int b = next[e]; b < blocks[e]; b++) {
      if (c[b] == 0) {
        next[e] = b;
        return b;
      }
    }
    return -1;
  }

  /** Whether the block is not there and nobody was asked for it. */
  boolean isFree(int e, int block) {
    return cells[e][block] == 0;
  }

  /** Whether others were asked for the block, and {@code slot} may be as well. */
  boolean canRequestAgain(int e, int block, int slot) {
    int n = requesters(e, block);
    return !isReceived(e, block)
        && n > 0
        && n < MAX_REQUESTERS
        && !isRequested(e, block, slot)
        && !(isLocked(e) && sole(e) != slot);
  }

  boolean isReceived(int e, int block) {
    return cells[e][block] < 0;
  }

  int requesters(int e, int block) {
    long r = cells[e][block] & ~RECEIVED;
    int n = 0;
    for (; r != 0; r >>>= WIDTH) {
      n++;
    }
    return n;
  }

  /** Lists those who are asked for the block; {@code out} has room for {@link #MAX_REQUESTERS}. */
  int requesters(int e, int block, int[] out) {
    int n = 0;
    for (long r = cells[e][block] & ~RECEIVED; r != 0; r >>>= WIDTH) {
      out[n++] = (int) (r & SLOT) - 1;
    }
    return n;
  }

  boolean isRequested(int e, int block, int slot) {
    for (long r = cells[e][block] & ~RECEIVED; r != 0; r >>>= WIDTH) {
      if ((r & SLOT) == slot + 1) {
        return true;
      }
    }
    return false;
  }

  /** Asks {@code slot} for a block that it was not asked for; there is room for one more. */
  void request(int e, int block, int slot) {
    long[] c = cells[e];
    if (c[block] == 0 && ++busy[e] == missing(e)) {
      dropPickable(e);
    }
    // Requesters are packed without gaps from the low end.
    c[block] = c[block] << WIDTH | slot + 1;
    outstanding[slot]++;
    worked(e, slot);
  }

  /** Asks {@code slot} for free blocks, as {@link PiecePicker#pick}, until {@code want} are out. */
  int requestFree(int e, int slot, long[] out, int from, int want) {
    long high = (long) piece[e] << 32;
    int n = from;
    for (int b; n < want && (b = nextFree(e)) >= 0; n++) {
      request(e, b, slot);
      out[n] = high | b;
    }
    return n;
  }

  /** As {@link #requestFree} for blocks that {@code asked} others were asked for, last first. */
  int requestAgain(int e, int slot, int asked, long[] out, int from, int want) {
    int n = from;
    for (int b = blocks[e] - 1; b >= 0 && n < want; b--) {
      if (!isReceived(e, b) && requesters(e, b) == asked && !isRequested(e, b, slot)) {
        request(e, b, slot);
        out[n++] = (long) piece[e] << 32 | b;
      }
    }
    return n;
  }

  private void worked(int e, int slot) {
    if (sole[e] != slot) {
      sole[e] = sole[e] == NOBODY ? slot : MIXED;
    }
  }

  /** Takes a request back; false when there was none. */
  boolean release(int e, int block, int slot) {
    if (!unlink(e, block, slot)) {
      return false;
    }
    if (cells[e][block] == 0) {
      busy[e]--;
      next[e] = Math.min(next[e], block);
      setPickable(e);
      if (busy[e] == 0) {
        abandon(e, slot);
      }
    }
    return true;
  }

  /** The peer no longer works on this piece: whatever it had for itself is for all. */
  private void abandon(int e, int slot) {
    if (runner[e] == slot) {
      runner[e] = NOBODY;
    }
    if (sole[e] == slot) {
      locked[e] = false;
    }
  }

  private boolean unlink(int e, int block, int slot) {
    long cell = cells[e][block];
    long kept = 0;
    boolean found = false;
    int shift = 0;
    for (long r = cell & ~RECEIVED; r != 0; r >>>= WIDTH) {
      long s = r & SLOT;
      if (s == slot + 1) {
        found = true;
      } else {
        kept |= s << shift;
        shift += WIDTH;
      }
    }
    if (found) {
      cells[e][block] = cell & RECEIVED | kept;
      outstanding[slot]--;
    }
    return found;
  }

  /** Takes all of a peer's requests back and ends whatever it had for itself. */
  void releaseAll(int slot) {
    for (int i = 0; i < liveCount; i++) {
      int e = live[i];
      for (int b = 0; outstanding[slot] > 0 && b < blocks[e]; b++) {
        if ((cells[e][b] & ~RECEIVED) != 0) {
          release(e, b, slot);
        }
      }
      abandon(e, slot);
    }
  }

  /** Nobody may be taken for the sole sender by a later user of the slot. */
  void forgetSlot(int slot) {
    for (int i = 0; i < liveCount; i++) {
      if (sole[live[i]] == slot) {
        sole[live[i]] = MIXED;
      }
    }
  }

  /** A block has come from {@code slot}; others' requests for it stay until {@link #others}. */
  void receive(int e, int block, int slot, long key) {
    boolean wasFree = cells[e][block] == 0;
    if (slot >= 0) {
      unlink(e, block, slot);
      worked(e, slot);
    }
    if (!wasFree) {
      busy[e]--;
    }
    cells[e][block] |= RECEIVED;
    senders[e][block] = key;
    senderSlots[e][block] = slot;
    if (++received[e] == blocks[e]) {
      complete++;
    }
    if (missing(e) == busy[e]) {
      dropPickable(e);
    }
  }

  /** Takes back a request for a block that has come already. */
  void late(int e, int block, int slot) {
    unlink(e, block, slot);
  }

  /** Lists everyone but {@code slot} who was asked for the block, and takes those requests back. */
  int others(int e, int block, int slot, int[] out) {
    int n = 0;
    for (long r = cells[e][block] & ~RECEIVED; r != 0; r >>>= WIDTH) {
      int other = (int) (r & SLOT) - 1;
      if (other != slot) {
        out[n++] = other;
      }
    }
    for (int i = 0; i < n; i++) {
      release(e, block, out[i]);
    }
    return n;
  }

  long sender(int e, int block) {
    return senders[e][block];
  }

  int senderSlot(int e, int block) {
    return senderSlots[e][block];
  }

  private void setPickable(int e) {
    if (pickableAt[e] < 0) {
      pickableAt[e] = pickableCount;
      pickable[pickableCount++] = e;
    }
  }

  private void dropPickable(int e) {
    if (pickableAt[e] >= 0) {
      int last = pickable[--pickableCount];
      pickable[pickableAt[e]] = last;
      pickableAt[last] = pickableAt[e];
      pickableAt[e] = -1;
    }
  }

  private void grow() {
    int old = piece.length;
    int n = Math.max(16, old + (old >> 1));
    piece = Arrays.copyOf(piece, n);
    blocks = Arrays.copyOf(blocks, n);
    received = Arrays.copyOf(received, n);
    busy = Arrays.copyOf(busy, n);
    next = Arrays.copyOf(next, n);
    sole = Arrays.copyOf(sole, n);
    runner = Arrays.copyOf(runner, n);
    locked = Arrays.copyOf(locked, n);
    liveAt = Arrays.copyOf(liveAt, n);
    pickableAt = Arrays.copyOf(pickableAt, n);
    cells = Arrays.copyOf(cells, n);
    senders = Arrays.copyOf(senders, n);
    senderSlots = Arrays.copyOf(senderSlots, n);
    live = Arrays.copyOf(live, n);
    pickable = Arrays.copyOf(pickable, n);
    spare = Arrays.copyOf(spare, n);
    for (int e = n - 1; e >= old; e--) {
      cells[e] = new long[blocksPerPiece];
      senders[e] = new long[blocksPerPiece];
      senderSlots[e] = new int[blocksPerPiece];
      spare[spareCount++] = e;
    }
  }
}
