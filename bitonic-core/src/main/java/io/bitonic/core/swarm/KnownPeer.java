package io.bitonic.core.swarm;

import io.bitonic.core.health.PeerScore;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;

/** An address of a {@link PeerList}, connected or not. */
final class KnownPeer {
  final InetSocketAddress address;
  PeerSource source;

  /** Failed attempts in a row. */
  int failures;

  /** When it was last tried, by the loop's clock. */
  long lastTry;

  /** What it has done for us. */
  final PeerScore score = new PeerScore();

  final DialPlan.Traits traits = new DialPlan.Traits();
  boolean tried;
  boolean connected;

  /** It had everything when we last saw it. */
  boolean seed;

  /** We have had a connection with it. */
  boolean reached;

  /** Whoever told us of it has called it there, or others have (BEP 11). */
  boolean reachable;

  /** It can be reached with the help of whoever told us of it (BEP 55). */
  boolean holepunch;

  /** The connection that told us of it (BEP 11), which may have ended since; or null. */
  WeakReference<PeerConnection> introducer;

  /** BEP 40, as an unsigned value in a long; higher is better. */
  long rank;

  KnownPeer(InetSocketAddress address, PeerSource source, long rank) {
    this.address = address;
    this.source = source;
    this.rank = rank;
  }

  /** Whether those who told us of it were right counts for what else they tell us. */
  void credit(boolean right) {
    PeerConnection by = introducer == null ? null : introducer.get();
    if (by != null && by.pex != null) {
      by.pex.introduced(right);
    }
  }
}
