package io.bitonic.core.swarm;

import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.picker.RequestWindow;
import io.bitonic.core.rate.TokenBucket;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;

/** What we have asked one peer for, and the blocks that it sends. Loop thread only. */
final class PeerRequests {
  /** A peer at its own limit is read from in steps no smaller than this, and no oftener. */
  private static final int LEAST_READ = 4096;

  /**
   * Less than that is not read: what a limit lets trickle in would be fetched a few bytes at a
   * time, and cost a processor.
   */
  private static final int CRUMB = 1500;

  private static final long LEAST_WAIT_NANOS = 2_000_000L;
  private static final int UNWANTED_BLOCKS = 512;
  private static final long SNUB_NANOS = 20_000_000_000L;
  private static final long WINDOW_TICK_NANOS = 1_000_000_000L;

  /** Time for a block in the endgame before another peer that was asked for it may send it. */
  private static final long SLOW_BLOCK_NANOS = 2_000_000_000L;

  private final Swarm swarm;
  private final PeerSession session;
  private final PeerInput input;
  private final RequestRing outstanding = new RequestRing();
  private final RequestWindow window;

  /** What makes us wait before we ask again a peer that unchokes us and gives nothing. */
  private static final int REJECTS_ENDURED = 100;

  private static final int EMPTY_UNCHOKES_ENDURED = 3;
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final int LONGEST_PAUSE = 6;

  private boolean snubbed;
  private boolean unchokedInVain;
  private int emptyUnchokes;
  private int rejectsInRow;
  private long askNotBefore;
  private boolean readHeld;
  private int unwantedBlocks;
  private long unwantedBytes;
  private long lastPiece;
  private long blockBegan;
  private long lastWindowTick;

  PeerRequests(Swarm swarm, PeerSession session, int maxRequests) {
    this.swarm = swarm;
    this.session = session;
    this.input = new PeerInput(session.link, session, swarm.discard());
    this.window = new RequestWindow(maxRequests);
    this.lastPiece = session.connectedAt;
    this.askNotBefore = session.connectedAt;
    this.lastWindowTick = session.connectedAt;
  }

  PeerInput input() {
    return input;
  }

  /** Requests sent and not yet answered. */
  int outstanding() {
    return outstanding.size();
  }

  boolean isSnubbed() {
    return snubbed;
  }

  /** The peer keeps so many waiting ({@code reqq}). */
  void peerLimit(int requests) {
    window.peerLimit(Math.max(1, requests));
  }

  /** From now on an answer is due. */
  void expectPieces() {
    lastPiece = swarm.now();
  }

  /** Whether the peer has sent nothing for so long although we have asked. */
  boolean starvedFor(long nanos) {
    return session.amInterested && outstanding.size() > 0 && swarm.now() - lastPiece > nanos;
  }

  // ---- asking
  // -----------------------------------------------------------------------------------------------------

  void fill() {
    if (!session.amInterested || swarm.requestsHeld()) {
      return;
    }
    int flags = 0;
    if (session.peerChoking) {
      if (!session.fast) {
        return;
      }
      flags |= PiecePicker.CHOKED_ALLOWED_FAST;
    }
    long now = swarm.now();
    if (now - askNotBefore < 0) {
      return;
    }
    int want = window.size() - outstanding.size();
    if (want <= 0) {
      return;
    }
    flags |= (snubbed ? PiecePicker.SNUBBED : 0) | swarm.blocks().flags(session);
    long[] picked = swarm.pickScratch();
    int n = swarm.blocks().pick(session, Math.min(want, picked.length), flags, picked);
    if (n == 0) {
      return;
    }
    PieceLayout layout = swarm.layout();
    ByteBuffer out = session.output().control(n * Wire.REQUEST_LENGTH);
    if (outstanding.size() == 0) {
      lastPiece = now;
    }
    unchokedInVain = true;
    for (int i = 0; i < n; i++) {
      int piece = (int) (picked[i] >>> 32);
      int block = (int) picked[i];
      outstanding.add(picked[i], now);
      Wire.block(
          out, Wire.REQUEST, piece, block * PieceLayout.BLOCK, layout.blockSize(piece, block));
    }
  }

  /** Another peer was faster (endgame), or the block is not wanted any more. */
  void cancel(int piece, int block) {
    if (outstanding.remove(ref(piece, block)) == Long.MIN_VALUE) {
      return;
    }
    if (input.isReceiving(piece, block * PieceLayout.BLOCK)) {
      input.abandonTarget();
    } else {
      sendCancel(piece, block);
    }
    session.dirty();
  }

