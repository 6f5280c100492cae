package io.bitonic.core.picker;

import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.Bits;
import java.util.random.RandomGenerator;

/**
 * The rules by which blocks are chosen for a peer: what readers wait for, then high priority first;
 * within a priority, open pieces before new ones; duplicates only in the endgame.
 */
final class BlockChooser {
  /** Pieces taken at random before rarity counts. */
  static final int RANDOM_FIRST = 4;

  /** Requests of an otherwise idle peer in the endgame. */
  static final int ENDGAME_REQUESTS = 4;

  private static final int NO_DUPLICATES =
      PiecePicker.SNUBBED | PiecePicker.PAROLE | PiecePicker.NO_ENDGAME | PiecePicker.UNRELIABLE;

  private final Pieces pieces;
  private final OpenPieces open;
  private final PeerPieces peers;
  private final Availability availability;
  private final RandomGenerator random;
  final Windows windows;
  private PieceOrder order = PieceOrder.RAREST_FIRST;
  private int maxPartial = 64;
  private int cursor = -1;

  BlockChooser(Pieces pieces, RandomGenerator random) {
    this.pieces = pieces;
    this.open = pieces.open;
    this.peers = pieces.peers;
    this.availability = pieces.availability;
    this.random = random;
    this.windows = new Windows(pieces);
  }

  void order(PieceOrder newOrder) {
    order = newOrder;
    if (newOrder != PieceOrder.RAREST_FIRST) {
      pieces.forgetBuckets();
    }
  }

  void maxPartial(int limit) {
    maxPartial = limit;
  }

  /** Partial pieces that may be open. */
  int limit() {
    return maxPartial;
  }

  /** Pieces that may be begun now. */
  int room() {
    return maxPartial - open.partial();
  }

  private int hardLimit() {
    return maxPartial + Math.max(4, maxPartial / 2);
  }

  /** As {@link PiecePicker#pick}. */
  int pick(int slot, int max, int flags, long[] out) {
    int n = pickFor(slot, max, flags, out);
    return n == 0 && (flags & PiecePicker.UNRELIABLE) != 0
        ? pickFor(slot, max, flags & ~PiecePicker.UNRELIABLE | PiecePicker.NO_ENDGAME, out)
        : n;
  }

  private int pickFor(int slot, int max, int flags, long[] out) {
    int want = Math.min(max, out.length);
    if (want <= 0 || !peers.isJoined(slot) || peers.interest(slot) == 0) {
      return 0;
    }
    if ((flags & PiecePicker.CHOKED_ALLOWED_FAST) != 0) {
      return pickAllowedFast(slot, want, flags, out);
    }
    boolean search = peers.searched(slot) != pieces.candidatesAdded();
    boolean idle = open.outstanding(slot) == 0;
    int n = fromWindows(slot, flags, out, want);
    int opened = openClasses();
    for (int c = 0; c < 3 && n < want; c++) {
      boolean anyOpen = (opened & 1 << c) != 0;
      if (anyOpen) {
        n = fromOpen(slot, c, flags, true, out, n, want);
      }
      if (search) {
        n = fromCandidates(slot, c, flags, maxPartial, out, n, want);
      }
      if (anyOpen) {
        n = fromOpen(slot, c, flags, false, out, n, want);
      }
    }
    if (n == 0 && idle && search && open.partial() >= maxPartial) {
      for (int c = 0; c < 3 && n == 0; c++) {
        n = fromCandidates(slot, c, flags, hardLimit(), out, 0, want);
      }
    }
    if (n == 0 && search && open.partial() < maxPartial) {
      // Nothing to begin for this peer until it or the candidates gain a piece.
      peers.searched(slot, pieces.candidatesAdded());
    }
    if (n == 0 && idle && (flags & PiecePicker.PAROLE) != 0) {
      n = fromDeserted(slot, out, want);
    }
    if (n == 0 && (flags & NO_DUPLICATES) == 0) {
      int room = Math.min(want, ENDGAME_REQUESTS - open.outstanding(slot));
      if (room > 0 && inEndgame()) {
        n = duplicates(slot, out, room);
      }
    }
    return n;
  }

