package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * The peers of one torrent and the exchange of pieces with them: joins the picker, the choker and
 * the limits to links and storage. Loop thread only; asserted where others call in.
 */
final class Swarm implements Downloads.Owner {
  /** What the torrent is told. */
  interface Owner {
    /** A piece is verified and on disk. */
    void have(int piece);

    /** The last wanted piece is on disk. */
    void finished();

    void storageFailed(StorageException error, boolean writing);

    void event(EngineEvent event);

    /** More peers are wanted, or enough are there. */
    void needPeers(boolean more);
  }

  private static final long RESERVED = Handshake.EXTENSION | Handshake.FAST;
  private static final long PEER_TURNOVER_NANOS = 300_000_000_000L;
  private static final long SHORT_CONNECTION_NANOS = 10_000_000_000L;
  private static final long BUFFER_WAIT_NANOS = 50_000_000L;
  private static final int DIALS_PER_TICK = 30;

  private final SwarmContext context;
  private final PieceLayout layout;
  private final PiecePicker picker;
  private final PeerList known;
  private final Downloads downloads;
  private final Poison poison;
  private final ChokeRounds choking;
  private final Owner owner;
  private final String id;
  private final String name;
  private final List<OutgoingHandshake> attempts = new ArrayList<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private final ArrayDeque<Runnable> waitingForBuffer = new ArrayDeque<>();
  private final Turns downTurns;
  private final Turns upTurns;
  private final RateMeter down = new RateMeter();
  private final RateMeter up = new RateMeter();
  private PeerSession[] sessions = new PeerSession[16];
  private int usedSlots;
  private int connected;
  private int maxPeers;
  private long downloaded;
  private long uploaded;
  private long wasted;
  private boolean running;
  private boolean downloading;
  private boolean held;
  private boolean finishedTold;
  private long lastTurnover;

  Swarm(
      SwarmContext context,
      String id,
      String name,
      PieceLayout layout,
      PiecePicker picker,
      Owner owner) {
    this.context = context;
    this.id = id;
    this.name = name;
    this.layout = layout;
    this.picker = picker;
    this.owner = owner;
    this.maxPeers = context.maxPeers();
    this.downTurns = new Turns(context.loop(), context.down());
    this.upTurns = new Turns(context.loop(), context.up());
    this.known = new PeerList(context.loop().clock(), null, context.blocked());
    this.downloads =
        new Downloads(layout, picker, context.pool(), context.hashing(), context.storage(), this);
    this.poison = new Poison(this, layout, picker, context.random().nextLong());
    this.choking = new ChokeRounds(this, context.random(), context.uploadSlots());
  }

  // ---- life
  // -------------------------------------------------------------------------------------------------------

  /**
   * @param download whether missing pieces are wanted at all
   */
  void start(boolean download) {
    assert context.loop().inLoop();
    running = true;
    downloading = download;
    finishedTold = picker.isFinished();
    lastTurnover = now();
    retryWrites();
    connectMore();
  }

  /** Closes all connections; pieces that are whole go on to the disk. */
  void stop() {
    running = false;
    disconnect("stopped");
    downloads.dropOpen();
    waitingForBuffer.clear();
  }

  /** Closes all connections. */
  void disconnect(String why) {
    for (OutgoingHandshake a : List.copyOf(attempts)) {
      a.abort();
    }
    forEachSession(
        s -> {
          ended(s, why);
          if (s.known != null) {
            // It has done nothing wrong: it is called at once when we go on.
            s.known.tried = false;
          }
        });
  }

  void close() {
    stop();
    downloads.close();
  }

  /** Time-outs, choking, new connections; called a few times a second. */
  void tick() {
    if (!running) {
      return;
    }
    long now = now();
    for (int i = 0; i < usedSlots; i++) {
      if (sessions[i] != null) {
        sessions[i].tick(now);
      }
    }
    downloads.sweep();
    choking.tick(now);
    turnover(now);
    connectMore();
    owner.needPeers(wantsData() && connected + attempts.size() < maxPeers / 2);
  }

