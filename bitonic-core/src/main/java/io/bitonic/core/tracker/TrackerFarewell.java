package io.bitonic.core.tracker;

import io.bitonic.core.net.Loop;
import java.util.concurrent.TimeUnit;

/**
 * Tells the trackers of a torrent that heard STARTED that it stops, once. Loop thread only.
 *
 * <p>It is over when all have answered, or at the latest after {@link TrackerList#STOP_LIMIT}.
 */
final class TrackerFarewell {
  // How long STOPPED waits for an announce under way, so as not to overtake it.
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final Loop loop;
  private final TrackerClient client;
  private final TrackerList.Owner owner;
  private final TrackerTiers tiers;
  private final Runnable over;
  private Loop.Timer patience;
  private Loop.Timer limit;
  private boolean ended;

  /**
   * @param over runs once, maybe from inside {@link #begin}
   */
  TrackerFarewell(
      Loop loop, TrackerClient client, TrackerList.Owner owner, TrackerTiers tiers, Runnable over) {
    this.loop = loop;
    this.client = client;
    this.owner = owner;
    this.tiers = tiers;
    this.over = over;
  }

  void begin() {
    limit = loop.schedule(TrackerList.STOP_LIMIT, this::end);
    patience = loop.schedule(PATIENCE, () -> tiers.all().forEach(this::tell));
    for (TrackerEntry e : tiers.all()) {
      if (!e.busy()) {
        tell(e);
      }
    }
    endWhenAllAnswered();
  }

  /** An announce that was under way has come to its end; it is reckoned in already. */
  void announced(TrackerEntry e) {
    e.idle();
    tell(e);
    endWhenAllAnswered();
  }

  /** A tracker has been taken out. */
  void removed() {
    endWhenAllAnswered();
  }

  private void tell(TrackerEntry e) {
    if (!e.heardStarted || e.stopping) {
      return;
    }
    e.stopping = true;
    e.sent(loop.clock().nanos());
    client.announce(
        e.url,
        owner.request(AnnounceEvent.STOPPED),
        e.trackerId,
        _ -> {
          if (!ended) {
            e.stopped = true;
            endWhenAllAnswered();
          }
        });
  }

  private void endWhenAllAnswered() {
    boolean waiting = tiers.all().stream().anyMatch(e -> e.stopping ? !e.stopped : e.busy());
    if (!waiting) {
      end();
    }
  }

  /** Waits for nobody any more. */
  void end() {
    if (!ended) {
      ended = true;
      limit.cancel();
      patience.cancel();
      over.run();
    }
  }
}
