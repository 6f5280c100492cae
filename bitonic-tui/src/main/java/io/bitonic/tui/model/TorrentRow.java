package io.bitonic.tui.model;

import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.text.Text;

/** A torrent in the list. Owned by the UI thread. */
public final class TorrentRow {
  private static final int MAX_NAME = 400;

  private final TorrentHandle handle;
  private TorrentSnapshot snapshot;
  private String rawName;
  private String name;
  private RateHistory history;

  TorrentRow(TorrentHandle handle, TorrentSnapshot snapshot) {
    this.handle = handle;
    update(snapshot);
  }

  /**
   * @return false when nothing a screen shows has changed but counted seconds
   */
  boolean update(TorrentSnapshot s) {
    if (s == snapshot) {
      return false;
    }
    boolean seen = snapshot == null || !looksLike(s, snapshot);
    snapshot = s;
    if (!s.name().equals(rawName)) {
      rawName = s.name();
      name = s.name().isBlank() ? "(no name) " + s.id().substring(0, 8) : clean(s.name());
    }
    return seen;
  }

  /** What changes while a torrent is busy, or by a command; not the seconds that it counts. */
  private static boolean looksLike(TorrentSnapshot a, TorrentSnapshot b) {
    return a.state() == b.state()
        && a.downRate() == b.downRate()
        && a.upRate() == b.upRate()
        && a.doneSize() == b.doneSize()
        && a.wantedSize() == b.wantedSize()
        && a.checkedFraction() == b.checkedFraction()
        && a.downloaded() == b.downloaded()
        && a.uploaded() == b.uploaded()
        && a.peers() == b.peers()
        && a.knownPeers() == b.knownPeers()
        && a.swarmPeers() == b.swarmPeers()
        && a.swarmSeeds() == b.swarmSeeds()
        && a.queuePosition() == b.queuePosition()
        && a.downLimit() == b.downLimit()
        && a.upLimit() == b.upLimit()
        && a.totalSize() == b.totalSize()
        && a.pieces() == b.pieces()
        && a.sequential() == b.sequential()
        && a.sharing().equals(b.sharing())
        && a.label().equals(b.label())
        && a.savePath().equals(b.savePath())
        && a.tracker().equals(b.tracker())
        && a.diagnosis().equals(b.diagnosis())
        && a.name().equals(b.name())
        && a.error().equals(b.error())
        && a.waiting().equals(b.waiting());
  }

  private static String clean(String raw) {
    return Text.sanitise(raw, MAX_NAME);
  }

  public TorrentHandle handle() {
    return handle;
  }

  public String id() {
    return snapshot.id();
  }

  public TorrentSnapshot snapshot() {
    return snapshot;
  }

  /** Safe to draw, never blank. */
  public String name() {
    return name;
  }

  /** Rates so far, or null when nothing ever moved. */
  public RateHistory history() {
    return history;
  }

  /** Whether there is something for its history to go on with. */
  boolean isLive() {
    return history != null || snapshot.downRate() > 0 || snapshot.upRate() > 0;
  }

  void second() {
    if (history == null && (snapshot.downRate() > 0 || snapshot.upRate() > 0)) {
      history = new RateHistory();
    }
    if (history != null) {
      history.add(snapshot.downRate(), snapshot.upRate());
    }
  }

  void forgetHistory() {
    history = null;
  }

  /** One word for the state column. */
  public String stateWord() {
    TorrentSnapshot s = snapshot;
    if (s.state() != TorrentState.ERROR
        && s.state() != TorrentState.PAUSED
        && !s.waiting().isEmpty()) {
      return "Waiting";
    }
    return switch (s.state()) {
      case QUEUED -> "Queued";
      case FETCHING_METADATA -> "Metadata";
      case PREPARING -> "Prepare";
      case CHECKING -> "Checking";
      case DOWNLOADING -> s.downRate() > 0 ? running("Download") : "Stalled";
      case SEEDING -> running("Seeding");
      case FINISHED -> "Finished";
      case PAUSED -> s.isComplete() ? "Complete" : "Paused";
      case ERROR -> "Error";
    };
  }

  private String running(String word) {
    return snapshot.sharing().forced() ? "Forced" : word;
  }

  /** A sign for the state, so that colour is never its only mark. */
  public String stateSign() {
    TorrentSnapshot s = snapshot;
    return switch (s.state()) {
      case QUEUED -> "○";
      case PREPARING, CHECKING, FETCHING_METADATA -> "◔";
      case DOWNLOADING -> s.waiting().isEmpty() ? s.downRate() > 0 ? "▼" : "▽" : "!";
      case SEEDING -> s.upRate() > 0 ? "▲" : "△";
      case FINISHED -> "◆";
      case PAUSED -> s.isComplete() ? "✓" : "‖";
      case ERROR -> "✗";
    };
  }

  /** 0–1: of the check while it runs, of the wanted data else. */
  public double progress() {
    return switch (snapshot.state()) {
      case PREPARING, CHECKING, FETCHING_METADATA -> Math.clamp(snapshot.checkedFraction(), 0, 1);
      default -> Math.clamp(snapshot.progress(), 0, 1);
    };
  }
}
