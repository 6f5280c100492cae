package io.bitonic.core.metrics;

import io.bitonic.core.api.EngineStats.Announces;

/** What one event loop counts of its own work. The loop's thread writes, any thread reads. */
public final class LoopMeters {
  /** How a tracker is spoken to. */
  public enum Protocol {
    UDP,
    HTTP
  }

  /** Time of a turn of the loop, without the wait for sockets. */
  public final Histogram turns = new Histogram();

  /** Time from a request for a block to its last byte. */
  public final Histogram requests = new Histogram();

  /** Payload bytes received. */
  public final Count received = new Count();

  /** Payload bytes sent. */
  public final Count sent = new Count();

  /** Payload bytes received in vain. */
  public final Count wasted = new Count();

  /** Downloaded pieces whose hash was right. */
  public final Count piecesPassed = new Count();

  /** Downloaded pieces whose hash was wrong. */
  public final Count piecesFailed = new Count();

  private final TrackerTally trackers = new TrackerTally();
  private final Count[] answered = {new Count(), new Count()};
  private final Count[] failed = {new Count(), new Count()};

  /** An announce to a tracker on {@code host} has ended. Loop thread. */
  public void announced(Protocol protocol, String host, AnnounceOutcome outcome) {
    (outcome == AnnounceOutcome.OK ? answered : failed)[protocol.ordinal()].add(1);
    trackers.add(host, outcome);
  }

  /** How announces have ended, by host; any thread. */
  public TrackerTally trackers() {
    return trackers;
  }

  /** How announces by this protocol have ended; any thread. */
  public Announces announces(Protocol protocol) {
    return new Announces(answered[protocol.ordinal()].get(), failed[protocol.ordinal()].get());
  }
}