  private void turnover(long now) {
    if (now - lastTurnover < PEER_TURNOVER_NANOS) {
      return;
    }
    lastTurnover = now;
    if (connected < maxPeers * 9 / 10) {
      return;
    }
    List<PeerSession> all = new ArrayList<>();
    forEachSession(all::add);
    all.removeIf(s -> now - s.connectedAt < PEER_TURNOVER_NANOS);
    all.sort(
        (a, b) ->
            Long.compare(a.down.rate(now) + a.up.rate(now), b.down.rate(now) + b.up.rate(now)));
    int drop = Math.min(all.size(), Math.max(1, connected / 25));
    for (PeerSession s : all.subList(0, drop)) {
      ended(s, "turnover");
    }
  }

  // ---- connections
  // ------------------------------------------------------------------------------------------------

  void addPeers(List<InetSocketAddress> addresses, PeerSource source) {
    assert context.loop().inLoop();
    for (InetSocketAddress a : addresses) {
      known.add(a, source);
    }
    connectMore();
  }

  /** The IP filter has changed: leaves those that it forbids now. */
  void filterChanged() {
    assert context.loop().inLoop();
    for (OutgoingHandshake a : List.copyOf(attempts)) {
      if (known.isBlocked(a.address())) {
        a.abort();
      }
    }
    forEachSession(
        s -> {
          if (known.isBlocked(s.address())) {
            ended(s, "blocked by the IP filter");
          }
        });
    known.filterChanged();
  }

  private void connectMore() {
    if (!running) {
      return;
    }
    for (int i = 0; i < DIALS_PER_TICK && connected + attempts.size() < maxPeers; i++) {
      KnownPeer p = known.next(wantsData());
      if (p == null || !context.budget().takeAttempt(now())) {
        return;
      }
      known.trying(p);
      OutgoingHandshake a = new OutgoingHandshake(this, p, handshake());
      attempts.add(a);
      a.start(context.dialer());
    }
  }

  private Handshake handshake() {
    return new Handshake(RESERVED, context.infoHash(), context.peerId());
  }

  void attemptEnded(OutgoingHandshake attempt) {
    if (attempts.remove(attempt)) {
      context.budget().attemptEnded();
    }
  }

  void attemptAborted(KnownPeer p) {
    p.connected = false;
  }

  void attemptFailed(KnownPeer p, String why) {
    Logger.debug("{} {}: {}", id, p.address, why);
    known.ended(p, false);
  }

  /** A connection that came in, its handshake read; ours is still to be sent. */
  void incoming(Link link, Handshake theirs) {
    assert context.loop().inLoop();
    if (!running || known.isBanned(link.remote()) || known.isBlocked(link.remote())) {
      link.close();
      return;
    }
    // Nobody can be reached at the port that a connection comes from: extensionKnown learns the
    // real.
    admit(link, null, theirs, true);
  }

  /**
   * Makes a session of a connection whose handshake has been read.
   *
   * @param p null when the peer came to us
   * @param answer whether our handshake is still to be sent
   */
  void admit(Link link, KnownPeer p, Handshake theirs, boolean answer) {
    if (Arrays.equals(theirs.peerId(), context.peerId())) {
      metOurselves(link);
      return;
    }
    PeerSession twin = sessionOf(theirs.peerId());
    if (twin != null && keepsNew(twin, link, theirs)) {
      ended(twin, "a second connection is kept");
      twin = null;
    }
    if (!running || twin != null || connected >= maxPeers || !context.budget().takePeer()) {
      link.close();
      if (twin != null) {
        twin.calledAgain = true;
      }
      if (p != null && twin != null && twin.known == null) {
        twin.known = p;
      } else if (p != null) {
        known.ended(p, true);
      }
      return;
    }
    if (p != null) {
      p.connected = true;
      p.failures = 0;
    }
    Integer free = freeSlots.poll();
    int slot = free != null ? free : usedSlots++;
    if (slot == sessions.length) {
      sessions = Arrays.copyOf(sessions, slot * 2);
    }
    PeerSession s =
        new PeerSession(
            this, link, p, slot, theirs, poison.key(link.remote()), context.maxRequests());
    sessions[slot] = s;
    connected++;
    link.handler(s);
    s.start(answer ? handshake() : null);
    s.readable();
  }

