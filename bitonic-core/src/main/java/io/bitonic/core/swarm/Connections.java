package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.health.Standing;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Which peers of one torrent we are connected to: whom to let in, who has to go. Loop thread only;
 * asserted where others call in.
 *
 * @param <S> what a connection is once its handshake has passed
 */
final class Connections<S extends PeerConnection> {
  /** What is done with the connections. */
  interface Owner<S> {
    /** A peer is in. */
    S open(Link link, KnownPeer known, int slot, Handshake theirs);

    /** It has gone; its slot may be given to another. */
    void left(S session);

    /** Whether peers that have everything are of use. */
    boolean wantsSeeds();

    void event(EngineEvent event);
  }

  private static final long RESERVED = Handshake.EXTENSION | Handshake.FAST;
  private static final long PEER_TURNOVER_NANOS = 300_000_000_000L;
  private static final long SHORT_CONNECTION_NANOS = 10_000_000_000L;

  private final SwarmContext context;
  private final String id;
  private final String name;
  private final PeerList known;
  private final Owner<S> owner;
  private final Calls calls;
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private final ArrayList<S> sessions = new ArrayList<>();
  private int connected;
  private int ownMaxPeers;
  private boolean running;
  private long lastTurnover;

  Connections(SwarmContext context, String id, String name, PeerList known, Owner<S> owner) {
    this.context = context;
    this.id = id;
    this.name = name;
    this.known = known;
    this.owner = owner;
    this.calls = new Calls(this);
  }

  void start() {
    assert context.loop().inLoop();
    running = true;
    lastTurnover = now();
    calls.more();
  }

  /** Closes all connections. */
  void stop() {
    running = false;
    disconnect("stopped");
  }

  /** Closes all connections; peers may be called again at once. */
  void disconnect(String why) {
    calls.abortAll();
    forEach(s -> leave(s, why));
  }

  /** Our UDP port is another: whoever was reached over µTP has lost us. */
  void disconnectUtp() {
    forEach(
        s -> {
          if (s.link.kind() == Link.Kind.UTP) {
            leave(s, "our UDP port has changed");
          }
        });
  }

  private void leave(S s, String why) {
    ended(s, why);
    if (s.known != null) {
      // It has done nothing wrong: it is called at once when we go on.
      s.known.tried = false;
    }
  }

  /** New connections for old; called a few times a second. */
  void tick(long now) {
    turnover(now);
    calls.more();
  }

  private void turnover(long now) {
    if (now - lastTurnover < PEER_TURNOVER_NANOS) {
      return;
    }
    lastTurnover = now;
    if (connected < maxPeers() * 9 / 10) {
      return;
    }
    dropSlowest(Math.max(1, connected / 25), now - PEER_TURNOVER_NANOS, "turnover");
  }

  /**
   * @param connectedBefore newer ones are left out; -1: none is
   */
  private void dropSlowest(int drop, long connectedBefore, String why) {
    long now = now();
    List<S> all = new ArrayList<>();
    forEach(all::add);
    all.removeIf(s -> connectedBefore != -1 && s.connectedAt - connectedBefore > 0);
    all.sort(
        Comparator.comparing((S s) -> worseThanUnknown(s, now))
            .thenComparing(s -> s.down.rate(now) + s.up.rate(now)));
    for (S s : all.subList(0, Math.min(all.size(), drop))) {
      ended(s, why);
    }
  }

  /** From the worst: BAD, POOR, all others. */
  private static Standing worseThanUnknown(PeerConnection c, long now) {
    Standing s = c.score().standing(now);
    return s == Standing.GOOD ? Standing.ORDINARY : s;
  }

  /** The connection to a peer that can be called there, or comes from there; else null. */
  PeerConnection connectionTo(InetSocketAddress address) {
    for (S s : sessions) {
      if (s != null && (address.equals(s.callable()) || address.equals(s.address()))) {
        return s;
      }
    }
    return null;
  }

