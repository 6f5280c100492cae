package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The peers of one torrent and the exchange of pieces with them: joins the picker, the choker and
 * the limits to links and storage. Loop thread only; asserted where others call in.
 */
final class Swarm implements Downloads.Owner, Connections.Owner<PeerSession> {
  /** What the torrent is told. */
  interface Owner {
    /** A piece is verified and on disk. */
    void have(int piece);

    /** The last wanted piece is on disk. */
    void finished();

    void storageFailed(StorageException error, boolean writing);

    void event(EngineEvent event);

    /** There is a connection to one more peer. */
    void connected();

    /** More peers are wanted, or enough are there. */
    void needPeers(boolean more);
  }

  private final SwarmContext context;
  private final LoopMeters meters;
  private final PieceLayout layout;
  private final PiecePicker picker;
  private final Connections<PeerSession> peers;
  private final Downloads downloads;
  private final Blocks blocks;
  private final Poison poison;
  private final ChokeRounds choking;
  private final HealthRounds health;
  private final WebSeeds webSeeds;
  private final Owner owner;

  /** What peers get that have nothing but a magnet link; null: nobody gets it (BEP 27). */
  private final byte[] info;

  private final String id;
  private final String name;
  private final Allowance allowance;
  private final UploadBuffers uploadBuffers;
  private final RateMeter down = new RateMeter();
  private final RateMeter up = new RateMeter();
  private long downloaded;
  private long uploaded;
  private long wasted;
  private TorrentRules rules = TorrentRules.NONE;
  private boolean downloading;
  private boolean held;
  private boolean finishedTold;

  Swarm(SwarmContext context, Metainfo meta, PiecePicker picker, PeerList known, Owner owner) {
    this.context = context;
    this.meters = context.loop().meters();
    this.id = meta.infoHash().id();
    this.name = meta.name();
    this.layout = meta.layout();
    this.picker = picker;
    this.owner = owner;
    this.info = meta.privateTorrent() ? null : meta.rawInfo();
    this.allowance = new Allowance(context);
    this.uploadBuffers = new UploadBuffers(context.loop(), context.pool());
    this.peers = new Connections<>(context, id, name, known, this);
    this.downloads =
        new Downloads(layout, picker, context.pool(), context.hashing(), context.storage(), this);
    this.poison = new Poison(this, layout, picker, context.random().nextLong());
    this.health = new HealthRounds(peers, poison);
    this.blocks = new Blocks(this, downloads, poison, health);
    this.choking = new ChokeRounds(this, context.random(), context.terms().uploadSlots());
    this.webSeeds = new WebSeeds(this, context, meta);
  }

  // ---- life
  // -------------------------------------------------------------------------------------------------------

  /**
   * @param download whether missing pieces are wanted at all
   */
  void start(boolean download) {
    downloading = download;
    finishedTold = picker.isFinished();
    retryWrites();
    peers.start();
  }

  /** Closes all connections; pieces that are whole go on to the disk. */
  void stop() {
    peers.stop();
    webSeeds.stop();
    downloads.dropOpen();
    uploadBuffers.forgetWaiting();
  }

  void close() {
    stop();
    downloads.close();
  }

  /** Time-outs, choking, new connections; called a few times a second. */
  void tick() {
    if (!peers.isRunning()) {
      return;
    }
    long now = now();
    peers.forEach(s -> s.tick(now));
    webSeeds.tick(now);
    downloads.sweep();
    health.tick(now);
    choking.tick(now);
    peers.tick(now);
    owner.needPeers(wantsData() && peers.isShort());
  }

  /**
   * Nanoseconds until {@link #tick} has something to do though nobody is connected, 0: now; {@link
   * Long#MAX_VALUE}: not before something happens. Right after a tick.
   */
  long nanosToNextWork() {
    if (!peers.isRunning()) {
      return Long.MAX_VALUE;
    }
    return wantsData() && !webSeeds.isEmpty() ? 0 : peers.calls().nanosToNext();
  }

  // ---- connections
  // ------------------------------------------------------------------------------------------------

  /** Closes all connections; those that are wanted come back. */
  void disconnect(String why) {
    webSeeds.stop();
    peers.disconnect(why);
  }

  /** The IP filter has changed: leaves those that it forbids now. */
  void filterChanged() {
    // They look at the filter when they connect.
    webSeeds.stop();
    peers.filterChanged();
  }

  @Override
  public PeerSession open(Link link, KnownPeer known, int slot, Handshake theirs) {
    owner.connected();
    PeerSession s =
        new PeerSession(
            this,
            link,
            known,
            slot,
            theirs,
            poison.key(link.remote()),
            context.terms().maxRequests());
    limit(s);
    return s;
  }

  @Override
  public void left(PeerSession s) {
    picker.peerLeft(s.slot);
    choking.left(s.slot);
    blocksReleased();
  }

  @Override
  public boolean wantsSeeds() {
    return wantsData();
  }

  @Override
  public void event(EngineEvent event) {
    owner.event(event);
  }

  void greeted(PeerSession s, ExtensionHandshake h) {
    peers.listensAt(s, h.listenPort());
    endIfUseless(s);
  }

  /** The info dictionary as it may be given to others, or null. */
  byte[] info() {
    return info;
  }

