package io.bitonic.core.picker;

/** Who sent the blocks of a piece that is not had yet: what {@link Blame} goes by. */
public final class Contributors {
  private final Pieces pieces;
  private final PeerPieces peers;
  private final OpenPieces open;

  Contributors(Pieces pieces) {
    this.pieces = pieces;
    this.peers = pieces.peers;
    this.open = pieces.open;
  }

  /**
   * Who sent the blocks of an open or passed piece, by key, whether still connected or not.
   *
   * @param out receives one key per block; {@link PiecePicker#NO_KEY}: not received or from no peer
   * @return blocks in the piece, 0 when it is not open
   */
  public int keys(int piece, long[] out) {
    if (!pieces.isOpen(piece)) {
      return 0;
    }
    int e = pieces.entry(piece);
    for (int b = 0; b < open.blocks(e); b++) {
      out[b] = open.isReceived(e, b) ? open.sender(e, b) : PiecePicker.NO_KEY;
    }
    return open.blocks(e);
  }

  /**
   * Who sent the blocks of an open or passed piece, by slot.
   *
   * @param out receives one slot per block; -1: not received, from no peer, or the peer has gone
   * @return blocks in the piece, 0 when it is not open
   */
  int slots(int piece, int[] out) {
    if (!pieces.isOpen(piece)) {
      return 0;
    }
    int e = pieces.entry(piece);
    for (int b = 0; b < open.blocks(e); b++) {
      int slot = open.isReceived(e, b) ? open.senderSlot(e, b) : -1;
      boolean here = peers.isJoined(slot) && peers.key(slot) == open.sender(e, b);
      out[b] = here ? slot : -1;
    }
    return open.blocks(e);
  }
}
