package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.picker.RequestWindow;
import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.PeerIds;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.tinylog.Logger;

/**
 * One connection to a peer after its handshake: who chokes whom, what was asked for, what is owed.
 * Loop thread only.
 *
 * <p>Output is gathered: whatever a turn of the loop produces (requests, haves, blocks) leaves in
 * {@link #flush}, which runs once behind all ready sockets.
 */
final class PeerSession implements Link.Handler, PeerInput.Sink, PeerOutput.Source {
  /** Requests that a peer may have waiting at us (BEP 10 {@code reqq}); more are refused. */
  static final int MAX_INCOMING_REQUESTS = 2000;

  private static final int REQUESTS_WHILE_CHOKED = 300;
  private static final int UNWANTED_BLOCKS = 512;
  private static final long SILENCE_NANOS = 120_000_000_000L;
  private static final long KEEPALIVE_NANOS = 90_000_000_000L;
  private static final long SNUB_NANOS = 20_000_000_000L;
  private static final long WINDOW_TICK_NANOS = 1_000_000_000L;

  /** Time for a block in the endgame before another peer that was asked for it may send it. */
  private static final long SLOW_BLOCK_NANOS = 2_000_000_000L;

  private static final int MAX_CONTROL = 4 << 20;

  final Swarm swarm;
  final Link link;

  /** Where it can be called, or null while that is unknown. */
  KnownPeer known;

  final int slot;
  final long connectedAt;
  final RateMeter down = new RateMeter();
  final RateMeter up = new RateMeter();
  final RequestRing outstanding = new RequestRing();
  final RequestWindow window;

  /** Names the peer beyond this connection. */
  final long key;

  private final byte[] peerId;
  private final boolean fast;
  private final boolean extended;
  private final PeerInput input;
  private final PeerOutput output;
  private final Runnable flushTask = this::flush;

  boolean amChoking = true;
  boolean amInterested;
  boolean peerChoking = true;
  boolean peerInterested;
  boolean optimistic;
  boolean snubbed;
  boolean uploadOnly;

  /** The peer, or we, have made a second connection, which was closed for this one. */
  boolean calledAgain;

  long downloaded;
  long uploaded;
  long uploadedAtUnchoke;
  long unchokedAt;
  long lastPiece;
  int hashFailures;
  private String client;
  private ExtensionHandshake extension = ExtensionHandshake.NONE;
  private boolean flushPending;
  private boolean closed;
  private int requestsWhileChoked;
  private int unwantedBlocks;
  private long unwantedBytes;
  private long lastReceived;
  private long blockBegan;
  private long lastSent;
  private boolean readHeld;
  private boolean uploadWaits;
  private long lastWindowTick;

  PeerSession(
      Swarm swarm,
      Link link,
      KnownPeer known,
      int slot,
      Handshake handshake,
      long key,
      int maxRequests) {
    this.key = key;
    this.window = new RequestWindow(maxRequests);
    this.swarm = swarm;
    this.link = link;
    this.known = known;
    this.slot = slot;
    this.peerId = handshake.peerId();
    this.fast = handshake.supports(Handshake.FAST);
    this.extended = handshake.supports(Handshake.EXTENSION);
    this.client = PeerIds.client(peerId);
    this.input = new PeerInput(link, this, swarm.discard());
    this.output = new PeerOutput(link, this);
    this.connectedAt = swarm.now();
    this.lastReceived = connectedAt;
    this.lastSent = connectedAt;
    this.lastPiece = connectedAt;
    this.lastWindowTick = connectedAt;
  }

  /**
   * Sends what opens a session: our handshake unless it has gone already, what we have, and the
   * extension handshake.
   *
   * @param handshake null when the peer has it
   */
  void start(Handshake handshake) {
    swarm.picker().peerJoined(slot, key);
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
    if (extended) {
      byte[] hello = swarm.extensionHello(link.remote().getAddress());
      Wire.extended(output.control(hello.length + 6), 0, hello);
    }
    dirty();
  }

  String client() {
    return client;
  }

  byte[] peerId() {
    return peerId;
  }

  boolean isSeed() {
    return swarm.picker().peerIsSeed(slot);
  }

  InetSocketAddress address() {
    return link.remote();
  }

