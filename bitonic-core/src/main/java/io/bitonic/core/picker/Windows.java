package io.bitonic.core.picker;

import java.util.Arrays;

/**
 * The pieces that readers wait for: runs whose deadlines follow each other. A piece is the more
 * urgent the nearer it is to the first of its window, whichever window that is, so that several
 * readers share what comes in.
 */
final class Windows {
  /** Pieces of a window that count. */
  static final int MOST_PIECES = 2048;

  private final Pieces pieces;
  private final OpenPieces open;
  private final PeerPieces peers;
  private int count;
  private int[] ids = new int[4];
  private int[] first = new int[4];
  private int[] last = new int[4];
  private boolean[] late = new boolean[4];

  Windows(Pieces pieces) {
    this.pieces = pieces;
    this.open = pieces.open;
    this.peers = pieces.peers;
  }

  boolean isEmpty() {
    return count == 0;
  }

  private int find(int id) {
    for (int w = 0; w < count; w++) {
      if (ids[w] == id) {
        return w;
      }
    }
    return -1;
  }

  /** As {@link PiecePicker#window}. */
  void set(int id, int from, int to, boolean isLate) {
    int w = find(id);
    if (w < 0) {
      w = count++;
      if (w == ids.length) {
        ids = Arrays.copyOf(ids, 2 * w);
        first = Arrays.copyOf(first, 2 * w);
        last = Arrays.copyOf(last, 2 * w);
        late = Arrays.copyOf(late, 2 * w);
      }
      ids[w] = id;
    }
    first[w] = from;
    last[w] = Math.min(to, from + MOST_PIECES - 1);
    late[w] = isLate;
  }

  void remove(int id) {
    int w = find(id);
    if (w >= 0) {
      count--;
      ids[w] = ids[count];
      first[w] = first[count];
      last[w] = last[count];
      late[w] = late[count];
    }
  }

  /** Free blocks in order of deadline; begins pieces while fewer than {@code limit} are partial. */
  int pick(int slot, int limit, long[] out, int from, int want) {
    int longest = 0;
    for (int w = 0; w < count; w++) {
      longest = Math.max(longest, last[w] - first[w] + 1);
    }
    int n = from;
    for (int d = 0; d < longest && n < want; d++) {
      for (int w = 0; w < count && n < want; w++) {
        int piece = first[w] + d;
        if (piece <= last[w] && isNeeded(slot, piece)) {
          n = take(slot, piece, limit, out, n, want);
        }
      }
    }
    return n;
  }

  private boolean isNeeded(int slot, int piece) {
    int s = pieces.state(piece);
    return (s & Pieces.PRIORITY) != 0
        && (s & Pieces.STAGE) <= Pieces.OPEN
        && peers.has(slot, piece);
  }

  private int take(int slot, int piece, int limit, long[] out, int from, int want) {
    int e;
    if (pieces.stage(piece) == Pieces.OPEN) {
      e = pieces.entry(piece);
      if (open.isLocked(e) && open.sole(e) != slot) {
        return from;
      }
    } else if (open.partial() < limit) {
      e = pieces.begin(piece);
    } else {
      return from;
    }
    return open.requestFree(e, slot, out, from, want);
  }

  /**
   * Blocks that one other peer was asked for, of the piece that a late window lacks first, once all
   * of that piece have been asked for.
   *
   * @return how many
   */
  int duplicates(int slot, long[] out, int want) {
    int n = 0;
    for (int w = 0; w < count && n < want; w++) {
      int piece = late[w] ? firstMissing(w) : -1;
      if (piece >= 0 && pieces.stage(piece) == Pieces.OPEN && isNeeded(slot, piece)) {
        int e = pieces.entry(piece);
        if (open.nextFree(e) < 0 && (!open.isLocked(e) || open.sole(e) == slot)) {
          n = open.requestAgain(e, slot, 1, out, n, want);
        }
      }
    }
    return n;
  }

  private int firstMissing(int w) {
    for (int p = first[w]; p <= last[w]; p++) {
      if (pieces.stage(p) <= Pieces.OPEN) {
        return p;
      }
    }
    return -1;
  }
}