  /** Our extension handshake with what all torrents offer that may. */
  ExtensionHandshake offer(ExtensionHandshake hello) {
    return context.discoverable().pex() ? hello.withPex() : hello;
  }

  Discoverable discoverable() {
    return context.discoverable();
  }

  /** The IP filter has changed: leaves those that it forbids now. */
  void filterChanged() {
    assert context.loop().inLoop();
    calls.abortBlocked();
    forEach(
        s -> {
          if (known.isBlocked(s.address())) {
            ended(s, "blocked by the IP filter");
          }
        });
    known.filterChanged();
  }

  /** Other peers may be traced now. */
  void traceChanged() {
    forEach(s -> s.trace(context.terms().trace(s.address())));
  }

  /** What every line of a connection's trace begins with. */
  String traceHead(PeerConnection c) {
    return id.substring(0, 8) + " " + Addresses.text(c.address());
  }

  SwarmContext context() {
    return context;
  }

  /** Whom of the known peers we call. */
  Calls calls() {
    return calls;
  }

  String id() {
    return id;
  }

  /** What we open a connection with. */
  Handshake handshake() {
    long dht = context.dht().port() > 0 ? Handshake.DHT : 0;
    return new Handshake(RESERVED | dht, context.infoHash(), context.peerId());
  }

  // ---- letting in
  // -------------------------------------------------------------------------------------------------

  /** A connection that came in, its handshake read; ours is still to be sent. */
  void incoming(Link link, Handshake theirs) {
    assert context.loop().inLoop();
    if (!running || known.isBanned(link.remote()) || known.isBlocked(link.remote())) {
      link.close();
      return;
    }
    // Nobody can be reached at the port that a connection comes from: listensAt learns the real.
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
    S twin = sessionOf(theirs.peerId());
    KnownPeer given = null;
    if (twin != null && keepsNew(twin, link, theirs)) {
      given = twin.known;
      ended(twin, "a second connection is kept");
      twin = null;
    }
    if (!running || twin != null || connected >= maxPeers() || !context.budget().takePeer()) {
      turnAway(link, p, twin);
      return;
    }
    if (p != null) {
      p.connected = true;
      p.failures = 0;
      p.reached = true;
      p.credit(true);
    }
    Integer free = freeSlots.poll();
    int slot = free != null ? free : sessions.size();
    S s = owner.open(link, p, slot, theirs);
    if (slot == sessions.size()) {
      sessions.add(s);
    } else {
      sessions.set(slot, s);
    }
    connected++;
    s.insteadOf = given;
    link.handler(s);
    s.trace(context.terms().trace(link.remote()));
    s.start(answer ? handshake() : null);
    s.sayDhtPort(theirs);
    s.readable();
  }