  private void sendCancel(int piece, int block) {
    Wire.block(
        session.output().control(Wire.REQUEST_LENGTH),
        Wire.CANCEL,
        piece,
        block * PieceLayout.BLOCK,
        swarm.layout().blockSize(piece, block));
  }

  /** Takes back what the picker no longer knows of: the priorities of files have changed. */
  void dropUnwanted() {
    for (int i = outstanding.size() - 1; i >= 0; i--) {
      long ref = outstanding.ref(i);
      if (!swarm.picker().isRequested(session.slot, (int) (ref >>> 32), (int) ref)) {
        cancel((int) (ref >>> 32), (int) ref);
      }
    }
  }

  private static long ref(int piece, int block) {
    return (long) piece << 32 | block;
  }

  // ---- answers
  // ----------------------------------------------------------------------------------------------------

  /** The peer has choked us; when it does so again and again for nothing, its unchokes wait. */
  void choked() {
    if (unchokedInVain && ++emptyUnchokes > EMPTY_UNCHOKES_ENDURED) {
      pause(emptyUnchokes - EMPTY_UNCHOKES_ENDURED);
    }
    unchokedInVain = false;
  }

  private void pause(int times) {
    askNotBefore = swarm.now() + (PAUSE_NANOS << Math.min(times, LONGEST_PAUSE));
  }

  /** A peer without the fast extension has choked us: it will answer nothing of what we asked. */
  void forgetAll() {
    swarm.picker().releasedAll(session.slot);
    outstanding.clear();
    swarm.blocksReleased();
  }

  void rejected(int piece, int begin, int length) throws ProtocolException {
    if (!swarm.layout().isBlock(piece, begin, length)) {
      throw new ProtocolException("a reject for " + piece + ":" + begin + "+" + length);
    }
    int block = begin / PieceLayout.BLOCK;
    if (outstanding.remove(ref(piece, block)) != Long.MIN_VALUE) {
      swarm.picker().released(session.slot, piece, block);
      swarm.blocksReleased();
      if (!session.peerChoking) {
        session.score().rejected(swarm.now());
        if (++rejectsInRow > REJECTS_ENDURED) {
          pause(rejectsInRow / REJECTS_ENDURED);
        }
        session.dirty();
      }
    } else {
      session.useless(1);
    }
  }

  /** Names the places of the blocks that come after this one when the peer keeps the order. */
  void ahead(int piece, int begin, ReadAhead ahead) {
    boolean limited = session.downLimit.limit() != 0 || !swarm.allowance().isDownUnlimited();
    if (limited && !session.exempt
        || outstanding.size() == 0
        || outstanding.ref(0) != ref(piece, begin / PieceLayout.BLOCK)) {
      return;
    }
    int n = Math.min(outstanding.size(), ahead.depth() + 1);
    for (int i = 1; i < n; i++) {
      int p = (int) (outstanding.ref(i) >>> 32);
      int block = (int) outstanding.ref(i);
      ByteBuffer place = swarm.blocks().placeAhead(session, p, block);
      if (place == null) {
        return;
      }
      ahead.add(p, block * PieceLayout.BLOCK, place);
    }
  }

  ByteBuffer target(int piece, int begin, int length) throws ProtocolException {
    if (!swarm.layout().isBlock(piece, begin, length)) {
      throw new ProtocolException("block " + piece + ":" + begin + "+" + length);
    }
    blockBegan = swarm.now();
    return swarm.blocks().target(session, piece, begin, length);
  }

  /** Whether the peer is in the middle of sending this block to its place. */
  boolean isReceiving(int piece, int begin) {
    return input.isReceiving(piece, begin);
  }

  /** Whether another peer that has the same block may have its place. */
  boolean isSlowWithBlock() {
    return swarm.now() - blockBegan > SLOW_BLOCK_NANOS;
  }

  /** What is still to come of the current block is thrown away. */
  void abandonBlock() {
    input.abandonTarget();
  }

  void arrived(int piece, int begin, int length) {
    long now = swarm.now();
    session.heard(now);
    int block = begin / PieceLayout.BLOCK;
    long sentAt = outstanding.remove(ref(piece, block));
    if (sentAt != Long.MIN_VALUE) {
      window.block(Math.min(now - sentAt, now - lastPiece));
      swarm.meters().requests.record(now - sentAt);
    }
    lastPiece = now;
    unchokedInVain = false;
    emptyUnchokes = 0;
    rejectsInRow = 0;
    if (snubbed) {
      snubbed = false;
      window.snubbed(false);
    }
    swarm.blocks().arrived(session.slot, session.score(), piece, block, length);
    session.dirty();
  }

