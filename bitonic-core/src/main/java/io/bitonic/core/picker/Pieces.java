package io.bitonic.core.picker;

import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which pieces are wanted, missing, open, passed and had, and who among the peers has them: all
 * counters and candidates that follow from that are kept current here.
 *
 * <p>The state of a piece is its priority in the low two bits and its stage above them; a piece
 * that is wanted and missing is a candidate, and its state is just its priority.
 */
final class Pieces {
  static final byte PRIORITY = 3;
  static final byte STAGE = 3 << 2;
  static final byte OPEN = 1 << 2;
  static final byte PASSED = 2 << 2;
  static final byte HAVE = 3 << 2;

  final PieceLayout layout;
  final Bits haves;
  final Availability availability;
  final PeerPieces peers;
  final OpenPieces open;
  private final byte[] state;
  // Place among the candidates, or entry of an open piece; -1 for a passed piece never opened.
  private final int[] position;
  private final Bits needed;
  private final Candidates[] candidates = new Candidates[3];
  private long wantedLeft;
  private int wantedMissing;
  // Candidates that no connected peer but perhaps a seed has.
  private int rareCandidates;
  private long candidatesAdded = 1;

  Pieces(PieceLayout layout, RandomGenerator random) {
    this.layout = layout;
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

  int state(int piece) {
    return state[piece];
  }

  int stage(int piece) {
    return state[piece] & STAGE;
  }

  /** Whether blocks of the piece are requested, received or being written. */
  boolean isOpen(int piece) {
    int stage = stage(piece);
    return stage == OPEN || stage == PASSED;
  }

  /** The entry of an open piece; -1 when it was never opened. */
  int entry(int piece) {
    return position[piece];
  }

  /** The candidates of priority class {@code c}: 0 high, 1 normal, 2 low. */
  Candidates candidates(int c) {
    return candidates[c];
  }

  /** Grows whenever a piece becomes a candidate. */
  long candidatesAdded() {
    return candidatesAdded;
  }

  /** Candidates that some connected peer has. */
  int available() {
    int all = candidates[0].size() + candidates[1].size() + candidates[2].size();
    return availability.seeds() > 0 ? all : all - rareCandidates;
  }

  long wantedLeft() {
    return wantedLeft;
  }

  int wantedMissing() {
    return wantedMissing;
  }

  /**
   * Sets a piece's priority: 0 skip, 1 low, 2 normal, 3 high. A piece that becomes skipped while it
   * is partial is dropped with its blocks and requests, see {@link PiecePicker#isOpen}.
   */
  void priority(int piece, int priority) {
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
  int priority(int piece) {
    return state[piece] & PRIORITY;
  }

  /** The piece is stored and verified. Blocks and requests of it are forgotten. */
  void have(int piece) {
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
  void lose(int piece) {
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

  void forgetBuckets() {
    for (Candidates c : candidates) {
      c.forget();
    }
  }

  /** The peer has one more piece. */
  void peerHas(int slot, int piece) {
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
  void peerHasAll(int slot) {
    if (!peers.isSeed(slot)) {
      withdraw(slot);
      peers.setSeed(slot);
      availability.addSeed(1);
    }
  }

  /** The peer has exactly these pieces; the set is copied. */
  void peerBitfield(int slot, Bits bits) {
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
  void peerLost(int slot, int piece) {
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

  void withdraw(int slot) {
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

  static boolean isCandidate(int s) {
    return s != 0 && s <= PRIORITY;
  }

  int begin(int piece) {
    removeCandidate(piece);
    state[piece] = (byte) (state[piece] & PRIORITY | OPEN);
    int e = open.open(piece, layout.blocks(piece));
    position[piece] = e;
    return e;
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

  /** The hash is good; the piece is ours once it is written and {@link #have} is told. */
  void passed(int piece) {
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
}
