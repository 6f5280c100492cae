package io.bitonic.core.swarm;

import io.bitonic.core.health.PeerScore;
import io.bitonic.core.net.Link;
import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.PeerIds;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.tinylog.Logger;

/**
 * One connection to a peer after its handshake, whatever is talked about on it: life, silence, and
 * when output leaves. Loop thread only.
 *
 * <p>Output is gathered: whatever a turn of the loop produces (requests, haves, blocks) leaves in
 * {@link #flush}, which runs once behind all ready sockets.
 */
abstract class PeerConnection implements Link.Handler {
  private static final long SILENCE_NANOS = 120_000_000_000L;
  private static final long KEEPALIVE_NANOS = 90_000_000_000L;
  private static final int MAX_CONTROL = 4 << 20;

  final Connections<?> connections;
  final Link link;

  /** Where it can be called, or null while that is unknown. */
  KnownPeer known;

  final int slot;
  final long connectedAt;
  final RateMeter down = new RateMeter();
  final RateMeter up = new RateMeter();

  /** What the peer has done for us, kept where it is known. */
  private PeerScore score;

  /** Names the peer beyond this connection. */
  final long key;

  final boolean fast;
  final PeerExtensions extensions;
  private final Manners manners;

  /** Null when the torrent may not use peer exchange. */
  final PexExchange pex;

  /** Null when the torrent may not use peer exchange. */
  final Holepunch holepunch;

  /** The peer, or we, have made a second connection, which was closed for this one. */
  boolean calledAgain;

  /**
   * Whom we had called when it called us, if that connection was closed for this one; else null.
   */
  KnownPeer insteadOf;

  /** Null unless somebody wants to know what is said. */
  PeerTrace trace;

  long downloaded;
  long uploaded;
  private final byte[] peerId;
  private final String client;
  private final Runnable flushTask = this::flush;
  private boolean leftUs;
  private boolean flushPending;
  private boolean closed;
  private long lastReceived;
  private long lastSent;

  PeerConnection(
      Connections<?> connections,
      Link link,
      KnownPeer known,
      int slot,
      Handshake handshake,
      long key) {
    this.connections = connections;
    this.link = link;
    this.known = known;
    this.score = known != null ? known.score : new PeerScore();
    this.slot = slot;
    this.key = key;
    this.peerId = handshake.peerId();
    this.client = PeerIds.client(peerId);
    this.fast = handshake.supports(Handshake.FAST);
    this.extensions = new PeerExtensions(this, handshake.supports(Handshake.EXTENSION));
    this.connectedAt = connections.now();
    this.manners = new Manners(connectedAt);
    this.lastReceived = connectedAt;
    this.lastSent = connectedAt;
    boolean exchange = connections.discoverable().pex();
    this.pex = exchange ? new PexExchange(this) : null;
    this.holepunch = exchange ? new Holepunch(this) : null;
  }

  /**
   * Sends what opens a session: our handshake unless it has gone already, and what follows it.
   *
   * @param handshake null when the peer has it
   */
  abstract void start(Handshake handshake);

  abstract PeerInput input();

  abstract PeerOutput output();

  /** Adds to the output what was put off to the end of the turn. */
  abstract void gather();

  /** The peer has everything. */
  abstract boolean isSeed();

  /** By its own words, else by its peer id. */
  String client() {
    String named = extensions.theirs().client();
    return named.isEmpty() ? client : named;
  }

  byte[] peerId() {
    return peerId;
  }

  /** Has everything that is said from now on written there; null ends that. */
  void trace(TraceSink sink) {
    if (sink == (trace == null ? null : trace.sink())) {
      return;
    }
    if (trace != null) {
      trace.note("trace off");
    }
    trace =
        sink == null
            ? null
            : new PeerTrace(
                sink, connections.loop().clock(), connections.traceHead(this), extensions);
    output().trace(trace);
    if (trace != null) {
      trace.note(
          "trace on: "
              + (link.outgoing() ? "outgoing" : "incoming")
              + ", "
              + link.kind().name().toLowerCase(java.util.Locale.ROOT)
              + ", encryption "
              + link.protection().name().toLowerCase(java.util.Locale.ROOT)
              + ", client "
              + client());
    }
  }