  void discarded(int piece, int begin, int length) {
    long now = swarm.now();
    session.heard(now);
    swarm.wasted(length);
    int block = begin / PieceLayout.BLOCK;
    if (outstanding.remove(ref(piece, block)) != Long.MIN_VALUE) {
      // Asked for, but another peer was sending it already: the request has been answered.
      swarm.picker().released(session.slot, piece, block);
      lastPiece = now;
      session.dirty();
      return;
    }
    // Blocks that crossed a cancel or a time-out are normal; an endless stream of them is an
    // attack.
    session.score().wasted(length);
    unwantedBytes += length;
    if (++unwantedBlocks > UNWANTED_BLOCKS && unwantedBytes > session.downloaded - unwantedBytes) {
      session.fail(new ProtocolException("blocks that nobody asked for"));
    }
  }

  /** Payload bytes that may be read now; reading goes on by itself when none may. */
  int allowance(int wanted) {
    if (session.exempt) {
      return wanted;
    }
    TokenBucket own = session.downLimit;
    int least = Math.min(wanted, CRUMB);
    int mine = own.limit() == 0 ? wanted : (int) own.take(wanted, swarm.now());
    if (mine < least) {
      own.giveBack(mine);
      mine = 0;
    }
    int allowed = mine == 0 ? 0 : shared(mine, least);
    own.giveBack(mine - allowed);
    if (allowed <= 0 && !readHeld) {
      readHeld = true;
      session.link.wantRead(false);
      if (mine == 0) {
        long wait = own.nanosUntil(Math.min(wanted, LEAST_READ), swarm.now());
        swarm.loop().schedule(Math.max(LEAST_WAIT_NANOS, wait), this::readOn);
      } else {
        swarm.allowance().whenDownAllowed(this::readOn);
      }
    }
    return allowed;
  }

  /**
   * Nothing while less than {@code least} has gathered. What is left of a share in a round may be
   * less, so that the round comes to its end.
   */
  private int shared(int wanted, int least) {
    int allowed = swarm.allowance().takeDown(wanted);
    if (allowed > 0 && allowed < least) {
      swarm.allowance().notRead(allowed);
      return swarm.allowance().allowsDown(least) ? swarm.allowance().takeDown(wanted) : 0;
    }
    return allowed;
  }

  private void readOn() {
    readHeld = false;
    if (!session.isClosed()) {
      session.link.wantRead(true);
      session.readable();
    }
  }

  /** So many of the last allowance did not come. */
  void notRead(int bytes) {
    if (!session.exempt) {
      session.downLimit.giveBack(bytes);
      swarm.allowance().notRead(bytes);
    }
  }

  // ---- time
  // -------------------------------------------------------------------------------------------------------

  /** Time-outs; a few times a second. */
  void tick(long now) {
    if (now - lastWindowTick >= WINDOW_TICK_NANOS) {
      lastWindowTick = now;
      window.tick(session.down.rate(now));
    }
    if (outstanding.size() == 0) {
      if (session.amInterested && !session.peerChoking) {
        session.dirty();
      }
      return;
    }
    if (!snubbed && now - lastPiece > SNUB_NANOS) {
      snubbed = true;
      window.snubbed(true);
      if (!readHeld) {
        session.score().stalled(now);
      }
    }
    // A request that is late is given to others.
    long timeout = window.timeout();
    if (Math.min(now - outstanding.oldest(), now - lastPiece) > timeout) {
      timeOutOldest(now);
    }
  }

  private void timeOutOldest(long now) {
    int n = snubbed ? outstanding.size() : 1;
    if (!readHeld) {
      session.score().timedOut(n, now);
    }
    for (int i = 0; i < n; i++) {
      long late = outstanding.ref(0);
      int piece = (int) (late >>> 32);
      int block = (int) late;
      outstanding.remove(late);
      if (input.isReceiving(piece, block * PieceLayout.BLOCK)) {
        input.abandonTarget();
      }
      swarm.picker().released(session.slot, piece, block);
      sendCancel(piece, block);
    }
    swarm.blocksReleased();
    session.dirty();
  }
}