  int queuedUploads() {
    return output.queue().size();
  }

  // ---- output
  // -----------------------------------------------------------------------------------------------------

  /** Makes {@link #flush} run behind the current batch of events. */
  void dirty() {
    if (!flushPending && !closed) {
      flushPending = true;
      swarm.loop().execute(flushTask);
    }
  }

  private void flush() {
    flushPending = false;
    if (closed) {
      return;
    }
    fillRequests();
    flushOutput();
  }

  private void flushOutput() {
    try {
      int before = output.pendingControl();
      output.flush();
      if (before > 0 && output.pendingControl() < before) {
        lastSent = swarm.now();
      }
      if (output.pendingControl() > MAX_CONTROL) {
        throw new ProtocolException("the peer doesn't read");
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  void choke(boolean on) {
    if (amChoking == on) {
      return;
    }
    amChoking = on;
    Wire.simple(output.control(5), on ? Wire.CHOKE : Wire.UNCHOKE);
    if (on) {
      rejectQueued();
      optimistic = false;
    } else {
      unchokedAt = swarm.now();
      uploadedAtUnchoke = uploaded;
      requestsWhileChoked = 0;
    }
    dirty();
  }

  private void rejectQueued() {
    UploadQueue q = output.queue();
    while (fast && !q.isEmpty()) {
      reject(q.firstPiece(), q.firstBegin(), q.firstLength());
      q.removeFirst();
    }
    q.clear();
  }

  /** Whether the peer has sent nothing for so long although we have asked. */
  boolean starvedFor(long nanos) {
    return amInterested && outstanding.size() > 0 && swarm.now() - lastPiece > nanos;
  }

  void updateInterest() {
    boolean want = swarm.wantsData() && swarm.picker().interesting(slot);
    if (want != amInterested) {
      amInterested = want;
      Wire.simple(output.control(5), want ? Wire.INTERESTED : Wire.NOT_INTERESTED);
      if (want) {
        lastPiece = swarm.now();
      }
      dirty();
    }
  }

  /** A piece of ours is new. Seeds don't need to know. */
  void sendHave(int piece) {
    if (!isSeed()) {
      Wire.index(output.control(9), Wire.HAVE, piece);
      dirty();
    }
    if (amInterested) {
      updateInterest();
    }
  }

  /** A piece of ours is gone (BEP 54). */
  void sendDontHave(int piece) {
    if (extension.dontHaveId() > 0) {
      byte[] body = ByteBuffer.allocate(4).putInt(piece).array();
      Wire.extended(output.control(10), extension.dontHaveId(), body);
      dirty();
    }
  }

  /** We became complete, or stopped to be (BEP 21). */
  void sendUploadOnly(boolean on) {
    if (extension.uploadOnlyId() > 0) {
      Wire.extended(output.control(7), extension.uploadOnlyId(), new byte[] {(byte) (on ? 1 : 0)});
      dirty();
    }
  }

  void fillRequests() {
    if (!amInterested || swarm.requestsHeld()) {
      return;
    }
    int flags = 0;
    if (peerChoking) {
      if (!fast) {
        return;
      }
      flags |= PiecePicker.CHOKED_ALLOWED_FAST;
    }
    long now = swarm.now();
    int want = window.size() - outstanding.size();
    if (want <= 0) {
      return;
    }
    flags |= (snubbed ? PiecePicker.SNUBBED : 0) | swarm.pickFlags(this);
    long[] picked = swarm.pickScratch();
    int n = swarm.pick(this, Math.min(want, picked.length), flags, picked);
    if (n == 0) {
      return;
    }
    PieceLayout layout = swarm.layout();
    ByteBuffer out = output.control(n * Wire.REQUEST_LENGTH);
    if (outstanding.size() == 0) {
      lastPiece = now;
    }
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
      PieceLayout l = swarm.layout();
      Wire.block(
          output.control(Wire.REQUEST_LENGTH),
          Wire.CANCEL,
          piece,
          block * PieceLayout.BLOCK,
          l.blockSize(piece, block));
    }
    dirty();
  }

  /** Takes back what the picker no longer knows of: the priorities of files have changed. */
  void dropUnwanted() {
    for (int i = outstanding.size() - 1; i >= 0; i--) {
      long ref = outstanding.ref(i);
      if (!swarm.picker().isRequested(slot, (int) (ref >>> 32), (int) ref)) {
        cancel((int) (ref >>> 32), (int) ref);
      }
    }
  }

  private void reject(int piece, int begin, int length) {
    if (fast) {
      Wire.block(output.control(Wire.REQUEST_LENGTH), Wire.REJECT, piece, begin, length);
      dirty();
    }
  }

  static long ref(int piece, int block) {
    return (long) piece << 32 | block;
  }

  // ---- link callbacks
  // ---------------------------------------------------------------------------------------------

  @Override
  public void connected() {
    // The handshake has passed before this session exists.
  }

  @Override
  public void readable() {
    if (closed) {
      return;
    }
    try {
      if (!input.readable()) {
        swarm.ended(this, "closed by the peer");
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void writable() {
    if (!closed) {
      flushOutput();
    }
  }

  @Override
  public void closed(IOException cause) {
    if (!closed) {
      swarm.ended(this, cause == null ? "closed by the peer" : cause.getMessage());
    }
  }

  private void fail(IOException e) {
    if (closed) {
      return;
    }
    if (e instanceof ProtocolException) {
      Logger.info("{} {} broke the protocol: {}", link.remote(), client, e.getMessage());
      swarm.misbehaved(this, e.getMessage());
    }
    swarm.ended(this, e.getMessage());
  }

  /** Frees everything; called by the swarm only. */
  void close() {
    closed = true;
    output.close();
    link.close();
  }

  boolean isClosed() {
    return closed;
  }

  // ---- messages
  // ---------------------------------------------------------------------------------------------------

  @Override
  public void message(int id, ByteBuffer body) throws ProtocolException {
    lastReceived = swarm.now();
    switch (id) {
      case Wire.CHOKE -> choked();
      case Wire.UNCHOKE -> unchoked();
      case Wire.INTERESTED -> interested(true);
      case Wire.NOT_INTERESTED -> interested(false);
      case Wire.HAVE -> peerHas(pieceIndex(body));
      case Wire.BITFIELD -> bitfield(body);
      case Wire.HAVE_ALL -> haveAll();
      case Wire.HAVE_NONE -> requireFast();
      case Wire.REQUEST -> requested(body.getInt(), body.getInt(), body.getInt());
      case Wire.CANCEL -> cancelled(body.getInt(), body.getInt(), body.getInt());
      case Wire.REJECT -> rejected(body.getInt(), body.getInt(), body.getInt());
      case Wire.ALLOWED_FAST -> allowedFast(pieceIndex(body));
      case Wire.EXTENDED -> extended(body.get() & 0xff, body);
      default -> Logger.trace("{} sent message {}", link.remote(), id);
    }
  }

  @Override
  public void keepAlive() {
    lastReceived = swarm.now();
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

  private void choked() {
    peerChoking = true;
    if (!fast) {
      // With the fast extension every request is answered or rejected one by one (BEP 6).
      swarm.picker().releasedAll(slot);
      outstanding.clear();
      swarm.blocksReleased();
    }
  }

  private void unchoked() {
    peerChoking = false;
    lastPiece = swarm.now();
    dirty();
  }

  private void interested(boolean on) {
    peerInterested = on;
    swarm.interestChanged();
  }

  private void peerHas(int piece) {
    swarm.picker().peerHas(slot, piece);
    swarm.peerPiecesChanged(this);
  }

  /**
   * BEP 3 has it come first or never, but aria2 sends one in place of many "have" messages; it then
   * replaces what we knew.
   */
  private void bitfield(ByteBuffer body) throws ProtocolException {
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
    swarm.picker().peerHasAll(slot);
    swarm.peerPiecesChanged(this);
  }

  private void requested(int piece, int begin, int length) throws ProtocolException {
    if (!swarm.layout().inPiece(piece, begin, length) || length > Wire.MAX_BLOCK) {
      throw new ProtocolException("a request for " + piece + ":" + begin + "+" + length);
    }
    if (amChoking) {
      if (++requestsWhileChoked > REQUESTS_WHILE_CHOKED) {
        throw new ProtocolException("requests while it is choked");
      }
      reject(piece, begin, length);
      return;
    }
    if (!swarm.picker().haves().get(piece) || output.queue().size() >= MAX_INCOMING_REQUESTS) {
      reject(piece, begin, length);
      return;
    }
    output.queue().add(piece, begin, length);
    dirty();
  }

  private void cancelled(int piece, int begin, int length) {
    if (output.queue().remove(piece, begin, length)) {
      reject(piece, begin, length);
    }
  }

  private void rejected(int piece, int begin, int length) throws ProtocolException {
    requireFast();
    if (!swarm.layout().isBlock(piece, begin, length)) {
      throw new ProtocolException("a reject for " + piece + ":" + begin + "+" + length);
    }
    int block = begin / PieceLayout.BLOCK;
    if (outstanding.remove(ref(piece, block)) != Long.MIN_VALUE) {
      swarm.picker().released(slot, piece, block);
      swarm.blocksReleased();
      if (!peerChoking) {
        dirty();
      }
    }
  }

  private void allowedFast(int piece) throws ProtocolException {
    requireFast();
    swarm.picker().allowedFast(slot, piece);
    if (peerChoking && amInterested) {
      dirty();
    }
  }

  private void extended(int id, ByteBuffer body) throws ProtocolException {
    if (!extended) {
      throw new ProtocolException("an extension message without having agreed on it");
    }
    if (id == 0) {
      byte[] raw = new byte[body.remaining()];
      body.get(raw);
      ExtensionHandshake h = ExtensionHandshake.parse(raw);
      if (h == null) {
        throw new ProtocolException("an extension handshake that can't be read");
      }
      extension = extension.mergedWith(h);
      client = extension.client().isEmpty() ? client : extension.client();
      uploadOnly = extension.uploadOnly();
      window.peerLimit(Math.max(1, extension.requestQueue()));
      swarm.extensionKnown(this, extension);
    } else if (id == ExtensionHandshake.OUR_DONT_HAVE && body.remaining() == 4) {
      int piece = pieceIndex(body);
      swarm.picker().peerLost(slot, piece);
      updateInterest();
    } else if (id == ExtensionHandshake.OUR_UPLOAD_ONLY && body.remaining() >= 1) {
      uploadOnly = body.get() != 0;
      swarm.interestChanged();
    }
  }

  // ---- blocks that come in
  // ----------------------------------------------------------------------------------------

  @Override
  public ByteBuffer blockTarget(int piece, int begin, int length) throws ProtocolException {
    if (!swarm.layout().isBlock(piece, begin, length)) {
      throw new ProtocolException("block " + piece + ":" + begin + "+" + length);
    }
    blockBegan = swarm.now();
    return swarm.blockTarget(this, piece, begin, length);
  }

  @Override
  public void blocksAhead(int piece, int begin, ReadAhead ahead) {
    if (!swarm.downUnlimited()
        || outstanding.size() == 0
        || outstanding.ref(0) != ref(piece, begin / PieceLayout.BLOCK)) {
      return;
    }
    int n = Math.min(outstanding.size(), ahead.depth() + 1);
    for (int i = 1; i < n; i++) {
      int p = (int) (outstanding.ref(i) >>> 32);
      int block = (int) outstanding.ref(i);
      ByteBuffer place = swarm.placeAhead(this, p, block);
      if (place == null) {
        return;
      }
      ahead.add(p, block * PieceLayout.BLOCK, place);
    }
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

  @Override
  public void blockArrived(int piece, int begin, int length) {
    long now = swarm.now();
    lastReceived = now;
    int block = begin / PieceLayout.BLOCK;
    long sentAt = outstanding.remove(ref(piece, block));
    if (sentAt != Long.MIN_VALUE) {
      window.block(Math.min(now - sentAt, now - lastPiece));
    }
    lastPiece = now;
    if (snubbed) {
      snubbed = false;
      window.snubbed(false);
    }
    swarm.blockArrived(this, piece, block, length);
    dirty();
  }

  @Override
  public void blockDiscarded(int piece, int begin, int length) {
    lastReceived = swarm.now();
    swarm.wasted(length);
    int block = begin / PieceLayout.BLOCK;
    if (outstanding.remove(ref(piece, block)) != Long.MIN_VALUE) {
      // Asked for, but another peer was sending it already: the request has been answered.
      swarm.picker().released(slot, piece, block);
      lastPiece = lastReceived;
      dirty();
      return;
    }
    // Blocks that crossed a cancel or a time-out are normal; an endless stream of them is an
    // attack.
    unwantedBytes += length;
    if (++unwantedBlocks > UNWANTED_BLOCKS && unwantedBytes > downloaded - unwantedBytes) {
      fail(new ProtocolException("blocks that nobody asked for"));
    }
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
    int allowed = swarm.downAllowance(wanted);
    if (allowed <= 0 && !readHeld) {
      readHeld = true;
      link.wantRead(false);
      swarm.whenDownAllowed(
          () -> {
            readHeld = false;
            if (!closed) {
              link.wantRead(true);
              readable();
            }
          });
    }
    return allowed;
  }

  @Override
  public boolean expectsBlocks() {
    return outstanding.size() > 0;
  }

  @Override
  public int pieces() {
    return swarm.layout().pieces();
  }

  // ---- blocks that go out
  // -----------------------------------------------------------------------------------------

  @Override
  public boolean mayUpload(int length) {
    if (uploadWaits) {
      return false;
    }
    if (swarm.upAllowed(length)) {
      return true;
    }
    uploadWaits = true;
    swarm.whenUpAllowed(length, this::uploadGoesOn);
    return false;
  }

  private void uploadGoesOn() {
    uploadWaits = false;
    dirty();
  }

  @Override
  public Storage storage() {
    return swarm.storage();
  }

  @Override
  public PieceBuffer takeBuffer(int size) {
    PieceBuffer b = swarm.takeUploadBuffer(size);
    if (b == null) {
      uploadWaits = true;
      swarm.whenBufferFreed(this::uploadGoesOn);
    }
    return b;
  }

  @Override
  public void releaseBuffer(PieceBuffer buffer) {
    swarm.releaseBuffer(buffer);
  }

  @Override
  public void uploaded(int piece, int begin, int length) {
    long now = swarm.now();
    uploaded += length;
    up.add(length, now);
    lastSent = now;
    swarm.sent(length, now);
  }

  @Override
  public void unreadable(int piece, int begin, int length, StorageException error) {
    reject(piece, begin, length);
    swarm.readFailed(piece, error);
  }

  @Override
  public void resume() {
    dirty();
  }

  // ---- time
  // -------------------------------------------------------------------------------------------------------

  /** Time-outs; a few times a second. */
  void tick(long now) {
    if (now - lastReceived > SILENCE_NANOS) {
      fail(new IOException("silent for two minutes"));
      return;
    }
    if (now - lastSent > KEEPALIVE_NANOS) {
      Wire.keepAlive(output.control(4));
      lastSent = now;
      dirty();
    }
    if (now - lastWindowTick >= WINDOW_TICK_NANOS) {
      lastWindowTick = now;
      window.tick(down.rate(now));
    }
    if (outstanding.size() == 0) {
      if (amInterested && !peerChoking) {
        dirty();
      }
      return;
    }
    if (!snubbed && now - lastPiece > SNUB_NANOS) {
      snubbed = true;
      window.snubbed(true);
    }
    // A request that is late is given to others.
    long timeout = window.timeout();
    if (Math.min(now - outstanding.oldest(), now - lastPiece) > timeout) {
      timeOutOldest();
    }
  }

  private void timeOutOldest() {
    int n = snubbed ? outstanding.size() : 1;
    for (int i = 0; i < n; i++) {
      long late = outstanding.ref(0);
      int piece = (int) (late >>> 32);
      int block = (int) late;
      outstanding.remove(late);
      if (input.isReceiving(piece, block * PieceLayout.BLOCK)) {
        input.abandonTarget();
      }
      swarm.picker().released(slot, piece, block);
      Wire.block(
          output.control(Wire.REQUEST_LENGTH),
          Wire.CANCEL,
          piece,
          block * PieceLayout.BLOCK,
          swarm.layout().blockSize(piece, block));
    }
    swarm.blocksReleased();
    dirty();
  }
}