  InetSocketAddress address() {
    return link.remote();
  }

  // ---- DHT
  // --------------------------------------------------------------------------------------------------------

  /** Tells a peer that knows the DHT where our node is (BEP 5). */
  void sayDhtPort(Handshake theirs) {
    int port = connections.context().dht().port();
    if (port > 0 && theirs.supports(Handshake.DHT)) {
      Wire.port(output().control(7), port);
      dirty();
    }
  }

  /** The peer tells where its DHT node is. */
  void dhtPort(int port) {
    if (port > 0) {
      connections.context().dht().node(new InetSocketAddress(address().getAddress(), port));
    }
  }

  /** Where others can call it, or null while nobody knows. */
  InetSocketAddress callable() {
    return link.outgoing() ? link.remote() : known == null ? null : known.address;
  }

  /** What the peer has done for us in this session. */
  PeerScore score() {
    return score;
  }

  /** It has turned out to be one that is known. */
  void isKnown(KnownPeer as) {
    known = as;
    as.score.add(score, connections.now());
    score = as.score;
  }

  /** How we learned of it. */
  PeerSource source() {
    return known == null ? PeerSource.INCOMING : known.source;
  }

  // ---- output
  // -----------------------------------------------------------------------------------------------------

  /** Makes {@link #flush} run behind the current batch of events. */
  void dirty() {
    if (!flushPending && !closed) {
      flushPending = true;
      connections.loop().execute(flushTask);
    }
  }

  private void flush() {
    flushPending = false;
    if (closed) {
      return;
    }
    gather();
    flushOutput();
  }

  private void flushOutput() {
    PeerOutput output = output();
    try {
      int before = output.pendingControl();
      output.flush(connections.loop().share());
      if (before > 0 && output.pendingControl() < before) {
        lastSent = connections.now();
      }
      if (output.pendingControl() > MAX_CONTROL) {
        throw new ProtocolException("the peer doesn't read");
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  /**
   * The peer has said something that serves nothing.
   *
   * @param weight how much it counts
   */
  void useless(int weight) throws ProtocolException {
    manners.useless(weight, connections.now());
  }

  void heard(long now) {
    lastReceived = now;
  }

  void spoke(long now) {
    lastSent = now;
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
      if (!input().readable(connections.loop().share())) {
        leftUs = true;
        connections.ended(this, "closed by the peer");
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
      leftUs = true;
      connections.ended(this, cause == null ? "closed by the peer" : cause.getMessage());
    }
  }

  void fail(IOException e) {
    if (closed) {
      return;
    }
    if (e instanceof ProtocolException) {
      Logger.info("{} {} broke the protocol: {}", link.remote(), client(), e.getMessage());
      // It is not asked again.
      connections.ban(this, e.getMessage());
    }
    connections.ended(this, e.getMessage());
  }

  /** Frees everything; called by {@link Connections} only. */
  void close() {
    closed = true;
    output().close();
    link.close();
  }

  /** Whether it was the peer, or the network, that ended the connection. */
  boolean hasLeftUs() {
    return leftUs;
  }

  boolean isClosed() {
    return closed;
  }

  // ---- time
  // -------------------------------------------------------------------------------------------------------

  /** Silence ends a connection, and ours must not look silent; a few times a second. */
  void tick(long now) {
    if (now - lastReceived > SILENCE_NANOS) {
      fail(new IOException("silent for two minutes"));
      return;
    }
    if (now - lastSent > KEEPALIVE_NANOS) {
      Wire.keepAlive(output().control(4));
      lastSent = now;
      dirty();
    }
    if (pex != null) {
      pex.tick(now);
    }
  }
}
