package io.bitonic.core.swarm;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections and connection attempts of all torrents together. Any thread; the counters are
 * atomic, a loop that loses a race tries again at its next tick.
 */
public final class ConnectionBudget {
  private volatile int maxPeers;
  private volatile int maxHalfOpen;
  private volatile int perSecond;
  private final AtomicInteger peers = new AtomicInteger();
  private final AtomicInteger halfOpen = new AtomicInteger();
  private long tokensAt;
  private boolean started;
  private volatile boolean suspended;
  private double tokens;

  /**
   * @param maxPeers connections
   * @param maxHalfOpen attempts under way
   * @param perSecond attempts a second, with a burst of one second's worth
   */
  public ConnectionBudget(int maxPeers, int maxHalfOpen, int perSecond) {
    this.maxPeers = maxPeers;
    this.maxHalfOpen = maxHalfOpen;
    this.perSecond = perSecond;
    this.tokens = perSecond;
  }

  /** Changes the bounds; what is over them now stays until it ends. */
  public void bounds(int peersAtMost, int halfOpenAtMost, int attemptsPerSecond) {
    maxPeers = peersAtMost;
    maxHalfOpen = halfOpenAtMost;
    perSecond = attemptsPerSecond;
  }

  /** Takes the right to start an attempt; end it with {@link #attemptEnded}. */
  boolean takeAttempt(long now) {
    if (suspended || peers.get() + halfOpen.get() >= maxPeers || halfOpen.get() >= maxHalfOpen) {
      return false;
    }
    synchronized (this) {
      if (started) {
        tokens = Math.min(perSecond, tokens + (now - tokensAt) * 1e-9 * perSecond);
      }
      started = true;
      tokensAt = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
    }
    halfOpen.incrementAndGet();
    return true;
  }

  /**
   * @param on no attempt is allowed and no connection taken: the network must not be used
   */
  public void suspend(boolean on) {
    suspended = on;
  }

  /** Whether the network must not be used. */
  boolean isSuspended() {
    return suspended;
  }

  void attemptEnded() {
    halfOpen.decrementAndGet();
  }

  /** Takes a connection; end it with {@link #peerEnded}. */
  boolean takePeer() {
    if (peers.incrementAndGet() > maxPeers || suspended) {
      peers.decrementAndGet();
      return false;
    }
    return true;
  }

  void peerEnded() {
    peers.decrementAndGet();
  }

  public int peers() {
    return peers.get();
  }

  public int halfOpen() {
    return halfOpen.get();
  }
}
