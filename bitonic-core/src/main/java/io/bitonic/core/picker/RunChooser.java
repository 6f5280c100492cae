package io.bitonic.core.picker;

/**
 * Chooses blocks that follow each other, for those who are asked for ranges of bytes and to whom
 * every question costs a round trip (BEP 19). Where to begin is decided as for any peer; from there
 * on whole pieces that nobody has begun are added.
 */
final class RunChooser {
  /** Blocks that others have been asked for too, in the endgame. */
  static final int MOST_DUPLICATES = 16;

  private final Pieces pieces;
  private final OpenPieces open;
  private final PeerPieces peers;
  private final BlockChooser chooser;
  private final long[] first = new long[1];

  RunChooser(Pieces pieces, BlockChooser chooser) {
    this.pieces = pieces;
    this.open = pieces.open;
    this.peers = pieces.peers;
    this.chooser = chooser;
  }

  /** As {@link PiecePicker#pickRun}. */
  int pick(int slot, int max, int flags, long[] out) {
    int want = Math.min(max, out.length);
    if (want <= 0 || chooser.pick(slot, 1, flags | PiecePicker.FAST, first) == 0) {
      return 0;
    }
    int piece = (int) (first[0] >>> 32);
    int block = (int) first[0];
    int e = pieces.entry(piece);
    if (open.requesters(e, block) > 1) {
      return duplicates(e, slot, block, Math.min(want, MOST_DUPLICATES), out);
    }
    boolean parole = (flags & PiecePicker.PAROLE) != 0;
    boolean fresh = block == 0 && open.received(e) == 0 && open.busy(e) == 1;
    open.release(e, block, slot);
    int start = fresh && chooser.windows.isEmpty() ? startOfRun(slot, piece, want) : piece;
    return fill(slot, start, block, piece, parole, out, want);
  }

  /**
   * Goes back to where a run of this length would begin if the torrent were cut into such, as long
   * as nothing is there: else many short gaps would be left.
   */
  private int startOfRun(int slot, int piece, int want) {
    int length = Math.max(1, want / pieces.layout.blocksPerPiece());
    int lowest = piece - piece % length;
    int room = chooser.room();
    int start = piece;
    while (start > lowest && piece - start < room && isFree(slot, start - 1, piece)) {
      start--;
    }
    return start;
  }

  /** Whether nobody has begun the piece, and it is as much wanted as the other. */
  private boolean isFree(int slot, int piece, int like) {
    int s = pieces.state(piece);
    return Pieces.isCandidate(s)
        && s >= (pieces.state(like) & Pieces.PRIORITY)
        && peers.has(slot, piece);
  }

  /**
   * @param from the first piece
   * @param block where in it to begin
   * @param opened the piece that is open already
   */
  private int fill(
      int slot, int from, int block, int opened, boolean parole, long[] out, int want) {
    int n = 0;
    int b = block;
    for (int p = from; p < pieces.layout.pieces(); p++) {
      if (p != opened && (open.partial() >= chooser.limit() || !isFree(slot, p, opened))) {
        return n;
      }
      int e = p == opened ? pieces.entry(p) : pieces.begin(p);
      open.runner(e, slot);
      if (parole) {
        open.lock(e);
      }
      for (; b < open.blocks(e); b++) {
        if (n == want || !open.isFree(e, b)) {
          return n;
        }
        open.request(e, b, slot);
        out[n++] = (long) p << 32 | b;
      }
      b = 0;
      if (n == want) {
        return n;
      }
    }
    return n;
  }

  /** The blocks before this one that others are asked for, since duplicates begin at the end. */
  private int duplicates(int e, int slot, int block, int want, long[] out) {
    int start = block;
    while (start > 0 && block - start + 1 < want && open.canRequestAgain(e, start - 1, slot)) {
      start--;
      open.request(e, start, slot);
    }
    int n = block - start + 1;
    for (int i = 0; i < n; i++) {
      out[i] = (long) open.piece(e) << 32 | start + i;
    }
    return n;
  }
}
