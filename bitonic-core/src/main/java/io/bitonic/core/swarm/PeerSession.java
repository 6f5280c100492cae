package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.rate.TokenBucket;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.util.Bits;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;

/**
 * A connection on which pieces are exchanged: who chokes whom, who has what. What we ask for is in
 * {@link PeerRequests}, what is owed in {@link PeerUploads}. Loop thread only.
 */
final class PeerSession extends PeerConnection implements PeerInput.Sink {
  final PeerRequests requests;
  final PeerUploads uploads;
  private final Swarm swarm;

  boolean amInterested;
  boolean peerChoking = true;
  boolean peerInterested;
  boolean optimistic;
  boolean uploadOnly;
  int hashFailures;

  /** Its own limits, below the torrent's. */
  final TokenBucket downLimit = new TokenBucket();

  final TokenBucket upLimit = new TokenBucket();

  /** No rate limit holds for it. */
  boolean exempt;

  PeerSession(
      Swarm swarm,
      Link link,
      KnownPeer known,
      int slot,
      Handshake handshake,
      long key,
      int maxRequests) {
    super(swarm.peers(), link, known, slot, handshake, key);
    this.swarm = swarm;
    this.requests = new PeerRequests(swarm, this, maxRequests);
    this.uploads = new PeerUploads(swarm, this);
    extensions.greeting(this::greeted);
    extensions.on(ExtensionHandshake.OUR_DONT_HAVE, this::peerLost);
    extensions.on(ExtensionHandshake.OUR_UPLOAD_ONLY, this::peerUploadOnly);
    if (swarm.info() != null) {
      MetadataServer server = new MetadataServer(this, swarm.info());
      extensions.on(ExtensionHandshake.OUR_METADATA, server::received);
    }
  }

  /**
   * @param localExempt whether it is free of limits when it is in the local network
   */
  void limits(long downBytes, long upBytes, boolean localExempt) {
    if (downBytes != downLimit.limit()) {
      downLimit.limit(downBytes);
    }
    if (upBytes != upLimit.limit()) {
      upLimit.limit(upBytes);
    }
    exempt = localExempt && io.bitonic.core.http.Addresses.isLocal(link.remote().getAddress());
  }

  @Override
  void start(Handshake handshake) {
    swarm.picker().peerJoined(slot, key);
    PeerOutput output = output();
    if (handshake != null) {
      handshake.write(output.control(Handshake.LENGTH));
    }
    Bits have = swarm.picker().haves();
    if (fast && have.isFull()) {
      Wire.simple(output.control(5), Wire.HAVE_ALL);
    } else if (fast && have.isEmpty()) {
      Wire.simple(output.control(5), Wire.HAVE_NONE);
    } else if (!have.isEmpty()) {
      byte[] bits = have.toBytes();
      Wire.bitfield(output.control(bits.length + 5), bits);
    }
    if (fast && !have.isEmpty()) {
      uploads.offer(swarm.allowedFast(link.remote().getAddress()));
    }
    extensions.sendHello(swarm.hello(link.remote().getAddress()));
    dirty();
  }

  @Override
  PeerInput input() {
    return requests.input();
  }

  @Override
  PeerOutput output() {
    return uploads.output();
  }

  @Override
  void gather() {
    requests.fill();
  }

  @Override
  boolean isSeed() {
    return swarm.picker().peerIsSeed(slot);
  }

  // ---- what we say
  // ------------------------------------------------------------------------------------------------

  void updateInterest() {
    boolean want = swarm.wantsData() && swarm.picker().interesting(slot);
    if (want != amInterested) {
      amInterested = want;
      Wire.simple(output().control(5), want ? Wire.INTERESTED : Wire.NOT_INTERESTED);
      if (want) {
        requests.expectPieces();
      }
      dirty();
    }
  }

  /** A piece of ours is new. Seeds don't need to know. */
  void sendHave(int piece) {
    if (!isSeed()) {
      Wire.index(output().control(9), Wire.HAVE, piece);
      dirty();
    }
    if (amInterested) {
      updateInterest();
    }
  }

  /** A piece of ours is gone (BEP 54). */
  void sendDontHave(int piece) {
    int id = extensions.theirs().dontHaveId();
    if (id > 0) {
      extensions.send(id, ByteBuffer.allocate(4).putInt(piece).array());
    }
  }

  /** We became complete, or stopped to be (BEP 21). */
  void sendUploadOnly(boolean on) {
    int id = extensions.theirs().uploadOnlyId();
    if (id > 0) {
      extensions.send(id, new byte[] {(byte) (on ? 1 : 0)});
    }
  }

  // ---- messages
  // ---------------------------------------------------------------------------------------------------

  @Override
  public void message(int id, ByteBuffer body) throws ProtocolException {
    heard(swarm.now());
    if (trace != null) {
      trace.received(id, body);
    }
    switch (id) {
      case Wire.CHOKE -> choked();
      case Wire.UNCHOKE -> unchoked();
      case Wire.INTERESTED -> interested(true);
      case Wire.NOT_INTERESTED -> interested(false);
      case Wire.HAVE -> peerHas(pieceIndex(body));
      case Wire.BITFIELD -> bitfield(body);
      case Wire.HAVE_ALL -> haveAll();
      case Wire.HAVE_NONE -> haveNone();
      case Wire.REQUEST -> uploads.requested(body.getInt(), body.getInt(), body.getInt());
      case Wire.CANCEL -> cancelled(body.getInt(), body.getInt(), body.getInt());
      case Wire.REJECT -> rejected(body.getInt(), body.getInt(), body.getInt());
      case Wire.ALLOWED_FAST -> allowedFast(pieceIndex(body));
      case Wire.PORT -> dhtPort(body.getShort() & 0xffff);
      case Wire.EXTENDED -> extensions.received(body.get() & 0xff, body);
      default -> useless(Manners.weight(body.remaining()));
    }
  }