  /** What readers wait for. A peer that stalls or may lie must not hold it. */
  private int fromWindows(int slot, int flags, long[] out, int want) {
    if (windows.isEmpty() || (flags & (PiecePicker.SNUBBED | PiecePicker.PAROLE)) != 0) {
      return 0;
    }
    boolean again = (flags & PiecePicker.NO_ENDGAME) == 0;
    int n = again ? windows.duplicates(slot, out, Math.min(want, ENDGAME_REQUESTS)) : 0;
    return windows.pick(slot, maxPartial, out, n, want);
  }

  /** A bit for each priority class that has open pieces with blocks to ask for. */
  private int openClasses() {
    int classes = 0;
    for (int i = 0; i < open.pickableCount(); i++) {
      classes |= 8 >> (pieces.state(open.piece(open.pickable(i))) & Pieces.PRIORITY);
    }
    return classes;
  }

  /** Blocks of open pieces of priority class {@code c}; {@code own}: those meant for this peer. */
  private int fromOpen(int slot, int c, int flags, boolean own, long[] out, int from, int want) {
    int n = from;
    while (n < want) {
      int best = -1;
      for (int i = 0; i < open.pickableCount(); i++) {
        int e = open.pickable(i);
        int piece = open.piece(e);
        if (pieces.state(piece) == (3 - c | Pieces.OPEN)
            && suits(e, slot, flags, own)
            && peers.has(slot, piece)
            && (best < 0 || better(e, best, flags))) {
          best = e;
        }
      }
      if (best < 0) {
        return n;
      }
      if ((flags & PiecePicker.FAST) != 0 && own) {
        open.runner(best, slot);
      }
      n = take(best, slot, flags, out, n, want);
    }
    return n;
  }

  private boolean suits(int e, int slot, int flags, boolean own) {
    boolean sole = open.sole(e) == slot;
    if ((flags & PiecePicker.PAROLE) != 0) {
      return own && (sole || open.sole(e) == OpenPieces.NOBODY);
    }
    if (open.isLocked(e) && !sole) {
      return false;
    }
    int runner = open.runner(e);
    boolean mine =
        runner == slot
            || runner == OpenPieces.NOBODY
                && ((flags & PiecePicker.FAST) == 0 || open.busy(e) == 0);
    if ((flags & PiecePicker.UNRELIABLE) != 0 && !sole && isNearlyDone(e)) {
      return false;
    }
    return mine == own;
  }

  private boolean isNearlyDone(int e) {
    return open.missing(e) * 4 <= open.blocks(e);
  }

  private boolean better(int e, int than, int flags) {
    if (order == PieceOrder.SEQUENTIAL) {
      return open.piece(e) < open.piece(than);
    }
    int rarer = availability.count[open.piece(than)] - availability.count[open.piece(e)];
    if ((flags & PiecePicker.SNUBBED) != 0 && rarer != 0) {
      return rarer < 0;
    }
    int closer = open.missing(than) - open.missing(e);
    return closer != 0 ? closer > 0 : rarer > 0;
  }

  private int take(int e, int slot, int flags, long[] out, int from, int want) {
    if ((flags & PiecePicker.PAROLE) != 0) {
      open.lock(e);
    }
    return open.requestFree(e, slot, out, from, want);
  }

  /** Begins pieces of priority class {@code c} while fewer than {@code limit} are partial. */
  private int fromCandidates(
      int slot, int c, int flags, int limit, long[] out, int from, int want) {
    int n = from;
    while (n < want && open.partial() < limit) {
      int piece = choose(slot, pieces.candidates(c), flags);
      if (piece < 0) {
        return n;
      }
      int e = pieces.begin(piece);
      if ((flags & PiecePicker.FAST) != 0) {
        open.runner(e, slot);
      }
      n = take(e, slot, flags, out, n, want);
    }
    return n;
  }

