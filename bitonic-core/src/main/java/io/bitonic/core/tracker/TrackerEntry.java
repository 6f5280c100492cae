package io.bitonic.core.tracker;

import io.bitonic.core.api.TrackerRow;
import io.bitonic.core.health.TrackerScore;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** One tracker of one torrent: what it said and when to ask it again. Loop thread only. */
final class TrackerEntry {
  /** What a tracker is doing for us. */
  enum State {
    IDLE,
    ANNOUNCING,
    WORKING,
    FAILING,
    DISABLED
  }

  // Waits after an answer without peers while some are wanted. A tracker hands a peer out only
  // after that peer has announced, so two that start together find each other at the second try.
  private static final int[] QUICK_SECONDS = {5, 10, 20, 40, 80};
  private static final int EARLY_SECONDS = 300;
  private static final int MANUAL_SECONDS = 5;
  private static final int MAX_BACKOFF_SECONDS = 3600;
  private static final long SCRAPE_AGAIN = TimeUnit.MINUTES.toNanos(15);

  final String url;
  final String host;

  /** Null, or why this tracker can never be asked. */
  final String unusable;

  boolean removed;
  boolean heardStarted;
  boolean heardCompleted;

  /** STOPPED was sent. */
  boolean stopping;

  /** STOPPED was answered, or failed. */
  boolean stopped;

  String trackerId = "";

  private boolean disabled;
  private boolean busy;
  private long sentAt;
  private boolean answered;
  private long answeredAt;
  private long due;
  private int interval;
  private int minInterval;
  private int failures;
  private int quick;
  private boolean lonely;
  private String message = "";
  private int seeds = -1;
  private int leechers = -1;
  private int downloaded = -1;
  private int peers;
  private boolean scraped;
  private long scrapedAt;
  private final TrackerScore score = new TrackerScore();

  TrackerEntry(String url) {
    this.url = url;
    String h = "";
    String problem = null;
    try {
      h = TrackerUrl.parse(url).host();
    } catch (TrackerException e) {
      problem = e.getMessage();
    }
    host = h;
    unusable = problem;
    disabled = problem != null;
    message = problem == null ? "" : problem;
  }

  /** Back-off after so many failures in a row: 5 s + 12.5 s × failures², at most an hour. */
  static long backoffNanos(int failures) {
    double seconds = 5 + 12.5 * failures * failures;
    return (long) (Math.min(seconds, MAX_BACKOFF_SECONDS) * 1e9);
  }

  void restart(long now) {
    disabled = unusable != null;
    heardStarted = false;
    heardCompleted = false;
    stopping = false;
    stopped = false;
    trackerId = "";
    busy = false;
    answered = false;
    failures = 0;
    quick = 0;
    due = now;
  }

  /** Due at once, as far as the tracker's minimum interval allows. */
  void hurry(long now) {
    disabled = unusable != null;
    quick = 0;
    long soonest = working() ? answeredAt + seconds(Math.max(minInterval, MANUAL_SECONDS)) : now;
    if (soonest - due < 0) {
      due = soonest;
    }
  }

  /** When to announce next; only meaningful when not busy and not disabled. */
  long due(boolean needPeers, boolean eventPending, long now) {
    if (eventPending && failures == 0) {
      return now;
    }
    if (!needPeers || !working()) {
      return due;
    }
    boolean soon = lonely && quick < QUICK_SECONDS.length;
    int wait = soon ? QUICK_SECONDS[quick] : Math.min(interval, EARLY_SECONDS);
    long early = answeredAt + seconds(Math.max(minInterval, wait));
    return early - due < 0 ? early : due;
  }

  void sent(long now) {
    busy = true;
    sentAt = now;
  }

  void idle() {
    busy = false;
  }

  /**
   * @param lonely whether the answer held nobody but ourselves
   */
  void answered(AnnounceResponse r, boolean lonely, long now, RandomGenerator random) {
    score.answered(now - sentAt);
    quick = this.lonely && lonely && answered ? quick + 1 : quick;
    this.lonely = lonely;
    busy = false;
    answered = true;
    answeredAt = now;
    failures = 0;
    interval = r.intervalSeconds();
    minInterval = r.minIntervalSeconds();
    // Only later, never earlier: some trackers ban clients that come before their time.
    long wait = seconds(Math.max(interval, minInterval));
    due = now + wait + random.nextLong(wait / 20 + 1);
    message = r.warning();
    peers = r.peers().size();
    trackerId = r.trackerId().isEmpty() ? trackerId : r.trackerId();
    counts(r.seeds(), r.leechers(), r.downloaded());
  }

  void failed(TrackerResult.Failed f, long now) {
    busy = false;
    score.failed();
    failures++;
    message = f.message();
    peers = 0;
    long asked = f.retryAfterSeconds().orElse(0);
    disabled = asked == Long.MAX_VALUE;
    due = now + Math.max(backoffNanos(failures), seconds(Math.min(asked, 86_400)));
  }

  void counts(int newSeeds, int newLeechers, int newDownloaded) {
    seeds = newSeeds >= 0 ? newSeeds : seeds;
    leechers = newLeechers >= 0 ? newLeechers : leechers;
    downloaded = newDownloaded >= 0 ? newDownloaded : downloaded;
  }

  /** Whether a scrape is due; says yes once per quarter of an hour. */
  boolean takeScrape(long now) {
    if (disabled || scraped && now - scrapedAt < SCRAPE_AGAIN) {
      return false;
    }
    scraped = true;
    scrapedAt = now;
    return true;
  }

  boolean disabled() {
    return disabled;
  }

  boolean busy() {
    return busy;
  }

  long sentAt() {
    return sentAt;
  }

  boolean working() {
    return answered && failures == 0 && !disabled;
  }

  boolean countsUnknown() {
    return seeds < 0 || leechers < 0;
  }

  /** How well it has answered, 0–100. */
  int health() {
    return score.score();
  }

  int failures() {
    return failures;
  }

  int seeds() {
    return seeds;
  }

  int leechers() {
    return leechers;
  }

  private State state() {
    if (disabled) {
      return State.DISABLED;
    }
    if (busy) {
      return State.ANNOUNCING;
    }
    if (failures > 0) {
      return State.FAILING;
    }
    return answered ? State.WORKING : State.IDLE;
  }

  /**
   * @param nextAnnounceSeconds -1: none is planned
   */
  TrackerRow row(int tier, long nextAnnounceSeconds) {
    String status = state().name().toLowerCase(Locale.ROOT);
    return new TrackerRow(
        url,
        tier,
        status,
        message,
        seeds,
        leechers,
        downloaded,
        nextAnnounceSeconds,
        failures,
        peers,
        score.view());
  }

  private static long seconds(long n) {
    return TimeUnit.SECONDS.toNanos(n);
  }
}