  /** We have called our own address: the side that called must see it, for it knows the address. */
  private void metOurselves(Link link) {
    if (link.outgoing()) {
      known.isOurselves(link.remote());
    } else {
      ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
      handshake().write(out);
      try {
        link.write(out.flip());
      } catch (IOException e) {
        Logger.debug("{} a connection to ourselves: {}", id, e.getMessage());
      }
    }
    link.close();
  }

  /**
   * When both sides have connected to each other, both keep the connection of the side with the
   * higher peer id; else each might close the one that the other keeps.
   */
  private boolean keepsNew(PeerSession old, Link link, Handshake theirs) {
    boolean weDialFirst = Arrays.compareUnsigned(context.peerId(), theirs.peerId()) > 0;
    return old.link.outgoing() != link.outgoing() && link.outgoing() == weDialFirst;
  }

  private PeerSession sessionOf(byte[] peerId) {
    for (int i = 0; i < usedSlots; i++) {
      if (sessions[i] != null && Arrays.equals(sessions[i].peerId(), peerId)) {
        return sessions[i];
      }
    }
    return null;
  }

  /** Ends a session, whoever wants it. */
  void ended(PeerSession s, String why) {
    if (s.isClosed()) {
      return;
    }
    Logger.debug("{} {} ended: {}", id, s.address(), why);
    s.close();
    sessions[s.slot] = null;
    freeSlots.push(s.slot);
    connected--;
    context.budget().peerEnded();
    if (s.known != null) {
      s.known.seed = s.isSeed();
      // An end that we made ourselves says nothing against the peer.
      known.ended(
          s.known,
          !running
              || s.downloaded + s.uploaded > 0
              || now() - s.connectedAt > SHORT_CONNECTION_NANOS);
      if (s.calledAgain) {
        // It had left this connection and come back before we knew, and was turned away.
        s.known.tried = false;
      }
    }
    picker.peerLeft(s.slot);
    choking.left(s.slot);
    blocksReleased();
  }

  void forEachSession(Consumer<PeerSession> each) {
    for (int i = 0; i < usedSlots; i++) {
      if (sessions[i] != null) {
        each.accept(sessions[i]);
      }
    }
  }

  int usedSlots() {
    return usedSlots;
  }

  PeerSession session(int slot) {
    return sessions[slot];
  }

  // ---- what sessions ask
  // ------------------------------------------------------------------------------------------

  long now() {
    return context.loop().clock().nanos();
  }

  Loop loop() {
    return context.loop();
  }

  PiecePicker picker() {
    return picker;
  }

  PieceLayout layout() {
    return layout;
  }

  Storage storage() {
    return context.storage();
  }

  ByteBuffer discard() {
    return context.discard();
  }

  long[] pickScratch() {
    return context.pickScratch();
  }

  byte[] extensionHello(InetAddress remote) {
    return ExtensionHandshake.ours(
            context.listenPort(),
            PeerSession.MAX_INCOMING_REQUESTS,
            remote,
            !wantsData() && !picker.haves().isEmpty())
        .encode();
  }

  void extensionKnown(PeerSession s, ExtensionHandshake h) {
    if (s.known == null && h.listenPort() > 0) {
      KnownPeer p =
          known.add(
              new InetSocketAddress(s.address().getAddress(), h.listenPort()), PeerSource.INCOMING);
      if (p != null && !p.connected) {
        p.connected = true;
        p.seed = s.isSeed();
        s.known = p;
      }
    }
    if (useless(s)) {
      ended(s, "both complete");
    }
  }

  /** Neither side can ever give the other anything (BEP 21). */
  private boolean useless(PeerSession s) {
    return !wantsData() && picker.haves().isFull() && (s.isSeed() || s.uploadOnly);
  }

  boolean wantsData() {
    return downloading && !picker.isFinished();
  }