  private int choose(int slot, Candidates from, int flags) {
    Bits bits = peers.bits(slot);
    boolean snubbed = (flags & PiecePicker.SNUBBED) != 0;
    if (order == PieceOrder.RAREST_FIRST) {
      boolean first = pieces.haves.count() < RANDOM_FIRST && !snubbed;
      return first
          ? from.from(random.nextInt(pieces.layout.pieces()), bits)
          : from.rarest(bits, snubbed);
    }
    if (snubbed) {
      // A stalled peer must not hold the piece that is needed next.
      return from.from(random.nextInt(pieces.layout.pieces()), bits);
    }
    if (order == PieceOrder.SEQUENTIAL) {
      return from.lowest(bits);
    }
    if (cursor < 0) {
      // A random start, lest all peers of a swarm want the same pieces.
      cursor = random.nextInt(pieces.layout.pieces());
    }
    int piece = from.from(cursor, bits);
    if (piece >= 0) {
      cursor = piece + 1 == pieces.layout.pieces() ? 0 : piece + 1;
    }
    return piece;
  }

  private int pickAllowedFast(int slot, int want, int flags, long[] out) {
    int n = 0;
    boolean idle = open.outstanding(slot) == 0;
    for (int i = 0; i < peers.allowedFastCount(slot) && n < want; i++) {
      int piece = peers.allowedFast(slot, i);
      int s = pieces.state(piece);
      if (!peers.has(slot, piece) || (s & Pieces.PRIORITY) == 0) {
        continue;
      }
      if ((s & Pieces.STAGE) == 0 && open.partial() < (idle && n == 0 ? hardLimit() : maxPartial)) {
        n = take(pieces.begin(piece), slot, flags, out, n, want);
      } else if ((s & Pieces.STAGE) == Pieces.OPEN) {
        int e = pieces.entry(piece);
        if (suits(e, slot, flags, true) || suits(e, slot, flags, false)) {
          n = take(e, slot, flags, out, n, want);
        }
      }
    }
    return n;
  }

  /** For a peer on parole that nothing else is left for: open pieces that nobody works on. */
  private int fromDeserted(int slot, long[] out, int want) {
    for (int i = 0; i < open.pickableCount(); i++) {
      int e = open.pickable(i);
      if (open.busy(e) == 0 && !open.isLocked(e) && peers.has(slot, open.piece(e))) {
        return take(e, slot, 0, out, 0, want);
      }
    }
    return 0;
  }

  /** Blocks that the fewest others have been asked for, the last of a piece first. */
  private int duplicates(int slot, long[] out, int want) {
    int entries = open.count();
    int n = 0;
    for (int asked = 1; asked < OpenPieces.MAX_REQUESTERS && n < want; asked++) {
      int at = random.nextInt(entries);
      for (int i = 0; i < entries && n < want; i++, at = at + 1 == entries ? 0 : at + 1) {
        int e = open.entry(at);
        if (open.busy(e) > 0
            && peers.has(slot, open.piece(e))
            && !(open.isLocked(e) && open.sole(e) != slot)) {
          n = open.requestAgain(e, slot, asked, out, n, want);
        }
      }
    }
    return n;
  }

  /**
   * Whether every wanted block that a connected peer has is received or requested, and some are
   * still missing. Pieces that are left to a peer on parole count as requested.
   */
  boolean inEndgame() {
    if (open.partial() == 0) {
      return false;
    }
    if (pieces.available() > 0) {
      return false;
    }
    for (int i = 0; i < open.pickableCount(); i++) {
      int e = open.pickable(i);
      if (!open.isLocked(e) && availability.of(open.piece(e)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The open piece that nobody works on, the least available and then the least complete; -1. */
  int leastHopeful() {
    int best = -1;
    for (int i = 0; i < open.pickableCount(); i++) {
      int e = open.pickable(i);
      if (open.busy(e) == 0 && (best < 0 || lessHopeful(e, best))) {
        best = e;
      }
    }
    return best;
  }

  private boolean lessHopeful(int e, int than) {
    int rarer = availability.count[open.piece(than)] - availability.count[open.piece(e)];
    return rarer != 0 ? rarer > 0 : open.received(e) < open.received(than);
  }
}
