package io.bitonic.core.swarm;

import io.bitonic.core.health.Standing;

/**
 * Measures the peers of one torrent against each other, once a second, and says whose requests
 * should not hold up others. Loop thread only.
 */
final class HealthRounds {
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Connections<PeerSession> peers;
  private final Poison poison;
  private long last;
  private int reliable;

  HealthRounds(Connections<PeerSession> peers, Poison poison) {
    this.peers = peers;
    this.poison = poison;
    this.last = peers.now() - INTERVAL_NANOS;
  }

  void tick(long now) {
    if (now - last < INTERVAL_NANOS) {
      return;
    }
    last = now;
    long sum = 0;
    int senders = 0;
    reliable = 0;
    for (int i = 0; i < peers.usedSlots(); i++) {
      PeerSession s = peers.session(i);
      if (owes(s)) {
        sum += s.down.rate(now);
        senders++;
        reliable += s.score().standing(now).compareTo(Standing.ORDINARY) >= 0 ? 1 : 0;
      }
    }
    long mean = senders == 0 ? 0 : sum / senders;
    for (int i = 0; i < peers.usedSlots(); i++) {
      PeerSession s = peers.session(i);
      if (s != null) {
        s.score().suspected(poison.onParole(s.key));
      }
      if (owes(s)) {
        s.score().rate(s.down.rate(now), mean);
      }
    }
  }

  /** It has requests of ours and may answer them. */
  private static boolean owes(PeerSession s) {
    return s != null && s.amInterested && !s.peerChoking && s.requests.outstanding() > 0;
  }

  /** It is worse than others that send to us. */
  boolean isUnreliable(PeerSession s) {
    return reliable > 0 && s.score().standing(peers.now()).compareTo(Standing.ORDINARY) < 0;
  }
}
