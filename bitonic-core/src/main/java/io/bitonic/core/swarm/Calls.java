package io.bitonic.core.swarm;

import io.bitonic.core.pex.PexMessage;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/**
 * Whom of the peers that one torrent knows we call, and the calls under way. Loop thread only;
 * asserted where others call in.
 */
final class Calls {
  private static final int CALLS_PER_TICK = 30;

  /** Whoever might be called and is not waits for calls of other torrents to end. */
  private static final long BUDGET_NANOS = 4_000_000_000L;

  private final Connections<?> connections;
  private final SwarmContext context;
  private final PeerList known;
  private final List<OutgoingHandshake> underWay = new ArrayList<>();

  Calls(Connections<?> connections) {
    this.connections = connections;
    this.context = connections.context();
    this.known = connections.known();
  }

  void add(List<InetSocketAddress> addresses, PeerSource source) {
    assert context.loop().inLoop();
    if (context.discoverable().allows(source)) {
      for (InetSocketAddress a : addresses) {
        known.add(a, source);
      }
      more();
    }
  }

  /** A peer has told us of others (BEP 11). */
  void introduced(PeerConnection by, List<PexMessage.Peer> peers) {
    if (!context.discoverable().allows(PeerSource.PEX)) {
      return;
    }
    for (PexMessage.Peer p : peers) {
      boolean isNew = known.get(p.address()) == null;
      KnownPeer k = known.add(p.address(), PeerSource.PEX);
      if (k == null) {
        continue;
      }
      boolean reachable = p.is(PexMessage.REACHABLE);
      k.reachable |= reachable;
      if (isNew) {
        k.seed = p.is(PexMessage.SEED);
        k.holepunch = p.is(PexMessage.HOLEPUNCH);
        k.traits.wantsEncryption = p.is(PexMessage.ENCRYPTION);
        k.traits.likelyUtp = p.is(PexMessage.UTP) && !reachable;
        k.introducer = new WeakReference<>(by);
      }
    }
    more();
  }

  /** A peer that we are being brought together with; it calls us at this moment (BEP 55). */
  void punch(InetSocketAddress address) {
    boolean wanted =
        connections.isRunning()
            && context.discoverable().pex()
            && context.dialer().canPunch()
            && connections.hasRoom()
            && connections.connectionTo(address) == null;
    KnownPeer p = wanted ? known.add(address, PeerSource.PEX) : null;
    if (p != null && !p.connected && context.budget().takeAttempt(connections.now())) {
      call(p, true);
    }
  }

  /** Calls the next ones, as many as may be. */
  void more() {
    if (!connections.isRunning()) {
      return;
    }
    for (int i = 0; i < CALLS_PER_TICK && connections.hasRoom(); i++) {
      KnownPeer p = known.next(connections.wantsSeeds());
      if (p == null || !context.budget().takeAttempt(connections.now())) {
        return;
      }
      call(p, false);
    }
  }

  private void call(KnownPeer p, boolean punch) {
    known.trying(p);
    p.score.called();
    OutgoingHandshake a = new OutgoingHandshake(connections, p, connections.handshake(), punch);
    underWay.add(a);
    a.start();
  }

  /**
   * Nanoseconds until there is something to do though nobody is connected, 0: now; {@link
   * Long#MAX_VALUE}: not before something happens. Right after {@link Connections#tick}.
   */
  long nanosToNext() {
    if (!underWay.isEmpty()) {
      return 0;
    }
    return connections.isRunning() && !context.budget().isSuspended()
        ? Math.max(BUDGET_NANOS, known.nanosToNext(connections.wantsSeeds()))
        : Long.MAX_VALUE;
  }

  /** Number of those that are not decided yet. */
  int underWay() {
    return underWay.size();
  }

  /** Gives up all that are under way. */
  void abortAll() {
    List.copyOf(underWay).forEach(OutgoingHandshake::abort);
  }

  /** Gives up those that the IP filter forbids now. */
  void abortBlocked() {
    for (OutgoingHandshake a : List.copyOf(underWay)) {
      if (known.isBlocked(a.address())) {
        a.abort();
      }
    }
  }

  // ---- what has become of a call
  // ----------------------------------------------------------------------------------

  /** It is over, one way or the other, which is told next. */
  void ended(OutgoingHandshake call) {
    if (underWay.remove(call)) {
      context.budget().attemptEnded();
    }
  }

  void aborted(KnownPeer p) {
    p.connected = false;
  }

  void failed(KnownPeer p, String why) {
    Logger.debug("{} {}: {}", connections.id(), p.address, why);
    p.score.callFailed(connections.now());
    known.ended(p, false);
    p.credit(false);
    PeerConnection by = p.introducer == null ? null : p.introducer.get();
    if (p.holepunch && by != null && !by.isClosed() && context.dialer().canPunch()) {
      // Once: when this fails too it is tried like any other.
      p.introducer = null;
      by.holepunch.askFor(p.address);
    }
  }
}
