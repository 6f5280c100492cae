package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;

/**
 * When a torrent is looked at: a few times a second while it moves, hardly ever while nothing
 * happens, for there are thousands that rest. Also the time that it counts. Loop thread only.
 */
final class TorrentTicks {
  private static final long TICK_NANOS = 250_000_000L;

  /** While it has no peer, but waits for something. */
  private static final long IDLE_TICK_NANOS = 1_000_000_000L;

  /** Idle torrents of a loop tick together eight times a second, so that it is woken no oftener. */
  private static final long GROUP_NANOS = 125_000_000L;

  /**
   * At the latest when there is nothing to do: thousands of such torrents must cost next to
   * nothing. Only the seconds that it counts are published so seldom.
   */
  private static final long REST_NANOS = 60_000_000_000L;

  /** Resting torrents of a loop tick together once a second. */
  private static final long REST_GROUP_NANOS = 1_000_000_000L;

  /** After the last peer has gone, its rates still fall to zero. */
  private static final long AFTERGLOW_NANOS = 6_000_000_000L;

  private final Torrent torrent;
  private final Torrent.Owner owner;
  private final Loop loop;
  private Loop.Timer tick;
  private boolean ticking;
  private long lastCount;
  private long lastBusy;
  private boolean stale = true;
  private boolean resting;

  TorrentTicks(Torrent torrent, Torrent.Owner owner) {
    this.torrent = torrent;
    this.owner = owner;
    this.loop = torrent.loop();
  }

  void start() {
    ticking = true;
    lastCount = loop.clock().nanos();
    lastBusy = lastCount;
    tick = loop.schedule(TICK_NANOS, this::tick);
  }

  void stop() {
    countTime();
    ticking = false;
    resting = false;
    if (tick != null) {
      tick.cancel();
    }
  }

  private void tick() {
    if (torrent.life().isClosed()) {
      return;
    }
    long now = loop.clock().nanos();
    resting = false;
    boolean busy = isBusy();
    lastBusy = busy ? now : lastBusy;
    long rest = 0;
    try {
      torrent.swarm().tick();
      torrent.streams().tick(now);
      if (stale || now - lastBusy < AFTERGLOW_NANOS) {
        torrent.publish();
      } else {
        rest = restAfter(owner.idle(torrent));
      }
    } finally {
      resting = rest > IDLE_TICK_NANOS;
      long wait = busy ? TICK_NANOS : resting ? toRestEnd(now, rest) : toIdleTick(now);
      tick = loop.schedule(wait, this::tick);
    }
  }

  private boolean isBusy() {
    Swarm swarm = torrent.swarm();
    return torrent.life().isChecking()
        || swarm.peers().connected() > 0
        || swarm.webSeeds().isBusy();
  }

  /** How long nothing is to be done here, given when the owner wants to be called. */
  private long restAfter(long owners) {
    return stale || torrent.streams().isAnyOpen()
        ? 0
        : Math.min(Math.min(REST_NANOS, owners), torrent.swarm().nanosToNextWork());
  }

  /** To the next of the moments at which this torrent's group ticks. */
  private long toIdleTick(long now) {
    int groups = (int) (IDLE_TICK_NANOS / GROUP_NANOS);
    long phase = Math.floorMod(torrent.id().hashCode(), groups) * GROUP_NANOS;
    return IDLE_TICK_NANOS - Math.floorMod(now - phase, IDLE_TICK_NANOS);
  }

  /** To the moment at which torrents tick that rest so long; those that only count take turns. */
  private long toRestEnd(long now, long rest) {
    if (rest < REST_NANOS) {
      return rest + REST_GROUP_NANOS - Math.floorMod(now + rest, REST_GROUP_NANOS);
    }
    int groups = (int) (REST_NANOS / REST_GROUP_NANOS);
    long phase = Math.floorMod(torrent.id().hashCode(), groups) * REST_GROUP_NANOS;
    return REST_NANOS - Math.floorMod(now - phase, REST_NANOS);
  }

  /** Something happens here again. */
  void wake() {
    if (resting && !torrent.life().isClosed()) {
      lastBusy = loop.clock().nanos();
      tickSoon();
    }
  }

  /** There is something to tell at the next tick. */
  void stale() {
    stale = true;
  }

  /** There is something to tell, but that may be all. */
  void tell() {
    stale = true;
    if (resting && !torrent.life().isClosed()) {
      tickSoon();
    }
  }

  /** What there was to tell has been told. */
  void published() {
    stale = false;
    wake();
  }

  private void tickSoon() {
    resting = false;
    tick.cancel();
    tick = loop.schedule(TICK_NANOS, this::tick);
  }

  /** Adds the time that has passed to what the torrent counts; before what it is counted by. */
  void countTime() {
    if (ticking) {
      long now = loop.clock().nanos();
      boolean active = torrent.life().isActive();
      torrent.options().addTime(now - lastCount, active, active && torrent.picker().isFinished());
      lastCount = now;
    }
  }
}
