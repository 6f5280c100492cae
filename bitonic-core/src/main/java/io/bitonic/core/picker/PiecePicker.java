package io.bitonic.core.picker;

import io.bitonic.core.api.PieceMap;
import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides which block of one torrent is asked of which peer.
 *
 * <p>A piece goes missing → open (some block requested or received) → passed (hash good, being
 * written) → had. Within one priority open pieces are finished first, the most complete first, then
 * the rarest is begun; the first {@value #RANDOM_FIRST} pieces are random. Peers are slots, small
 * numbers of the caller's that are reused; whoever sent a block is remembered by the {@linkplain
 * #peerKey key} of the peer too, which outlives the connection.
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

  /** Pieces taken at random before rarity counts. */
  static final int RANDOM_FIRST = 4;

  /** Requests of an otherwise idle peer in the endgame. */
  static final int ENDGAME_REQUESTS = 4;

  private static final byte PRIORITY = 3;
  private static final byte STAGE = 3 << 2;
  private static final byte OPEN = 1 << 2;
  private static final byte PASSED = 2 << 2;
  private static final byte HAVE = 3 << 2;

  private final PieceLayout layout;
  private final RandomGenerator random;
  private final byte[] state;
  // Place among the candidates, or entry of an open piece; -1 for a passed piece never opened.
  private final int[] position;
  private final Bits haves;
  private final Bits needed;
  private final Availability availability;
  private final PeerPieces peers;
  private final OpenPieces open;
  private final Candidates[] candidates = new Candidates[3];
  private PieceOrder order = PieceOrder.RAREST_FIRST;
  private int maxPartial = 64;
  private int cursor;
  private long wantedLeft;
  private int wantedMissing;
  // Candidates that no connected peer but perhaps a seed has.
  private int rareCandidates;
  private long candidatesAdded = 1;

  /** A picker of a torrent of which nothing is had; every piece has priority 2. */
  public PiecePicker(PieceLayout layout, RandomGenerator random) {
    this.layout = layout;
    this.random = random;
    int pieces = layout.pieces();
    state = new byte[pieces];
    position = new int[pieces];
    haves = new Bits(pieces);
    needed = new Bits(pieces);
    availability = new Availability(pieces);
    peers = new PeerPieces(pieces, needed);
    open = new OpenPieces(layout.blocksPerPiece());
    for (int c = 0; c < 3; c++) {
      candidates[c] = new Candidates(pieces, availability.count, position, random);
    }
    for (int p = 0; p < pieces; p++) {
      state[p] = 2;
      needed.set(p);
      candidates[1].add(p);
    }
    rareCandidates = pieces;
    wantedMissing = pieces;
    wantedLeft = layout.totalSize();
  }

  // ---- What we want

  /** The order in which pieces are begun; may change at any time. */
  public void order(PieceOrder newOrder) {
    order = newOrder;
    if (newOrder != PieceOrder.RAREST_FIRST) {
      forgetBuckets();
    }
  }

  /**
   * Partial pieces open at once, ≥ 1 (default 64), each of which costs a piece buffer. A peer that
   * would be idle may exceed it, up to half as many again (at least 4). Pieces that are complete
   * and being checked or written don't count.
   */
  public void maxPartial(int pieces) {
    if (pieces < 1) {
      throw new IllegalArgumentException("at least one partial piece, not " + pieces);
    }
    maxPartial = pieces;
  }

  private int hardLimit() {
    return maxPartial + Math.max(4, maxPartial / 2);
  }

  /**
   * Sets a piece's priority: 0 skip, 1 low, 2 normal, 3 high. A piece that becomes skipped while it
   * is partial is dropped with its blocks and requests, see {@link #isOpen}.
   */
  public void priority(int piece, int priority) {
    if (priority < 0 || priority > 3) {
      throw new IllegalArgumentException("priority " + priority + " is not in 0-3");
    }
    int old = state[piece] & PRIORITY;
    if (priority == old) {
      return;
    }
    int stage = state[piece] & STAGE;
    if (stage == OPEN && priority == 0 && !open.isComplete(position[piece])) {
      lose(piece);
      stage = 0;
    }
    if (stage == 0 && old != 0) {
      removeCandidate(piece);
    }
    state[piece] = (byte) (stage | priority);
    if (stage == 0 && priority != 0) {
      addCandidate(piece);
    }
    if (stage != HAVE && (old == 0 || priority == 0)) {
      int sign = priority == 0 ? -1 : 1;
      wantedMissing += sign;
      wantedLeft += (long) sign * layout.pieceSize(piece);
    }
    if (stage < PASSED && (old == 0 || priority == 0)) {
      if (priority == 0) {
        needed.clear(piece);
      } else {
        needed.set(piece);
      }
      peers.neededChangedMuch();
    }
  }

  /** The piece's priority, 0–3. */
  public int priority(int piece) {
    return state[piece] & PRIORITY;
  }

  /** The piece is stored and verified. Blocks and requests of it are forgotten. */
  public void have(int piece) {
    int stage = state[piece] & STAGE;
    if (stage == HAVE) {
      return;
    }
    leaveStage(piece, stage);
    state[piece] = (byte) (state[piece] & PRIORITY | HAVE);
    haves.set(piece);
    availability.own(piece, 1);
    if ((state[piece] & PRIORITY) != 0) {
      wantedMissing--;
      wantedLeft -= layout.pieceSize(piece);
    }
    setNeeded(piece, false);
  }

  /** The piece is bad or gone, whatever stage it was in: missing again. */
  public void lose(int piece) {
    int stage = state[piece] & STAGE;
    if (stage == 0) {
      return;
    }
    leaveStage(piece, stage);
    int priority = state[piece] & PRIORITY;
    state[piece] = (byte) priority;
    if (stage == HAVE) {
      haves.clear(piece);
      availability.own(piece, -1);
      if (priority != 0) {
        wantedMissing++;
        wantedLeft += layout.pieceSize(piece);
      }
    }
    if (priority != 0) {
      addCandidate(piece);
      setNeeded(piece, true);
    }
  }

  private void leaveStage(int piece, int stage) {
    if (stage == 0) {
      if ((state[piece] & PRIORITY) != 0) {
        removeCandidate(piece);
      }
    } else if (stage != HAVE && position[piece] >= 0) {
      open.close(position[piece]);
    }
  }

  private void setNeeded(int piece, boolean on) {
    if (on ? needed.set(piece) : needed.clear(piece)) {
      peers.neededChanged(piece, on ? 1 : -1);
    }
  }

  private void addCandidate(int piece) {
    candidates[3 - (state[piece] & PRIORITY)].add(piece);
    if (availability.count[piece] == 0) {
      rareCandidates++;
    }
    candidatesAdded++;
  }

  private void removeCandidate(int piece) {
    candidates[3 - (state[piece] & PRIORITY)].remove(piece);
    if (availability.count[piece] == 0) {
      rareCandidates--;
    }
  }

  private void forgetBuckets() {
    for (Candidates c : candidates) {
      c.forget();
    }
  }

  /** The pieces we have; to be read only. */
  public Bits haves() {
    return haves;
  }

  /** Whether every wanted piece is had. */
  public boolean isFinished() {
    return wantedMissing == 0;
  }

  /** Bytes of the wanted pieces that are not had yet; whole pieces. */
  public long wantedLeft() {
    return wantedLeft;
  }

  /** Wanted pieces that are not had yet. */
  public int wantedMissing() {
    return wantedMissing;
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
    withdraw(slot);
    peers.leave(slot);
  }

  /** The peer has one more piece. */
  public void peerHas(int slot, int piece) {
    if (peers.has(slot, piece)) {
      return;
    }
    peers.add(slot, piece);
    raise(piece, true);
    if (peers.count(slot) == layout.pieces()) {
      peerHasAll(slot);
    }
  }

  /** The peer has everything. */
  public void peerHasAll(int slot) {
    if (!peers.isSeed(slot)) {
      withdraw(slot);
      peers.setSeed(slot);
      availability.addSeed(1);
    }
  }

  /** The peer has exactly these pieces; the set is copied. */
  public void peerBitfield(int slot, Bits bits) {
    if (bits.size() != layout.pieces()) {
      throw new IllegalArgumentException("bitfield of " + bits.size() + " pieces");
    }
    if (bits.isFull() && bits.size() > 0) {
      peerHasAll(slot);
      return;
    }
    withdraw(slot);
    if (!bits.isEmpty()) {
      Bits own = bits.copy();
      peers.set(slot, own);
      count(own, 1);
    }
  }

  /** The peer no longer has a piece (BEP 54). */
  public void peerLost(int slot, int piece) {
    if (!peers.has(slot, piece)) {
      return;
    }
    if (peers.isSeed(slot)) {
      Bits all = new Bits(layout.pieces());
      all.setAll();
      availability.addSeed(-1);
      peers.set(slot, all);
      count(all, 1);
    }
    peers.remove(slot, piece);
    lower(piece, true);
  }

  /** The peer may request this piece of us, and we of it, while choked (BEP 6). */
  public void allowedFast(int slot, int piece) {
    peers.allowFast(slot, piece);
  }

  private void withdraw(int slot) {
    Bits bits = peers.bits(slot);
    if (peers.isSeed(slot)) {
      availability.addSeed(-1);
    } else if (bits != null) {
      count(bits, -1);
    }
    peers.set(slot, null);
  }

  private void count(Bits bits, int delta) {
    boolean single = bits.count() < layout.pieces() / 4;
    if (!single) {
      forgetBuckets();
    }
    for (int w = 0, words = bits.wordCount(); w < words; w++) {
      for (long word = bits.word(w); word != 0; word &= word - 1) {
        int piece = (w << 6) + Long.numberOfTrailingZeros(word);
        if (delta > 0) {
          raise(piece, single);
        } else {
          lower(piece, single);
        }
      }
    }
  }

  private void raise(int piece, boolean move) {
    int s = state[piece];
    availability.raise(piece, (s & STAGE) == HAVE);
    if (isCandidate(s)) {
      if (availability.count[piece] == 1) {
        rareCandidates--;
      }
      if (move) {
        candidates[3 - s].raised(piece);
      }
    }
  }

  private void lower(int piece, boolean move) {
    int s = state[piece];
    availability.lower(piece, (s & STAGE) == HAVE);
    if (isCandidate(s)) {
      if (availability.count[piece] == 0) {
        rareCandidates++;
      }
      if (move) {
        candidates[3 - s].lowered(piece);
      }
    }
  }

  private static boolean isCandidate(int s) {
    return s != 0 && s <= PRIORITY;
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
    return availability.of(piece);
  }

  /** Copies of the rarest piece, ours included, plus the share of pieces that have more. */
  public double distributedCopies() {
    return availability.distributedCopies();
  }

  // ---- Picking

  /**
   * Picks blocks to ask of a peer and marks them as requested.
   *
   * @param max blocks at most
   * @param flags {@link #SNUBBED}, {@link #FAST}, {@link #CHOKED_ALLOWED_FAST}, {@link #PAROLE},
   *     {@link #NO_ENDGAME}
   * @param out receives {@code (long) piece << 32 | block} each
   * @return number of blocks
   */
  public int pick(int slot, int max, int flags, long[] out) {
    int want = Math.min(max, out.length);
    if (want <= 0 || !peers.isJoined(slot) || !interesting(slot)) {
      return 0;
    }
    if ((flags & CHOKED_ALLOWED_FAST) != 0) {
      return pickAllowedFast(slot, want, flags, out);
    }
    boolean search = peers.searched(slot) != candidatesAdded;
    boolean idle = open.outstanding(slot) == 0;
    int n = 0;
    for (int c = 0; c < 3 && n < want; c++) {
      n = fromOpen(slot, c, flags, true, out, n, want);
      if (search) {
        n = fromCandidates(slot, c, flags, maxPartial, out, n, want);
      }
      n = fromOpen(slot, c, flags, false, out, n, want);
    }
    if (n == 0 && idle && search && open.partial() >= maxPartial) {
      for (int c = 0; c < 3 && n == 0; c++) {
        n = fromCandidates(slot, c, flags, hardLimit(), out, 0, want);
      }
    }
    if (n == 0 && search && open.partial() < maxPartial) {
      // Nothing to begin for this peer until it or the candidates gain a piece.
      peers.searched(slot, candidatesAdded);
    }
    if (n == 0 && idle && (flags & PAROLE) != 0) {
      n = fromDeserted(slot, out, want);
    }
    if (n == 0 && (flags & (SNUBBED | PAROLE | NO_ENDGAME)) == 0) {
      int room = Math.min(want, ENDGAME_REQUESTS - open.outstanding(slot));
      if (room > 0 && inEndgame()) {
        n = duplicates(slot, out, room);
      }
    }
    return n;
  }

  /** Blocks of open pieces of priority class {@code c}; {@code own}: those meant for this peer. */
  private int fromOpen(int slot, int c, int flags, boolean own, long[] out, int from, int want) {
    int n = from;
    while (n < want) {
      int best = -1;
      for (int i = 0; i < open.pickableCount(); i++) {
        int e = open.pickable(i);
        int piece = open.piece(e);
        if (state[piece] == (3 - c | OPEN)
            && suits(e, slot, flags, own)
            && peers.has(slot, piece)
            && (best < 0 || better(e, best, flags))) {
          best = e;
        }
      }
      if (best < 0) {
        return n;
      }
      if ((flags & FAST) != 0 && own) {
        open.runner(best, slot);
      }
      n = take(best, slot, flags, out, n, want);
    }
    return n;
  }

  private boolean suits(int e, int slot, int flags, boolean own) {
    boolean sole = open.sole(e) == slot;
    if ((flags & PAROLE) != 0) {
      return own && (sole || open.sole(e) == OpenPieces.NOBODY);
    }
    if (open.isLocked(e) && !sole) {
      return false;
    }
    int runner = open.runner(e);
    boolean mine =
        runner == slot || runner == OpenPieces.NOBODY && ((flags & FAST) == 0 || open.busy(e) == 0);
    return mine == own;
  }

  private boolean better(int e, int than, int flags) {
    if (order == PieceOrder.SEQUENTIAL) {
      return open.piece(e) < open.piece(than);
    }
    int rarer = availability.count[open.piece(than)] - availability.count[open.piece(e)];
    if ((flags & SNUBBED) != 0 && rarer != 0) {
      return rarer < 0;
    }
    int closer = open.missing(than) - open.missing(e);
    return closer != 0 ? closer > 0 : rarer > 0;
  }

  private int take(int e, int slot, int flags, long[] out, int from, int want) {
    if ((flags & PAROLE) != 0) {
      open.lock(e);
    }
    long high = (long) open.piece(e) << 32;
    int n = from;
    for (int b; n < want && (b = open.nextFree(e)) >= 0; n++) {
      open.request(e, b, slot);
      out[n] = high | b;
    }
    return n;
  }

  /** Begins pieces of priority class {@code c} while fewer than {@code limit} are partial. */
  private int fromCandidates(
      int slot, int c, int flags, int limit, long[] out, int from, int want) {
    int n = from;
    while (n < want && open.partial() < limit) {
      int piece = choose(slot, candidates[c], flags);
      if (piece < 0) {
        return n;
      }
      int e = begin(piece);
      if ((flags & FAST) != 0) {
        open.runner(e, slot);
      }
      n = take(e, slot, flags, out, n, want);
    }
    return n;
  }

  private int choose(int slot, Candidates from, int flags) {
    Bits bits = peers.bits(slot);
    boolean snubbed = (flags & SNUBBED) != 0;
    if (order == PieceOrder.RAREST_FIRST) {
      boolean first = haves.count() < RANDOM_FIRST && !snubbed;
      return first ? from.from(random.nextInt(state.length), bits) : from.rarest(bits, snubbed);
    }
    if (snubbed) {
      // A stalled peer must not hold the piece that is needed next.
      return from.from(random.nextInt(state.length), bits);
    }
    if (order == PieceOrder.SEQUENTIAL) {
      return from.lowest(bits);
    }
    int piece = from.from(cursor, bits);
    if (piece >= 0) {
      cursor = piece + 1 == state.length ? 0 : piece + 1;
    }
    return piece;
  }

  private int begin(int piece) {
    removeCandidate(piece);
    state[piece] = (byte) (state[piece] & PRIORITY | OPEN);
    int e = open.open(piece, layout.blocks(piece));
    position[piece] = e;
    return e;
  }

  private int pickAllowedFast(int slot, int want, int flags, long[] out) {
    int n = 0;
    boolean idle = open.outstanding(slot) == 0;
    for (int i = 0; i < peers.allowedFastCount(slot) && n < want; i++) {
      int piece = peers.allowedFast(slot, i);
      int s = state[piece];
      if (!peers.has(slot, piece) || (s & PRIORITY) == 0) {
        continue;
      }
      if ((s & STAGE) == 0 && open.partial() < (idle && n == 0 ? hardLimit() : maxPartial)) {
        n = take(begin(piece), slot, flags, out, n, want);
      } else if ((s & STAGE) == OPEN) {
        int e = position[piece];
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
          n = duplicatesOf(e, slot, asked, out, n, want);
        }
      }
    }
    return n;
  }

  private int duplicatesOf(int e, int slot, int asked, long[] out, int from, int want) {
    int n = from;
    for (int b = open.blocks(e) - 1; b >= 0 && n < want; b--) {
      if (!open.isReceived(e, b)
          && open.requesters(e, b) == asked
          && !open.isRequested(e, b, slot)) {
        open.request(e, b, slot);
        out[n++] = (long) open.piece(e) << 32 | b;
      }
    }
    return n;
  }

  /**
   * Whether every wanted block that a connected peer has is received or requested, and some are
   * still missing. Pieces that are left to a peer on parole count as requested.
   */
  public boolean inEndgame() {
    if (open.partial() == 0) {
      return false;
    }
    int free = candidates[0].size() + candidates[1].size() + candidates[2].size();
    if (free > (availability.seeds() > 0 ? 0 : rareCandidates)) {
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

  // ---- Requests and blocks

  private int entry(int piece, int block) {
    if (piece < 0 || piece >= state.length || (state[piece] & STAGE) != OPEN) {
      return -1;
    }
    int e = position[piece];
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
    if (isCandidate(state[piece])) {
      begin(piece);
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
    return (state[piece] & STAGE) == OPEN && open.isComplete(position[piece]);
  }

  /** Whether blocks of the piece are requested, received or being written. */
  public boolean isOpen(int piece) {
    int stage = state[piece] & STAGE;
    return stage == OPEN || stage == PASSED;
  }

  /** The hash is good; the piece is ours once it is written and {@link #have} is told. */
  public void passed(int piece) {
    int stage = state[piece] & STAGE;
    if (stage >= PASSED) {
      return;
    }
    if (stage == 0) {
      leaveStage(piece, stage);
      position[piece] = -1;
    } else if (!open.isComplete(position[piece])) {
      throw new IllegalStateException("piece " + piece + " passed before it was complete");
    } else {
      open.forgetRequests(position[piece]);
    }
    state[piece] = (byte) (state[piece] & PRIORITY | PASSED);
    setNeeded(piece, false);
  }

  /**
   * The hash is bad: missing again. Ask for the {@link #contributorKeys contributors} before, they
   * are forgotten now.
   */
  public void failed(int piece) {
    lose(piece);
  }

  /**
   * Who sent the blocks of an open or passed piece, by slot.
   *
   * @param out receives one slot per block; -1: not received, from no peer, or the peer has gone
   * @return blocks in the piece, 0 when it is not open
   */
  public int contributors(int piece, int[] out) {
    int e = contributed(piece);
    if (e < 0) {
      return 0;
    }
    for (int b = 0; b < open.blocks(e); b++) {
      int slot = open.isReceived(e, b) ? open.senderSlot(e, b) : -1;
      boolean here = peers.isJoined(slot) && peers.key(slot) == open.sender(e, b);
      out[b] = here ? slot : -1;
    }
    return open.blocks(e);
  }

  /**
   * Who sent the blocks of an open or passed piece, by key, whether still connected or not.
   *
   * @param out receives one key per block; {@link #NO_KEY}: not received or from no peer
   * @return blocks in the piece, 0 when it is not open
   */
  public int contributorKeys(int piece, long[] out) {
    int e = contributed(piece);
    if (e < 0) {
      return 0;
    }
    for (int b = 0; b < open.blocks(e); b++) {
      out[b] = open.isReceived(e, b) ? open.sender(e, b) : NO_KEY;
    }
    return open.blocks(e);
  }

  private int contributed(int piece) {
    return isOpen(piece) ? position[piece] : -1;
  }

  /**
   * Gives up a partial piece that nobody works on, the least available and then the least complete,
   * so that another may be begun; call it when an idle peer got nothing and {@link #partialPieces}
   * is at its bound.
   *
   * @return the piece, now missing, whose buffer is to be freed; -1: none
   */
  public int reclaim() {
    int best = -1;
    for (int i = 0; i < open.pickableCount(); i++) {
      int e = open.pickable(i);
      if (open.busy(e) == 0 && (best < 0 || lessHopeful(e, best))) {
        best = e;
      }
    }
    if (best < 0) {
      return -1;
    }
    int piece = open.piece(best);
    lose(piece);
    return piece;
  }

  private boolean lessHopeful(int e, int than) {
    int rarer = availability.count[open.piece(than)] - availability.count[open.piece(e)];
    return rarer != 0 ? rarer > 0 : open.received(e) < open.received(than);
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
    int s = state[piece];
    return switch (s & STAGE) {
      case 0 -> (s & PRIORITY) == 0 ? PieceMap.UNWANTED : PieceMap.MISSING;
      case HAVE -> PieceMap.HAVE;
      default -> PieceMap.IN_FLIGHT;
    };
  }

  /**
   * Whether the incremental counters and buckets agree with a count from scratch; for tests.
   *
   * @return the first contradiction, or null
   */
  String check() {
    int rare = 0;
    for (int p = 0; p < state.length; p++) {
      boolean candidate = isCandidate(state[p]);
      if (candidate && availability.count[p] == 0) {
        rare++;
      }
      for (int c = 0; c < 3; c++) {
        if (candidates[c].contains(p) != (candidate && state[p] == 3 - c)) {
          return "piece " + p + " in class " + c;
        }
      }
    }
    if (rare != rareCandidates) {
      return rareCandidates + " rare candidates, counted " + rare;
    }
    return Arrays.stream(candidates)
        .map(Candidates::check)
        .filter(s -> s != null)
        .findFirst()
        .orElse(null);
  }
}
