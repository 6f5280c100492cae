package io.bitonic.core.swarm;

import io.bitonic.core.choke.Choker;
import java.util.random.RandomGenerator;

/** Shows the sessions to the {@link Choker} and carries out what it decides. */
final class ChokeRounds implements Choker.Peers {
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final long SNUB_NANOS = 60_000_000_000L;

  private final Swarm swarm;
  private final Choker choker;
  private final Runnable roundTask = this::roundSoon;
  private int slots;
  private int uploadSlots;
  private boolean roundPosted;
  private long lastRound;

  ChokeRounds(Swarm swarm, RandomGenerator random, int uploadSlots) {
    this.swarm = swarm;
    this.uploadSlots = uploadSlots;
    this.lastRound = swarm.now() - INTERVAL_NANOS;
    this.choker = new Choker(uploadSlots, swarm.layout().pieceLength(), random);
  }

  /** Changes the number of slots. */
  void slots(int n) {
    if (n != uploadSlots) {
      uploadSlots = n;
      choker.slots(n);
    }
  }

  void tick(long now) {
    if (now - lastRound >= INTERVAL_NANOS) {
      lastRound = now;
      round(now);
    }
  }

  /** A peer that becomes interested gets a free slot at once; many share one round. */
  void interestChanged() {
    if (!roundPosted) {
      roundPosted = true;
      swarm.loop().execute(roundTask);
    }
  }

  private void roundSoon() {
    roundPosted = false;
    round(swarm.now());
  }

  void left(int slot) {
    choker.peerLeft(slot);
  }

  private void round(long now) {
    slots = swarm.peers().usedSlots();
    if (choker.update(this, !swarm.wantsData(), now)) {
      swarm
          .peers()
          .forEach(
              s -> {
                s.optimistic = choker.isOptimistic(s.slot);
                s.uploads.choke(!choker.isUnchoked(s.slot));
              });
    }
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public boolean wantsPieces(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s != null && s.peerInterested && !s.uploadOnly;
  }

  @Override
  public boolean snubbed(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s != null && s.requests.starvedFor(SNUB_NANOS);
  }

  @Override
  public long downRate(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s == null ? 0 : s.down.rate(swarm.now());
  }

  @Override
  public long upRate(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s == null ? 0 : s.up.rate(swarm.now());
  }

  @Override
  public long sentSinceUnchoke(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s == null ? 0 : s.uploads.sinceUnchoke();
  }

  @Override
  public long connectedAt(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s == null ? 0 : s.connectedAt;
  }

  @Override
  public int health(int slot) {
    PeerSession s = swarm.peers().session(slot);
    return s == null ? 0 : s.score().score(swarm.now());
  }
}