  private void turnAway(Link link, KnownPeer p, S twin) {
    link.close();
    if (twin != null) {
      twin.calledAgain = true;
    }
    if (p != null && twin != null && twin.known == null) {
      twin.isKnown(p);
    } else if (p != null) {
      known.ended(p, true);
    }
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
  private boolean keepsNew(S old, Link link, Handshake theirs) {
    boolean weDialFirst = Arrays.compareUnsigned(context.peerId(), theirs.peerId()) > 0;
    return old.link.outgoing() != link.outgoing() && link.outgoing() == weDialFirst;
  }

  private S sessionOf(byte[] peerId) {
    for (S s : sessions) {
      if (s != null && Arrays.equals(s.peerId(), peerId)) {
        return s;
      }
    }
    return null;
  }

  /** A peer that came to us has named the port where it can be called. */
  void listensAt(S s, int port) {
    if (s.known == null && port > 0) {
      KnownPeer p =
          known.add(new InetSocketAddress(s.address().getAddress(), port), PeerSource.INCOMING);
      if (p != null && !p.connected) {
        p.connected = true;
        p.seed = s.isSeed();
        s.isKnown(p);
      }
    }
  }

  // ---- letting go
  // -------------------------------------------------------------------------------------------------

  /** Ends a session, whoever wants it. */
  void ended(PeerConnection c, String why) {
    if (c.isClosed()) {
      return;
    }
    Logger.debug("{} {} ended: {}", id, c.address(), why);
    if (c.trace != null) {
      c.trace.note("ended: " + why);
    }
    c.close();
    S s = sessions.set(c.slot, null);
    freeSlots.push(c.slot);
    connected--;
    context.budget().peerEnded();
    if (c.known != null) {
      c.known.seed = c.isSeed();
      // An end that we made ourselves says nothing against the peer.
      boolean useful =
          !running
              || c.downloaded + c.uploaded > 0
              || now() - c.connectedAt > SHORT_CONNECTION_NANOS;
      if (!useful && c.hasLeftUs()) {
        c.score().hungUp(now());
      }
      known.ended(c.known, useful);
      if (c.calledAgain) {
        // It had left this connection and come back before we knew, and was turned away.
        c.known.tried = false;
      }
    }
    if (c.insteadOf != null
        && c.hasLeftUs()
        && c.downloaded + c.uploaded == 0
        && now() - c.connectedAt <= SHORT_CONNECTION_NANOS) {
      // It chooses by another rule (libtorrent: by the ports) and has closed the one that we kept.
      c.insteadOf.tried = false;
    }
    owner.left(s);
  }

  void ban(PeerConnection c, String why) {
    ban(c.key, c.address(), why);
  }

  /** Bans an address and ends its connections. */
  void ban(long key, InetSocketAddress address, String why) {
    if (CanonicalPriority.isLocal(address.getAddress())) {
      known.ban(address);
    } else {
      known.ban(address.getAddress());
    }
    owner.event(
        new EngineEvent.PeerBanned(
            context.loop().clock().wallMillis(), id, name, Addresses.text(address), why));
    forEach(
        s -> {
          if (s.key == key) {
            ended(s, "banned: " + why);
          }
        });
  }

  // ---- who is there
  // -----------------------------------------------------------------------------------------------

  /** Sessions may end and begin during the walk. */
  void forEach(Consumer<S> each) {
    for (int i = 0; i < sessions.size(); i++) {
      S s = sessions.get(i);
      if (s != null) {
        each.accept(s);
      }
    }
  }

  /** Slots in use and those in between; {@link #session} answers for each. */
  int usedSlots() {
    return sessions.size();
  }

  /** Null when nobody has the slot. */
  S session(int slot) {
    return sessions.get(slot);
  }

  /** A slot for one who is no connection; {@link #session} gives null for it. */
  int takeSlot() {
    Integer free = freeSlots.poll();
    if (free != null) {
      return free;
    }
    sessions.add(null);
    return sessions.size() - 1;
  }

  void giveSlotBack(int slot) {
    freeSlots.push(slot);
  }

  PeerList known() {
    return known;
  }

  int connected() {
    return connected;
  }

  /** Whether there may be more connections, attempts counted. */
  boolean hasRoom() {
    return connected + calls.underWay() < maxPeers();
  }

  /** Fewer than half of the peers that there might be, attempts counted. */
  boolean isShort() {
    return connected + calls.underWay() < maxPeers() / 2;
  }

  /** Whether peers that have everything are of use. */
  boolean wantsSeeds() {
    return owner.wantsSeeds();
  }

  boolean isRunning() {
    return running;
  }

  /** Connections at most. */
  private int maxPeers() {
    return ownMaxPeers > 0 ? ownMaxPeers : context.terms().maxPeers();
  }

  /**
   * Those that are too many now are left, the slowest first.
   *
   * @param own number of the torrent itself, 0: the engine's
   */
  void limit(int own) {
    ownMaxPeers = own;
    if (connected > maxPeers()) {
      dropSlowest(connected - maxPeers(), -1, "fewer connections");
    }
  }

  Loop loop() {
    return context.loop();
  }

  long now() {
    return context.loop().clock().nanos();
  }
}
