package io.bitonic.tui.model;

import io.bitonic.core.api.EngineEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Things a user should know of, newest first; the same thing again raises a count instead of a new
 * line. Owned by the UI thread.
 */
public final class Alerts {
  static final int MAX = 300;

  private static final String SETTINGS = "settings";

  /** A failing tracker is worth an alert from this failure in a row. */
  static final int TRACKER_FAILURES = 3;

  /** An alert; {@code key} names the thing it is about. */
  public static final class Alert {
    private final String key;
    private EventLog.Entry entry;
    private int count = 1;
    private boolean acknowledged;

    Alert(String key, EventLog.Entry entry) {
      this.key = key;
      this.entry = entry;
    }

    public EventLog.Entry entry() {
      return entry;
    }

    public int count() {
      return count;
    }

    public boolean acknowledged() {
      return acknowledged;
    }
  }

  private final List<Alert> list = new ArrayList<>();

  public void add(EngineEvent e) {
    String key = key(e);
    if (key == null) {
      String over = over(e);
      list.removeIf(a -> a.key.equals(over));
      return;
    }
    Alert old = null;
    for (Alert a : list) {
      if (a.key.equals(key)) {
        old = a;
      }
    }
    if (old == null) {
      list.addFirst(new Alert(key, EventText.line(e)));
      if (list.size() > MAX) {
        list.removeLast();
      }
      return;
    }
    list.remove(old);
    old.entry = EventText.line(e);
    old.count++;
    old.acknowledged = false;
    list.addFirst(old);
  }

  /** The thing that is over with an event, or null. */
  private static String over(EngineEvent e) {
    return switch (e) {
      case EngineEvent.TrackerWorking a -> "tracker " + a.id() + " " + a.url();
      case EngineEvent.AlertCleared a -> "rule " + a.rule() + " " + a.subject();
      case EngineEvent.SettingsChanged a -> SETTINGS;
      default -> null;
    };
  }

  /** The thing that an event is about, or null when it is no alert. */
  private static String key(EngineEvent e) {
    return switch (e) {
      case EngineEvent.TorrentFinished a -> "finished " + a.id();
      case EngineEvent.GoalReached a -> "goal " + a.id();
      case EngineEvent.TorrentFailed a -> "failed " + a.id();
      case EngineEvent.TorrentWaiting a -> "waiting " + a.id() + a.reason();
      case EngineEvent.HashFailed a -> "hash " + a.id();
      case EngineEvent.PeerBanned a -> "banned " + a.id();
      case EngineEvent.TrackerFailed a ->
          a.failures() < TRACKER_FAILURES ? null : "tracker " + a.id() + " " + a.url();
      case EngineEvent.WebSeedFailed a -> null;
      case EngineEvent.ListenFailed a -> "listen " + a.port();
      case EngineEvent.SettingsRefused a -> SETTINGS;
      case EngineEvent.SettingsChanged a -> null;
      case EngineEvent.AlternativeSpeed a -> null;
      case EngineEvent.NetworkChanged a -> "network";
      case EngineEvent.AlertFired a -> "rule " + a.rule() + " " + a.subject();
      case EngineEvent.AlertCleared a -> null;
      case EngineEvent.TraceChanged a -> null;
      case EngineEvent.PortMapChanged a -> null;
      case EngineEvent.TorrentAdded a -> null;
      case EngineEvent.TorrentRemoved a -> null;
      case EngineEvent.MetadataReceived a -> null;
      case EngineEvent.StateChanged a -> null;
      case EngineEvent.TrackerWorking a -> null;
    };
  }

  public List<Alert> list() {
    return list;
  }

  /** Alerts that nobody has acknowledged. */
  public int open() {
    int n = 0;
    for (Alert a : list) {
      n += a.acknowledged ? 0 : 1;
    }
    return n;
  }

  /** The worst level among open alerts, or null. */
  public EventLog.Level worst() {
    EventLog.Level worst = null;
    for (Alert a : list) {
      if (!a.acknowledged && (worst == null || a.entry.level().compareTo(worst) > 0)) {
        worst = a.entry.level();
      }
    }
    return worst;
  }

  public void acknowledge(Alert alert) {
    alert.acknowledged = true;
  }

  public void acknowledgeAll() {
    list.forEach(a -> a.acknowledged = true);
  }

  /** Drops what was acknowledged. */
  public void clear() {
    list.removeIf(a -> a.acknowledged);
  }
}