  /** Neither side can ever give the other anything (BEP 21). */
  private void endIfUseless(PeerSession s) {
    if (!wantsData() && picker.haves().isFull() && (s.isSeed() || s.uploadOnly)) {
      peers.ended(s, "both complete");
    }
  }

  ExtensionHandshake hello(InetAddress remote) {
    ExtensionHandshake ours =
        ExtensionHandshake.ours(
            context.callablePort(),
            PeerUploads.MAX_REQUESTS,
            remote,
            !wantsData() && !picker.haves().isEmpty());
    return peers.offer(info == null ? ours : ours.withMetadata(info.length));
  }

  // ---- what sessions ask
  // ------------------------------------------------------------------------------------------

  LoopMeters meters() {
    return meters;
  }

  long now() {
    return context.loop().clock().nanos();
  }

  Loop loop() {
    return context.loop();
  }

  PiecePicker picker() {
    return picker;
  }

  /** Pieces that a peer may have although it is choked. */
  int[] allowedFast(InetAddress peer) {
    return AllowedFast.of(peer, context.infoHash(), layout.pieces());
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

  boolean wantsData() {
    return downloading && !picker.isFinished();
  }

  /** Whether requests wait: the disk is full, or the torrent is being stopped. */
  boolean requestsHeld() {
    return held || !peers.isRunning();
  }

  WebSeeds webSeeds() {
    return webSeeds;
  }

  /** Which blocks are asked of whom, and where they go. */
  Blocks blocks() {
    return blocks;
  }

  /** What the rate limits let move. */
  Allowance allowance() {
    return allowance;
  }

  UploadBuffers uploadBuffers() {
    return uploadBuffers;
  }

  /** The piece that {@link #announce} tells; once a piece, so nothing is made for it. */
  private int announced;

  private final Consumer<PeerSession> announce = s -> s.sendHave(announced);

  void wasted(int bytes) {
    wasted += bytes;
    meters.wasted.add(bytes);
  }

  void received(int bytes, long now) {
    downloaded += bytes;
    meters.received.add(bytes);
    down.add(bytes, now);
  }

  void sent(int bytes, long now) {
    uploaded += bytes;
    meters.sent.add(bytes);
    up.add(bytes, now);
  }

  void peerPiecesChanged(PeerSession s) {
    s.updateInterest();
    if (s.known != null) {
      s.known.seed = s.isSeed();
    }
    if (s.amInterested) {
      s.dirty();
    } else {
      endIfUseless(s);
    }
  }

  void interestChanged() {
    choking.interestChanged();
  }

  /** Blocks are free again: idle peers may ask for them. */
  void blocksReleased() {
    if (wantsData()) {
      peers.forEach(
          s -> {
            if (s.amInterested && s.requests.outstanding() == 0) {
              s.dirty();
            }
          });
    }
  }

  void readFailed(int piece, StorageException error) {
    if (piece >= 0 && error.kind() == StorageException.Kind.MISSING) {
      picker.lose(piece);
      peers.forEach(s -> s.sendDontHave(piece));
    }
    owner.storageFailed(error, false);
  }

  // ---- pieces
  // -----------------------------------------------------------------------------------------------------

  @Override
  public void passed(int piece, PieceBuffer buffer) {
    meters.piecesPassed.add(1);
    poison.passed(piece, buffer);
    picker.passed(piece);
  }

  @Override
  public void failed(int piece, PieceBuffer buffer) {
    meters.piecesFailed.add(1);
    wasted(layout.pieceSize(piece));
    owner.event(new EngineEvent.HashFailed(context.loop().clock().wallMillis(), id, name, piece));
    poison.failed(piece, buffer);
    blocksReleased();
  }

  @Override
  public void written(int piece) {
    picker.have(piece);
    held = downloads.unwritten() > 0;
    owner.have(piece);
    announced = piece;
    peers.forEach(announce);
    checkFinished();
  }

  /** To be called when the set of wanted pieces changes, too. */
  void checkFinished() {
    boolean finished = picker.isFinished() && downloads.inPipeline() == 0;
    if (finished && !finishedTold) {
      finishedTold = true;
      webSeeds.stop();
      peers.forEach(
          s -> {
            s.updateInterest();
            s.sendUploadOnly(true);
            endIfUseless(s);
          });
      owner.finished();
    } else if (!finished && finishedTold) {
      finishedTold = false;
      peers.forEach(s -> s.sendUploadOnly(false));
    }
  }

  /** Priorities or our pieces have changed. */
  void wantsChanged() {
    peers.forEach(s -> s.requests.dropUnwanted());
    peers.forEach(PeerSession::updateInterest);
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

  Connections<PeerSession> peers() {
    return peers;
  }

  int inPipeline() {
    return downloads.inPipeline();
  }

  /** What holds for this torrent, and the order that follows from it. */
  void rules(TorrentRules now, Settings.PieceOrder order) {
    rules = now;
    picker.order(order);
    peers.limit(now.maxPeers());
    Terms terms = context.terms();
    choking.slots(now.uploadSlots() > 0 ? now.uploadSlots() : terms.uploadSlots());
    peers.forEach(this::limit);
  }

  private void limit(PeerSession s) {
    Terms terms = context.terms();
    s.limits(
        rules.peerDown() > 0 ? rules.peerDown() : terms.peerDown(),
        rules.peerUp() > 0 ? rules.peerUp() : terms.peerUp(),
        terms.localExempt());
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
}