  /** Whether requests wait: the disk is full, or the torrent is being stopped. */
  boolean requestsHeld() {
    return held || !running;
  }

  int pickFlags(PeerSession s) {
    int flags = poison.onParole(s) ? PiecePicker.PAROLE : 0;
    // A peer that fills a piece in less than 20 s gets whole pieces.
    return s.down.rate(now()) * 20 > layout.pieceLength() ? flags | PiecePicker.FAST : flags;
  }

  /** Picks blocks whose pieces have a buffer. */
  int pick(PeerSession s, int max, int flags, long[] out) {
    int room = downloads.roomForPieces();
    picker.maxPartial(Math.max(1, picker.partialPieces() + room));
    int n = picker.pick(s.slot, max, flags, out);
    if (n == 0 && room == 0 && s.outstanding.size() == 0 && downloads.reclaim()) {
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

  /** Whether another peer is sending the block just now: asking for it again would be a waste. */
  private boolean isBeingSent(PeerSession s, int piece, int block) {
    int asked = picker.requesters(piece, block, otherSlots);
    for (int i = 0; i < asked && asked > 1; i++) {
      PeerSession o = sessions[otherSlots[i]];
      if (o != null
          && o != s
          && o.isReceiving(piece, block * PieceLayout.BLOCK)
          && !o.isSlowWithBlock()) {
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
  ByteBuffer blockTarget(PeerSession s, int piece, int begin, int length) {
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
      PeerSession o = sessions[otherSlots[i]];
      if (o != null && o != s && o.isReceiving(piece, begin)) {
        if (!o.isSlowWithBlock()) {
          return null;
        }
        o.abandonBlock();
      }
    }
    return downloads.target(piece, begin, length);
  }

  void blockArrived(PeerSession s, int piece, int block, int length) {
    int result = picker.received(s.slot, piece, block);
    if (result != PiecePicker.ACCEPTED) {
      wasted(length);
      return;
    }
    int others = picker.others(s.slot, piece, block, otherSlots);
    for (int i = 0; i < others; i++) {
      PeerSession o = sessions[otherSlots[i]];
      if (o != null) {
        o.cancel(piece, block);
      }
    }
    if (picker.isPieceReceived(piece)) {
      downloads.complete(piece);
    }
  }

  private final int[] otherSlots = new int[64];

  void wasted(int bytes) {
    wasted += bytes;
  }

  void received(int bytes, long now) {
    downloaded += bytes;
    down.add(bytes, now);
  }

  void sent(int bytes, long now) {
    uploaded += bytes;
    up.add(bytes, now);
  }

  int downAllowance(int wanted) {
    return context.down().take(wanted, now());
  }

  void whenDownAllowed(Runnable then) {
    downTurns.await(PieceLayout.BLOCK, then);
  }

  boolean upAllowed(int length) {
    return context.up().takeAll(length, now());
  }

  void whenUpAllowed(int length, Runnable then) {
    upTurns.await(length, then);
  }

  PieceBuffer takeUploadBuffer(int size) {
    return context.pool().take(-1, size);
  }

  void whenBufferFreed(Runnable then) {
    waitingForBuffer.add(then);
    // Buffers are freed by other torrents too, which don't know who waits here.
    context.loop().schedule(BUFFER_WAIT_NANOS, this::bufferFreed);
  }

  private void bufferFreed() {
    Runnable next = waitingForBuffer.poll();
    if (next != null) {
      context.loop().execute(next);
    }
  }

  void releaseBuffer(PieceBuffer buffer) {
    context.pool().release(buffer);
    bufferFreed();
  }

  void peerPiecesChanged(PeerSession s) {
    s.updateInterest();
    if (s.known != null) {
      s.known.seed = s.isSeed();
    }
    if (s.amInterested) {
      s.dirty();
    } else if (useless(s)) {
      ended(s, "both complete");
    }
  }

  void interestChanged() {
    choking.interestChanged();
  }

  /** Blocks are free again: idle peers may ask for them. */
  void blocksReleased() {
    if (wantsData()) {
      for (int i = 0; i < usedSlots; i++) {
        PeerSession s = sessions[i];
        if (s != null && s.amInterested && s.outstanding.size() == 0) {
          s.dirty();
        }
      }
    }
  }

  void readFailed(int piece, StorageException error) {
    if (piece >= 0 && error.kind() == StorageException.Kind.MISSING) {
      picker.lose(piece);
      forEachSession(s -> s.sendDontHave(piece));
    }
    owner.storageFailed(error, false);
  }

  /** A peer broke the protocol: it is not asked again. */
  void misbehaved(PeerSession s, String why) {
    ban(s, why);
  }

  void ban(PeerSession s, String why) {
    banned(s.key, s.address(), why);
  }

  /** Bans an address and ends its connections. */
  void banned(long key, InetSocketAddress address, String why) {
    if (CanonicalPriority.isLocal(address.getAddress())) {
      known.ban(address);
    } else {
      known.ban(address.getAddress());
    }
    owner.event(
        new EngineEvent.PeerBanned(
            context.loop().clock().wallMillis(), id, name, Addresses.text(address), why));
    forEachSession(
        s -> {
          if (s.key == key) {
            ended(s, "banned: " + why);
          }
        });
  }

  // ---- pieces
  // -----------------------------------------------------------------------------------------------------

  @Override
  public void passed(int piece, PieceBuffer buffer) {
    poison.passed(piece, buffer);
    picker.passed(piece);
  }

  @Override
  public void failed(int piece, PieceBuffer buffer) {
    wasted += layout.pieceSize(piece);
    owner.event(new EngineEvent.HashFailed(context.loop().clock().wallMillis(), id, name, piece));
    poison.failed(piece, buffer);
    blocksReleased();
  }

  @Override
  public void written(int piece) {
    picker.have(piece);
    held = downloads.unwritten() > 0;
    owner.have(piece);
    for (int i = 0; i < usedSlots; i++) {
      if (sessions[i] != null) {
        sessions[i].sendHave(piece);
      }
    }
    checkFinished();
  }

  /** To be called when the set of wanted pieces changes, too. */
  void checkFinished() {
    boolean finished = picker.isFinished() && downloads.inPipeline() == 0;
    if (finished && !finishedTold) {
      finishedTold = true;
      forEachSession(
          s -> {
            s.updateInterest();
            s.sendUploadOnly(true);
            if (useless(s)) {
              ended(s, "both complete");
            }
          });
      owner.finished();
    } else if (!finished && finishedTold) {
      finishedTold = false;
      forEachSession(s -> s.sendUploadOnly(false));
    }
  }

  /** Priorities or our pieces have changed. */
  void wantsChanged() {
    forEachSession(PeerSession::dropUnwanted);
    forEachSession(PeerSession::updateInterest);
    blocksReleased();
    checkFinished();
  }

  @Override
  public void writeFailed(int piece, StorageException error) {
    held = true;
    owner.storageFailed(error, true);
  }

  /** The disk may take data again. */
  void retryWrites() {
    downloads.retryWrites();
    held = false;
    blocksReleased();
  }

  @Override
  public void buffersFreed() {
    blocksReleased();
  }

  // ---- numbers
  // ----------------------------------------------------------------------------------------------------

  PeerList known() {
    return known;
  }

  int connected() {
    return connected;
  }

  int inPipeline() {
    return downloads.inPipeline();
  }

  boolean isDownloading() {
    return downloading;
  }

  void downloading(boolean on) {
    downloading = on;
  }

  void maxPeers(int max) {
    maxPeers = max;
  }

  void order(Settings.PieceOrder order) {
    picker.order(order);
  }

  RateMeter downMeter() {
    return down;
  }

  RateMeter upMeter() {
    return up;
  }

  long downloaded() {
    return downloaded;
  }

  long uploaded() {
    return uploaded;
  }

  long wastedBytes() {
    return wasted;
  }

  boolean seedsOnly() {
    return picker.haves().isFull();
  }
}
