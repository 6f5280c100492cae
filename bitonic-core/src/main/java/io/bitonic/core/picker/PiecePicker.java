package io.bitonic.core.picker;

import io.bitonic.core.api.PieceMap;
import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.random.RandomGenerator;

/**
 * Decides which block of one torrent is asked of which peer.
 *
 * <p>A piece goes missing → open (some block requested or received) → passed (hash good, being
 * written) → had. Within one priority open pieces are finished first, the most complete first, then
 * the rarest is begun; the first {@value BlockChooser#RANDOM_FIRST} pieces are random. Peers are
 * slots, small numbers of the caller's that are reused; whoever sent a block is remembered by the
 * {@linkplain #peerKey key} of the peer too, which outlives the connection.
 *
 * <p>Owned by one thread. Pieces and blocks given here must be in range, except that {@link
 * #received}, {@link #wants}, {@link #released} and {@link #isRequested} answer for any number.
 */
public final class PiecePicker {
  /** {@link #pick} flag: the peer has stalled; it gets the commonest piece and no duplicates. */
  public static final int SNUBBED = 1;

  /** {@link #pick} flag: the peer finishes a piece within 20 s, so it gets pieces for itself. */
  public static final int FAST = 1 << 1;

  /** {@link #pick} flag: the peer chokes us; only its allowed-fast pieces (BEP 6). */
  public static final int CHOKED_ALLOWED_FAST = 1 << 2;

  /** {@link #pick} flag: suspected of sending bad data; only pieces that come from it alone. */
  public static final int PAROLE = 1 << 3;

  /** {@link #pick} flag: no block that another peer has been asked for, even in the endgame. */
  public static final int NO_ENDGAME = 1 << 4;

  /**
   * {@link #pick} flag: the peer often leaves requests unanswered, and others are better; blocks of
   * pieces that are nearly done come last for it, and it gets no duplicates.
   */
  public static final int UNRELIABLE = 1 << 5;

  /** {@link #received}: a new block; store it. */
  public static final int ACCEPTED = 0;

  /** {@link #received}: this block is there already; drop it. */
  public static final int DUPLICATE = 1;

  /**
   * {@link #received}: the piece is had, not begun, not wanted or left to another peer; drop it.
   */
  public static final int UNWANTED = 2;

  /** Sender of a block that came from no peer ({@link #present}). */
  public static final long NO_KEY = Long.MIN_VALUE;

  private final PieceLayout layout;
  private final Pieces pieces;
  private final PeerPieces peers;
  private final OpenPieces open;
  private final BlockChooser chooser;
  private final RunChooser runs;
  private final Contributors contributors;

  /** A picker of a torrent of which nothing is had; every piece has priority 2. */
  public PiecePicker(PieceLayout layout, RandomGenerator random) {
    this.layout = layout;
    pieces = new Pieces(layout, random);
    peers = pieces.peers;
    open = pieces.open;
    chooser = new BlockChooser(pieces, random);
    runs = new RunChooser(pieces, chooser);
    contributors = new Contributors(pieces);
  }

  // ---- What we want

  /** The order in which pieces are begun; may change at any time. */
  public void order(PieceOrder newOrder) {
    chooser.order(newOrder);
  }

