package io.bitonic.core.tracker;

import io.bitonic.core.api.TrackerRow;
import io.bitonic.core.net.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * The trackers of one torrent (BEP 12). Loop thread only.
 *
 * <p>All tiers are used at once, one working tracker of each: most torrents put every tracker in a
 * tier of its own, and each of them knows other peers. Within a tier the order is random at first,
 * a tracker that works moves to the front, and the next is tried when one fails or keeps us waiting
 * for {@link #IMPATIENCE}. Of those that have failed and are due again, the one that has answered
 * best so far is asked first.
 *
 * <p>Nothing here believes a tracker to answer at all: calls may hang, and {@link #stop} ends in
 * time whatever they do.
 */
public final class TrackerList {
  /**
   * The torrent. Called on the loop, from timers and answers; only {@code request} is also called
   * from inside {@link #stop} and {@link #remove}.
   */
  public interface Owner {
    /** The torrent's figures now; {@code left} must not be 0 while the size is unknown. */
    AnnounceRequest request(AnnounceEvent event);

    void peers(List<InetSocketAddress> peers, String url);

    /**
     * @param message sanitised
     * @param failures in a row
     */
    void trackerFailed(String url, String message, int failures);

    /**
     * @param peers in this answer
     */
    void trackerWorking(String url, int peers);

    /** How a tracker sees us (BEP 24); a tracker can lie. */
    void externalAddress(InetAddress ours);
  }

  /** Trackers of a torrent at most; more are left out. */
  public static final int MAX_TRACKERS = 500;

  /** Nanoseconds after which a silent tracker no longer holds up the next one of its tier. */
  static final long IMPATIENCE = TimeUnit.SECONDS.toNanos(8);

  /** Nanoseconds from {@link #stop} to its end at most. */
  static final long STOP_LIMIT = TimeUnit.SECONDS.toNanos(5);

  private enum Phase {
    IDLE,
    RUNNING,
    STOPPING
  }

  private final Loop loop;
  private final RandomGenerator random;
  private final TrackerClient client;
  private final Owner owner;
  private final TrackerTiers tiers;
  private final List<Runnable> stopped = new ArrayList<>();

  private Phase phase = Phase.IDLE;
  // Answers to calls of an earlier run are told by it and ignored.
  private int run;
  private boolean needPeers;
  private boolean firstRequest;
  private boolean completeAtStart;
  private boolean completed;
  private Loop.Timer timer;

  /** While it stops. */
  private TrackerFarewell farewell;

  /**
   * @param tiers URLs; duplicates, and those over {@link #MAX_TRACKERS}, are left out
   */
  public TrackerList(
      Loop loop,
      RandomGenerator random,
      TrackerClient client,
      List<List<String>> tiers,
      Owner owner) {
    this.loop = loop;
    this.random = random;
    this.client = client;
    this.owner = owner;
    this.tiers = new TrackerTiers(tiers, MAX_TRACKERS, random);
  }

  /** Announces STARTED, soon after this call. May follow a stop. */
  public void start() {
    if (phase == Phase.RUNNING) {
      return;
    }
    if (phase == Phase.STOPPING) {
      farewell.end();
    }
    phase = Phase.RUNNING;
    firstRequest = true;
    completed = false;
    completeAtStart = false;
    long now = now();
    tiers.all().forEach(e -> e.restart(now));
    rearm(now);
  }

  /**
   * The download has become complete: every tracker that hears STARTED hears COMPLETED once. No
   * effect on a torrent whose first request had nothing left.
   */
  public void complete() {
    if (phase == Phase.RUNNING && !completeAtStart) {
      completed = true;
      rearm(now());
    }
  }

  /**
   * Announces STOPPED to the trackers that heard STARTED, then runs {@code done} on the loop, at
   * the latest {@link #STOP_LIMIT} after this call. No other callback comes after this call.
   */
  public void stop(Runnable done) {
    if (phase == Phase.IDLE) {
      loop.execute(done);
      return;
    }
    stopped.add(done);
    if (phase == Phase.STOPPING) {
      return;
    }
    phase = Phase.STOPPING;
    cancel(timer);
    farewell = new TrackerFarewell(loop, client, owner, tiers, this::endStop);
    farewell.begin();
  }

  /**
   * Announces again at once, or as soon as the minimum intervals allow; trackers that had given up
   * on us (BEP 31) are asked again.
   */
  public void reannounce() {
    long now = now();
    tiers.all().forEach(e -> e.hurry(now));
    rearm(now);
  }

  /** Whether the torrent has too few peers, so that it announces before the interval is over. */
  public void needPeers(boolean on) {
    if (needPeers != on) {
      needPeers = on;
      rearm(now());
    }
  }

  /**
   * @param tier from 0; past the last one: a new tier
   * @return false when the URL is unusable, known, or one too many
   */
  public boolean add(String url, int tier) {
    try {
      TrackerUrl.parse(url);
    } catch (TrackerException e) {
      return false;
    }
    TrackerEntry e = tiers.add(url, tier);
    if (e == null) {
      return false;
    }
    long now = now();
    e.restart(now);
    rearm(now);
    return true;
  }

  /** Removes a tracker, which hears STOPPED when it heard STARTED; false when it is unknown. */
  public boolean remove(String url) {
    TrackerEntry e = tiers.remove(url.strip());
    if (e == null) {
      return false;
    }
    e.removed = true;
    if (phase == Phase.RUNNING && e.heardStarted) {
      client.announce(e.url, owner.request(AnnounceEvent.STOPPED), e.trackerId, _ -> {});
    }
    rearm(now());
    if (phase == Phase.STOPPING) {
      farewell.removed();
    }
    return true;
  }

  /** Asks the working trackers for counts (BEP 48), each at most once in 15 minutes. */
  public void scrape() {
    if (phase == Phase.RUNNING) {
      tiers.all().stream().filter(TrackerEntry::working).forEach(this::scrape);
    }
  }

  public List<TrackerRow> rows() {
    List<TrackerRow> rows = new ArrayList<>();
    long now = now();
    for (int i = 0; i < tiers.tiers().size(); i++) {
      boolean reserve = false;
      for (TrackerEntry e : tiers.tiers().get(i)) {
        boolean planned = phase == Phase.RUNNING && !reserve && !e.busy() && !e.disabled();
        long wait = planned ? Math.max(0, due(e, now) - now) : -1;
        rows.add(e.row(i, planned ? TimeUnit.NANOSECONDS.toSeconds(wait) : -1));
        reserve |= e.working();
      }
    }
    return rows;
  }

  /** URLs in their present order, for saving. */
  public List<List<String>> tiers() {
    return tiers.tiers().stream().map(t -> t.stream().map(e -> e.url).toList()).toList();
  }

  /** Seeds by the tracker that knows most, -1 unknown. */
  public int swarmSeeds() {
    return most(TrackerEntry::seeds);
  }

  /** Leechers by the tracker that knows most, -1 unknown. */
  public int swarmPeers() {
    return most(TrackerEntry::leechers);
  }

  /** Host of the first tracker that works, or empty. */
  public String workingHost() {
    return tiers.all().stream()
        .filter(TrackerEntry::working)
        .map(e -> e.host)
        .findFirst()
        .orElse("");
  }

  private int most(ToIntFunction<TrackerEntry> count) {
    return tiers.all().stream().mapToInt(count).max().orElse(-1);
  }

  private long now() {
    return loop.clock().nanos();
  }

  private static void cancel(Loop.Timer t) {
    if (t != null) {
      t.cancel();
    }
  }

  // Sets the one timer to the next thing to do; even what is due now waits for it, so that no
  // callback comes from inside a call of the owner's.
  private void rearm(long now) {
    cancel(timer);
    timer = null;
    if (phase != Phase.RUNNING) {
      return;
    }
    long wait = Long.MAX_VALUE;
    for (List<TrackerEntry> tier : tiers.tiers()) {
      wait = Math.min(wait, visit(tier, now, false));
    }
    if (wait < Long.MAX_VALUE) {
      timer = loop.schedule(Math.max(0, wait), this::tick);
    }
  }

  private void tick() {
    timer = null;
    long now = now();
    for (List<TrackerEntry> tier : List.copyOf(tiers.tiers())) {
      visit(tier, now, true);
    }
    rearm(now);
  }

  /**
   * Goes through a tier to its working tracker.
   *
   * @return nanoseconds until there is something to do, {@link Long#MAX_VALUE}: never
   */
  private long visit(List<TrackerEntry> tier, long now, boolean announce) {
    long wait = Long.MAX_VALUE;
    for (TrackerEntry e : List.copyOf(tier)) {
      if (e.disabled()) {
        continue;
      }
      if (e.busy()) {
        long patienceLeft = e.sentAt() + IMPATIENCE - now;
        if (patienceLeft > 0) {
          return Math.min(wait, patienceLeft);
        }
        continue;
      }
      long until = due(e, now) - now;
      if (until <= 0 && announce) {
        announce(healthiest(e, tier, now), now);
        return IMPATIENCE;
      }
      wait = Math.min(wait, until);
      if (e.working() || until <= 0) {
        return wait;
      }
    }
    return wait;
  }

  /** Of trackers that fail there is no first one (BEP 12): which is due and has done best. */
  private TrackerEntry healthiest(TrackerEntry first, List<TrackerEntry> tier, long now) {
    TrackerEntry best = first;
    for (TrackerEntry e : tier) {
      if (first.failures() > 0
          && e.failures() > 0
          && !e.busy()
          && !e.disabled()
          && e.health() > best.health()
          && due(e, now) - now <= 0) {
        best = e;
      }
    }
    return best;
  }

  private long due(TrackerEntry e, long now) {
    return e.due(needPeers, event(e) == AnnounceEvent.COMPLETED, now);
  }

  private AnnounceEvent event(TrackerEntry e) {
    if (!e.heardStarted) {
      return AnnounceEvent.STARTED;
    }
    return completed && !e.heardCompleted ? AnnounceEvent.COMPLETED : AnnounceEvent.NONE;
  }

  private void announce(TrackerEntry e, long now) {
    AnnounceEvent event = event(e);
    AnnounceRequest request = owner.request(event);
    if (firstRequest) {
      firstRequest = false;
      completeAtStart = !completed && request.left() == 0;
    }
    e.sent(now);
    int thisRun = run;
    client.announce(
        e.url,
        request,
        e.trackerId,
        result -> {
          if (e.removed) {
            // It heard STARTED only after it was removed.
            if (event == AnnounceEvent.STARTED && result instanceof TrackerResult.Ok) {
              client.announce(e.url, stoppedRequest(request), e.trackerId, _ -> {});
            }
          } else if (thisRun == run) {
            result(e, request, result);
          }
        });
  }

  // The owner may be gone by now and is not asked.
  private static AnnounceRequest stoppedRequest(AnnounceRequest r) {
    return new AnnounceRequest(
        r.infoHash(),
        r.peerId(),
        r.port(),
        r.uploaded(),
        r.downloaded(),
        r.left(),
        AnnounceEvent.STOPPED,
        0,
        r.key());
  }

  private void result(TrackerEntry e, AnnounceRequest request, TrackerResult result) {
    if (result instanceof TrackerResult.Ok) {
      e.heardStarted |= request.event() == AnnounceEvent.STARTED;
      e.heardCompleted |= request.event() == AnnounceEvent.COMPLETED;
    }
    if (phase == Phase.STOPPING) {
      farewell.announced(e);
      return;
    }
    long now = now();
    // A switch over types is a class made at run time, right before the first peers are called.
    if (result instanceof TrackerResult.Ok(AnnounceResponse response)) {
      e.answered(response, nobodyElse(response, request), now, random);
      tiers.promote(e);
      rearm(now);
      if (e.countsUnknown()) {
        scrape(e);
      }
      report(e, response);
    } else if (result instanceof TrackerResult.Failed failed) {
      e.failed(failed, now);
      rearm(now);
      owner.trackerFailed(e.url, failed.message(), e.failures());
    }
  }

  // The owner may stop the list from any of these.
  private void report(TrackerEntry e, AnnounceResponse r) {
    owner.trackerWorking(e.url, r.peers().size());
    if (phase == Phase.RUNNING && r.externalAddress() != null) {
      owner.externalAddress(r.externalAddress());
    }
    if (phase == Phase.RUNNING && !r.peers().isEmpty()) {
      owner.peers(r.peers(), e.url);
    }
  }

  // Many trackers hand us our own address. By the port alone we may take another peer for
  // ourselves, which costs a few early announces at most.
  private static boolean nobodyElse(AnnounceResponse r, AnnounceRequest request) {
    return r.peers().isEmpty()
        || r.peers().size() == 1 && r.peers().getFirst().getPort() == request.port();
  }

  private void scrape(TrackerEntry e) {
    if (!e.takeScrape(now())) {
      return;
    }
    int thisRun = run;
    byte[] hash = owner.request(AnnounceEvent.NONE).infoHash();
    client.scrape(
        e.url,
        List.of(hash),
        result -> {
          if (thisRun == run && result instanceof ScrapeResult.Ok(List<ScrapeResult.Counts> c)) {
            e.counts(c.getFirst().seeds(), c.getFirst().leechers(), c.getFirst().downloaded());
          }
        });
  }

  private void endStop() {
    phase = Phase.IDLE;
    run++;
    tiers.all().forEach(TrackerEntry::idle);
    List<Runnable> waiting = List.copyOf(stopped);
    stopped.clear();
    waiting.forEach(loop::execute);
  }
}