  @Override
  public void keepAlive() throws ProtocolException {
    useless(1);
    heard(swarm.now());
    if (trace != null) {
      trace.receivedKeepAlive();
    }
  }

  private int pieceIndex(ByteBuffer body) throws ProtocolException {
    int piece = body.getInt();
    if (piece < 0 || piece >= pieces()) {
      throw new ProtocolException("piece " + piece + " of " + pieces());
    }
    return piece;
  }

  private void requireFast() throws ProtocolException {
    if (!fast) {
      throw new ProtocolException("a message of the fast extension without having agreed on it");
    }
  }

  private void haveNone() throws ProtocolException {
    useless(Manners.ALL_PIECES);
    requireFast();
  }

  private void choked() throws ProtocolException {
    useless(1);
    requests.choked();
    peerChoking = true;
    if (!fast) {
      // With the fast extension every request is answered or rejected one by one (BEP 6).
      requests.forgetAll();
    }
  }

  private void unchoked() throws ProtocolException {
    useless(1);
    peerChoking = false;
    requests.expectPieces();
    dirty();
  }

  private void interested(boolean on) throws ProtocolException {
    useless(1);
    peerInterested = on;
    swarm.interestChanged();
  }

  private void cancelled(int piece, int begin, int length) throws ProtocolException {
    useless(Manners.ANSWERED);
    uploads.cancelled(piece, begin, length);
  }

  private void peerHas(int piece) throws ProtocolException {
    if (swarm.picker().peerHasPiece(slot, piece)) {
      useless(1);
    }
    swarm.picker().peerHas(slot, piece);
    swarm.peerPiecesChanged(this);
  }

  /**
   * BEP 3 has it come first or never, but aria2 sends one in place of many "have" messages; it then
   * replaces what we knew.
   */
  private void bitfield(ByteBuffer body) throws ProtocolException {
    useless(Manners.ALL_PIECES);
    byte[] bits = new byte[body.remaining()];
    body.get(bits);
    try {
      swarm.picker().peerBitfield(slot, Bits.fromBytes(bits, pieces()));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(e.getMessage());
    }
    swarm.peerPiecesChanged(this);
  }

  private void haveAll() throws ProtocolException {
    requireFast();
    useless(Manners.ALL_PIECES);
    swarm.picker().peerHasAll(slot);
    swarm.peerPiecesChanged(this);
  }

  private void rejected(int piece, int begin, int length) throws ProtocolException {
    requireFast();
    requests.rejected(piece, begin, length);
  }

  private void allowedFast(int piece) throws ProtocolException {
    requireFast();
    useless(1);
    swarm.picker().allowedFast(slot, piece);
    if (peerChoking && amInterested) {
      dirty();
    }
  }

  private void greeted(ExtensionHandshake all) {
    uploadOnly = all.uploadOnly();
    requests.peerLimit(all.requestQueue());
    swarm.greeted(this, all);
  }

  private void peerLost(ByteBuffer body) throws ProtocolException {
    useless(1);
    if (body.remaining() == 4) {
      swarm.picker().peerLost(slot, pieceIndex(body));
      updateInterest();
    }
  }

  private void peerUploadOnly(ByteBuffer body) throws ProtocolException {
    useless(1);
    if (body.hasRemaining()) {
      uploadOnly = body.get() != 0;
      swarm.interestChanged();
    }
  }

  // ---- blocks that come in
  // ----------------------------------------------------------------------------------------

  @Override
  public ByteBuffer blockTarget(int piece, int begin, int length) throws ProtocolException {
    return requests.target(piece, begin, length);
  }

  @Override
  public void blocksAhead(int piece, int begin, ReadAhead ahead) {
    requests.ahead(piece, begin, ahead);
  }

  @Override
  public void blockArrived(int piece, int begin, int length) {
    if (trace != null) {
      trace.receivedBlock(piece, begin, length, true);
    }
    requests.arrived(piece, begin, length);
  }

  @Override
  public void blockDiscarded(int piece, int begin, int length) {
    if (trace != null) {
      trace.receivedBlock(piece, begin, length, false);
    }
    requests.discarded(piece, begin, length);
  }

  @Override
  public void payload(int bytes) {
    long now = swarm.now();
    downloaded += bytes;
    down.add(bytes, now);
    swarm.received(bytes, now);
  }

  @Override
  public int payloadAllowance(int wanted) {
    return requests.allowance(wanted);
  }

  @Override
  public void payloadNotRead(int bytes) {
    requests.notRead(bytes);
  }

  @Override
  public boolean expectsBlocks() {
    return requests.outstanding() > 0;
  }

  @Override
  public int pieces() {
    return swarm.layout().pieces();
  }

  @Override
  void tick(long now) {
    super.tick(now);
    if (!isClosed()) {
      requests.tick(now);
    }
  }
}
