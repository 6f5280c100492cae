package io.bitonic.core.swarm;

import io.bitonic.core.health.PeerScore;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;

/**
 * Which blocks the peers of one torrent are asked for, and where their bytes go: a block has one
 * writer at a time, and a piece is begun only when there is a buffer for it. Loop thread only.
 */
final class Blocks {
  private final Swarm swarm;
  private final PieceLayout layout;
  private final PiecePicker picker;
  private final Downloads downloads;
  private final Poison poison;
  private final HealthRounds health;
  private final int[] otherSlots = new int[64];

  Blocks(Swarm swarm, Downloads downloads, Poison poison, HealthRounds health) {
    this.swarm = swarm;
    this.layout = swarm.layout();
    this.picker = swarm.picker();
    this.downloads = downloads;
    this.poison = poison;
    this.health = health;
  }

  /** How blocks are picked for this peer: flags of {@link PiecePicker#pick}. */
  int flags(PeerSession s) {
    int flags = poison.onParole(s.key) ? PiecePicker.PAROLE : 0;
    flags |= health.isUnreliable(s) ? PiecePicker.UNRELIABLE : 0;
    // A peer that fills a piece in less than 20 s gets whole pieces.
    return s.down.rate(swarm.now()) * 20 > layout.pieceLength() ? flags | PiecePicker.FAST : flags;
  }

  /** Picks blocks whose pieces have a buffer. */
  int pick(PeerSession s, int max, int flags, long[] out) {
    int room = downloads.roomForPieces();
    picker.maxPartial(Math.max(1, picker.partialPieces() + room));
    int n = picker.pick(s.slot, max, flags, out);
    if (n == 0 && room == 0 && s.requests.outstanding() == 0 && downloads.reclaim()) {
      picker.maxPartial(picker.partialPieces() + 1);
      n = picker.pick(s.slot, max, flags, out);
    }
    int kept = 0;
    for (int i = 0; i < n; i++) {
      int piece = (int) (out[i] >>> 32);
      if (!isBeingSent(s, piece, (int) out[i]) && downloads.reserve(piece)) {
        out[kept++] = out[i];
      } else {
        picker.released(s.slot, piece, (int) out[i]);
      }
    }
    return kept;
  }

  /**
   * Picks blocks that follow each other for a web seed; it is left half of the buffers at most.
   *
   * @param max blocks; a piece is picked whole all the same
   */
  int pickRun(WebSeedSession s, int max, long[] out) {
    int room = downloads.roomForPieces();
    picker.maxPartial(Math.max(1, picker.partialPieces() + room));
    int perPiece = layout.blocksPerPiece();
    int most = Math.max(1, Math.min(max / perPiece, room / 2)) * perPiece;
    int flags = poison.onParole(s.key) ? PiecePicker.PAROLE : 0;
    int n = picker.pickRun(s.slot, most, flags, out);
    if (n == 0 && room == 0 && downloads.reclaim()) {
      picker.maxPartial(picker.partialPieces() + 1);
      n = picker.pickRun(s.slot, perPiece, flags, out);
    }
    int kept = 0;
    while (kept < n && downloads.reserve((int) (out[kept] >>> 32))) {
      kept++;
    }
    for (int i = kept; i < n; i++) {
      picker.released(s.slot, (int) (out[i] >>> 32), (int) out[i]);
    }
    return kept;
  }

  /** Puts a block of a web seed in its place, unless others have been faster. */
  void put(WebSeedSession s, int piece, int block, byte[] from, int offset, int length) {
    ByteBuffer place =
        picker.isRequested(s.slot, piece, block) && picker.wants(s.slot, piece, block)
            ? downloads.target(piece, block * PieceLayout.BLOCK, length)
            : null;
    if (place == null) {
      swarm.wasted(length);
      return;
    }
    place.put(from, offset, length);
    arrived(s.slot, s.entry.score, piece, block, length);
  }

  /** Whether another peer is sending the block just now: asking for it again would be a waste. */
  private boolean isBeingSent(PeerSession s, int piece, int block) {
    int asked = picker.requesters(piece, block, otherSlots);
    for (int i = 0; i < asked && asked > 1; i++) {
      PeerSession o = swarm.peers().session(otherSlots[i]);
      if (o != null
          && o != s
          && o.requests.isReceiving(piece, block * PieceLayout.BLOCK)
          && !o.requests.isSlowWithBlock()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The place of a block that a peer begins to send, or null when its bytes are to be thrown away.
   *
   * <p>Only one peer at a time writes to a place: in the endgame a liar's bytes could else end up
   * in the middle of an honest peer's block, who would be blamed for them.
   */
  ByteBuffer target(PeerSession s, int piece, int begin, int length) {
    int block = begin / PieceLayout.BLOCK;
    int asked = picker.requesters(piece, block, otherSlots);
    boolean requested = false;
    for (int i = 0; i < asked; i++) {
      requested |= otherSlots[i] == s.slot;
    }
    if (!requested || !picker.wants(s.slot, piece, block)) {
      return null;
    }
    for (int i = 0; i < asked && asked > 1; i++) {
      PeerSession o = swarm.peers().session(otherSlots[i]);
      if (o != null && o != s && o.requests.isReceiving(piece, begin)) {
        if (!o.requests.isSlowWithBlock()) {
          return null;
        }
        o.requests.abandonBlock();
      }
    }
    return downloads.target(piece, begin, length);
  }

  /** The place of a block that nobody but {@code s} is asked for; null when it isn't so. */
  ByteBuffer placeAhead(PeerSession s, int piece, int block) {
    boolean sole = picker.requesters(piece, block, otherSlots) == 1 && otherSlots[0] == s.slot;
    return sole && picker.wants(s.slot, piece, block)
        ? downloads.target(piece, block * PieceLayout.BLOCK, layout.blockSize(piece, block))
        : null;
  }

  /**
   * @param sender of the peer that sent it
   */
  void arrived(int slot, PeerScore sender, int piece, int block, int length) {
    int result = picker.received(slot, piece, block);
    if (result != PiecePicker.ACCEPTED) {
      swarm.wasted(length);
      return;
    }
    sender.received(length);
    int others = picker.others(slot, piece, block, otherSlots);
    for (int i = 0; i < others; i++) {
      PeerSession o = swarm.peers().session(otherSlots[i]);
      if (o != null) {
        o.requests.cancel(piece, block);
      }
    }
    if (picker.isPieceReceived(piece)) {
      downloads.complete(piece);
    }
  }
}
