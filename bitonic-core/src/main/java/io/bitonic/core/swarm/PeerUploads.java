package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.rate.TokenBucket;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.wire.Wire;

/** What one peer gets from us: whether it is choked, what it has asked for. Loop thread only. */
final class PeerUploads implements PeerOutput.Source {
  /** Requests that a peer may have waiting at us (BEP 10 {@code reqq}); more are refused. */
  static final int MAX_REQUESTS = 2000;

  private static final int REQUESTS_WHILE_CHOKED = 300;

  private static final long LEAST_WAIT_NANOS = 2_000_000L;

  private final Swarm swarm;
  private final PeerSession session;
  private final PeerOutput output;
  private boolean choking = true;
  private int requestsWhileChoked;
  private long uploadedAtUnchoke;
  private boolean waits;

  /** What it may have although it is choked, and how many such blocks it has asked for. */
  private int[] free = {};

  private int freeBlocks;

  PeerUploads(Swarm swarm, PeerSession session) {
    this.swarm = swarm;
    this.session = session;
    this.output = new PeerOutput(session.link, this);
  }

  PeerOutput output() {
    return output;
  }

  boolean choking() {
    return choking;
  }

  /** Requests that wait for us. */
  int queued() {
    return output.queue().size();
  }

  /** Bytes sent since it was last unchoked. */
  long sinceUnchoke() {
    return session.uploaded - uploadedAtUnchoke;
  }

  /** Tells it of pieces that it may have although it is choked (BEP 6). */
  void offer(int[] pieces) {
    free = pieces;
    for (int piece : pieces) {
      Wire.index(output.control(9), Wire.ALLOWED_FAST, piece);
    }
  }

  /** Whether a choked peer gets this: it is new, and has not asked for these pieces twice over. */
  private boolean isFree(int piece) {
    return AllowedFast.contains(free, free.length, piece)
        && swarm.picker().peerPieces(session.slot) <= AllowedFast.COUNT
        && ++freeBlocks <= 2 * free.length * swarm.layout().blocks(0);
  }

  void choke(boolean on) {
    if (choking == on) {
      return;
    }
    choking = on;
    Wire.simple(output.control(5), on ? Wire.CHOKE : Wire.UNCHOKE);
    if (on) {
      rejectQueued();
      session.optimistic = false;
    } else {
      uploadedAtUnchoke = session.uploaded;
      requestsWhileChoked = 0;
    }
    session.dirty();
  }

  private void rejectQueued() {
    UploadQueue q = output.queue();
    while (session.fast && !q.isEmpty()) {
      reject(q.firstPiece(), q.firstBegin(), q.firstLength());
      q.removeFirst();
    }
    q.clear();
  }

  private void reject(int piece, int begin, int length) {
    if (session.fast) {
      Wire.block(output.control(Wire.REQUEST_LENGTH), Wire.REJECT, piece, begin, length);
      session.dirty();
    }
  }

  // ---- what the peer asks
  // -----------------------------------------------------------------------------------------

  void requested(int piece, int begin, int length) throws ProtocolException {
    if (!swarm.layout().inPiece(piece, begin, length) || length > Wire.MAX_BLOCK) {
      throw new ProtocolException("a request for " + piece + ":" + begin + "+" + length);
    }
    if (choking && !isFree(piece)) {
      if (++requestsWhileChoked > REQUESTS_WHILE_CHOKED) {
        throw new ProtocolException("requests while it is choked");
      }
      reject(piece, begin, length);
      return;
    }
    if (!swarm.picker().haves().get(piece) || queued() >= MAX_REQUESTS) {
      session.useless(Manners.ANSWERED);
      reject(piece, begin, length);
      return;
    }
    if (output.queue().hasLately(piece, begin, length)) {
      session.score().repeated(swarm.now());
      session.useless(Manners.REPEATED);
      reject(piece, begin, length);
      return;
    }
    output.queue().add(piece, begin, length);
    session.dirty();
  }

  void cancelled(int piece, int begin, int length) {
    if (output.queue().remove(piece, begin, length)) {
      reject(piece, begin, length);
    }
  }

  // ---- blocks that go out
  // -----------------------------------------------------------------------------------------

  @Override
  public boolean mayUpload(int length) {
    if (waits) {
      return false;
    }
    if (session.exempt) {
      return true;
    }
    TokenBucket own = session.upLimit;
    if (own.limit() != 0 && own.available(swarm.now()) == 0) {
      waits = true;
      swarm.loop().schedule(Math.max(LEAST_WAIT_NANOS, own.nanosUntil(1, swarm.now())), this::goOn);
      return false;
    }
    if (swarm.allowance().takeUp(length)) {
      if (own.limit() != 0) {
        own.charge(length, swarm.now());
      }
      return true;
    }
    waits = true;
    swarm.allowance().whenUpAllowed(length, this::goOn);
    return false;
  }

  private void goOn() {
    waits = false;
    session.dirty();
  }

  @Override
  public Storage storage() {
    return swarm.storage();
  }

  @Override
  public PieceBuffer takeBuffer(int size) {
    PieceBuffer b = swarm.uploadBuffers().take(size);
    if (b == null) {
      waits = true;
      swarm.uploadBuffers().whenFreed(this::goOn);
    }
    return b;
  }

  @Override
  public void releaseBuffer(PieceBuffer buffer) {
    swarm.uploadBuffers().release(buffer);
  }

  @Override
  public void uploaded(int piece, int begin, int length) {
    long now = swarm.now();
    session.uploaded += length;
    session.up.add(length, now);
    session.spoke(now);
    swarm.sent(length, now);
  }

  @Override
  public void unreadable(int piece, int begin, int length, StorageException error) {
    reject(piece, begin, length);
    swarm.readFailed(piece, error);
  }

  @Override
  public void resume() {
    session.dirty();
  }
}