  /**
   * Partial pieces open at once, ≥ 1 (default 64), each of which costs a piece buffer. A peer that
   * would be idle may exceed it, up to half as many again (at least 4). Pieces that are complete
   * and being checked or written don't count.
   */
  public void maxPartial(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("at least one partial piece, not " + limit);
    }
    chooser.maxPartial(limit);
  }

  /**
   * Sets a piece's priority: 0 skip, 1 low, 2 normal, 3 high. A piece that becomes skipped while it
   * is partial is dropped with its blocks and requests, see {@link #isOpen}.
   */
  public void priority(int piece, int priority) {
    pieces.priority(piece, priority);
  }

  /** The piece's priority, 0–3. */
  public int priority(int piece) {
    return pieces.priority(piece);
  }

  /**
   * Somebody reads on from piece {@code first}: pieces up to {@code last} come before all others,
   * the first first, whatever their priority is unless that is 0. Several windows share; their
   * first pieces come before their second ones.
   *
   * @param id of the caller's choice; replaces what was said by it before
   * @param late the reader waits: blocks of the first missing piece may be asked of two peers
   */
  public void window(int id, int first, int last, boolean late) {
    if (first < 0 || last >= layout.pieces() || first > last) {
      throw new IllegalArgumentException("pieces " + first + " to " + last);
    }
    chooser.windows.set(id, first, last, late);
  }

  /** Nobody waits for these pieces any more. */
  public void closeWindow(int id) {
    chooser.windows.remove(id);
  }

  /** The piece is stored and verified. Blocks and requests of it are forgotten. */
  public void have(int piece) {
    pieces.have(piece);
  }

  /** The piece is bad or gone, whatever stage it was in: missing again. */
  public void lose(int piece) {
    pieces.lose(piece);
  }

  /** The pieces we have; to be read only. */
  public Bits haves() {
    return pieces.haves;
  }

  /** Whether every wanted piece is had. */
  public boolean isFinished() {
    return pieces.wantedMissing() == 0;
  }

  /** Bytes of the wanted pieces that are not had yet; whole pieces. */
  public long wantedLeft() {
    return pieces.wantedLeft();
  }

  /** Wanted pieces that are not had yet. */
  public int wantedMissing() {
    return pieces.wantedMissing();
  }

  // ---- What the peers have

  /** A peer has connected; it has no pieces. */
  public void peerJoined(int slot) {
    peers.join(slot);
    open.ensureSlots(slot + 1);
  }

  /** As {@link #peerJoined(int)}, with the key under which it is blamed. */
  public void peerJoined(int slot, long key) {
    peerJoined(slot);
    peers.key(slot, key);
  }

  /** Sets the key under which what the peer sends from now on is blamed. */
  public void peerKey(int slot, long key) {
    peers.key(slot, key);
  }

  /** A peer has gone: its requests may be asked of others, and its pieces no longer count. */
  public void peerLeft(int slot) {
    if (!peers.isJoined(slot)) {
      return;
    }
    releasedAll(slot);
    open.forgetSlot(slot);
    pieces.withdraw(slot);
    peers.leave(slot);
  }

  /** The peer has one more piece. */
  public void peerHas(int slot, int piece) {
    pieces.peerHas(slot, piece);
  }

  /** The peer has everything. */
  public void peerHasAll(int slot) {
    pieces.peerHasAll(slot);
  }

  /** The peer has exactly these pieces; the set is copied. */
  public void peerBitfield(int slot, Bits bits) {
    pieces.peerBitfield(slot, bits);
  }

  /** The peer no longer has a piece (BEP 54). */
  public void peerLost(int slot, int piece) {
    pieces.peerLost(slot, piece);
  }

  /** The peer may request this piece of us, and we of it, while choked (BEP 6). */
  public void allowedFast(int slot, int piece) {
    if (piece >= 0 && piece < layout.pieces()) {
      peers.allowFast(slot, piece);
    }
  }

  /** Pieces that the peer has. */
  public int peerPieces(int slot) {
    return peers.count(slot);
  }

  /** Whether the peer has the piece. */
  public boolean peerHasPiece(int slot, int piece) {
    return peers.has(slot, piece);
  }

  /** Whether the peer has every piece. */
  public boolean peerIsSeed(int slot) {
    return peers.isSeed(slot);
  }

  /** Whether the peer has a wanted piece that we lack: the interest to declare (BEP 3). */
  public boolean interesting(int slot) {
    return peers.interest(slot) > 0;
  }

  /** Whether the piece is in the peer's allowed-fast set as far as we were told (BEP 6). */
  public boolean isAllowedFast(int slot, int piece) {
    return peers.isAllowedFast(slot, piece);
  }

  /** Copies of the piece among the connected peers. */
  public int availability(int piece) {
    return pieces.availability.of(piece);
  }

  /** Copies of the rarest piece, ours included, plus the share of pieces that have more. */
  public double distributedCopies() {
    return pieces.availability.distributedCopies();
  }

  // ---- Picking

  /**
   * Picks blocks to ask of a peer and marks them as requested.
   *
   * @param max blocks at most
   * @param flags {@link #SNUBBED}, {@link #FAST}, {@link #CHOKED_ALLOWED_FAST}, {@link #PAROLE},
   *     {@link #NO_ENDGAME}, {@link #UNRELIABLE}
   * @param out receives {@code (long) piece << 32 | block} each
   * @return number of blocks
   */
  public int pick(int slot, int max, int flags, long[] out) {
    return chooser.pick(slot, max, flags, out);
  }

  /**
   * As {@link #pick}, but blocks that follow each other: the rest of one piece and whole ones after
   * it. In the endgame a few blocks that others were asked for.
   */
  public int pickRun(int slot, int max, int flags, long[] out) {
    return runs.pick(slot, max, flags, out);
  }

  /**
   * Whether every wanted block that a connected peer has is received or requested, and some are
   * still missing. Pieces that are left to a peer on parole count as requested.
   */
  public boolean inEndgame() {
    return chooser.inEndgame();
  }

  // ---- Requests and blocks

  private int entry(int piece, int block) {
    if (piece < 0 || piece >= layout.pieces() || pieces.stage(piece) != Pieces.OPEN) {
      return -1;
    }
    int e = pieces.entry(piece);
    return block >= 0 && block < open.blocks(e) ? e : -1;
  }

  /** Whether {@link #received} would accept this block now. */
  public boolean wants(int slot, int piece, int block) {
    int e = entry(piece, block);
    return e >= 0 && !open.isReceived(e, block) && !(open.isLocked(e) && open.sole(e) != slot);
  }

  /**
   * A block has come from a peer, requested or not.
   *
   * @return {@link #ACCEPTED}, {@link #DUPLICATE} or {@link #UNWANTED}
   */
  public int received(int slot, int piece, int block) {
    int e = entry(piece, block);
    if (e < 0) {
      return UNWANTED;
    }
    if (open.isReceived(e, block)) {
      open.late(e, block, slot);
      return DUPLICATE;
    }
    if (open.isLocked(e) && open.sole(e) != slot) {
      return UNWANTED;
    }
    open.receive(e, block, slot, peers.key(slot));
    return ACCEPTED;
  }

  /** A block is there without a peer (resumed, or all padding); false when it can't be taken. */
  public boolean present(int piece, int block) {
    if (Pieces.isCandidate(pieces.state(piece))) {
      pieces.begin(piece);
    }
    int e = entry(piece, block);
    if (e < 0 || open.isReceived(e, block)) {
      return false;
    }
    open.receive(e, block, -1, NO_KEY);
    return true;
  }

  /**
   * Takes back the requests for a block that others than {@code slot} were asked for too.
   *
   * @param out receives their slots; at least 3 long
   * @return number of slots: send each a cancel
   */
  public int others(int slot, int piece, int block, int[] out) {
    int e = entry(piece, block);
    return e < 0 ? 0 : open.others(e, block, slot, out);
  }

  /** A request was rejected, cancelled or timed out: the block may be asked of another peer. */
  public void released(int slot, int piece, int block) {
    int e = entry(piece, block);
    if (e >= 0 && open.release(e, block, slot)) {
      closeIfUntouched(e);
    }
  }

  /** All requests of a peer are void: it choked us without BEP 6, or is snubbed. */
  public void releasedAll(int slot) {
    open.releaseAll(slot);
    for (int i = open.count() - 1; i >= 0; i--) {
      closeIfUntouched(open.entry(i));
    }
  }

  private void closeIfUntouched(int e) {
    if (open.busy(e) == 0 && open.received(e) == 0) {
      lose(open.piece(e));
    }
  }

  /** Whether this block has been asked of this peer and is awaited. */
  public boolean isRequested(int slot, int piece, int block) {
    int e = entry(piece, block);
    return e >= 0 && open.isRequested(e, block, slot);
  }

  /**
   * The peers that are asked for a block now: more than one only in the endgame.
   *
   * @param out receives their slots; at least 3 long
   * @return number of slots
   */
  public int requesters(int piece, int block, int[] out) {
    int e = entry(piece, block);
    return e < 0 ? 0 : open.requesters(e, block, out);
  }

  /** Requests that this peer has been given and that are not answered or released. */
  public int outstanding(int slot) {
    return open.outstanding(slot);
  }

  /** Whether the block of an open piece is there. */
  public boolean isReceived(int piece, int block) {
    int e = entry(piece, block);
    return e >= 0 && open.isReceived(e, block);
  }

  /** Whether every block of the piece is there and it awaits its hash check. */
  public boolean isPieceReceived(int piece) {
    return pieces.stage(piece) == Pieces.OPEN && open.isComplete(pieces.entry(piece));
  }

  /** Whether blocks of the piece are requested, received or being written. */
  public boolean isOpen(int piece) {
    return pieces.isOpen(piece);
  }

  /** The hash is good; the piece is ours once it is written and {@link #have} is told. */
  public void passed(int piece) {
    pieces.passed(piece);
  }

  /**
   * The hash is bad: missing again. Ask for the {@link #contributors} before, they are forgotten
   * now.
   */
  public void failed(int piece) {
    lose(piece);
  }

  /** Who sent the blocks of pieces that are not had yet. */
  public Contributors contributors() {
    return contributors;
  }

  /**
   * Gives up a partial piece that nobody works on, the least available and then the least complete,
   * so that another may be begun; call it when an idle peer got nothing and {@link #partialPieces}
   * is at its bound.
   *
   * @return the piece, now missing, whose buffer is to be freed; -1: none
   */
  public int reclaim() {
    int e = chooser.leastHopeful();
    if (e < 0) {
      return -1;
    }
    int piece = open.piece(e);
    lose(piece);
    return piece;
  }

  // ---- What is shown

  /** Open pieces that still lack blocks. */
  public int partialPieces() {
    return open.partial();
  }

  /** Bytes of received blocks in pieces that are not had yet. */
  public long partialBytes() {
    long sum = 0;
    for (int i = 0; i < open.count(); i++) {
      int e = open.entry(i);
      int piece = open.piece(e);
      sum +=
          open.isComplete(e)
              ? layout.pieceSize(piece)
              : (long) open.received(e) * PieceLayout.BLOCK;
    }
    return sum;
  }

  /** One of the {@link PieceMap} constants. */
  public byte state(int piece) {
    int s = pieces.state(piece);
    return switch (s & Pieces.STAGE) {
      case 0 -> (s & Pieces.PRIORITY) == 0 ? PieceMap.UNWANTED : PieceMap.MISSING;
      case Pieces.HAVE -> PieceMap.HAVE;
      default -> PieceMap.IN_FLIGHT;
    };
  }

  /** As {@link Pieces#check}. */
  String check() {
    return pieces.check();
  }
}
