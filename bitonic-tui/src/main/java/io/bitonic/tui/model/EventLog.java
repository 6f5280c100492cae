package io.bitonic.tui.model;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.tui.text.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The last events in words. Owned by the UI thread. */
public final class EventLog {
  static final int MAX = 2_000;

  /** How bad it is. */
  public enum Level {
    INFO,
    WARN,
    ERROR;

    /** Five letters or fewer. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line.
   *
   * @param id of the torrent, or empty
   * @param name of the torrent, safe to draw, or empty
   * @param text safe to draw
   */
  public record Entry(long millis, Level level, String id, String name, String text) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long version;

  public void add(EngineEvent e) {
    add(describe(e));
  }

  private void add(Entry entry) {
    if (entries.size() == MAX) {
      entries.removeFirst();
    }
    entries.add(entry);
    version++;
  }

  /** Says that events were lost because they came faster than they were taken. */
  public void missed(long count, long millis) {
    add(
        new Entry(
            millis, Level.WARN, "", "", count + " events came too fast and are missing here"));
  }

  /** Changes with each entry. */
  public long version() {
    return version;
  }

  /**
   * Lines of one torrent or of all, newest last.
   *
   * @param id empty for all
   */
  public List<Entry> select(String id, Level least) {
    List<Entry> list = new ArrayList<>();
    for (Entry e : entries) {
      if (e.level().compareTo(least) >= 0 && (id.isEmpty() || e.id().equals(id))) {
        list.add(e);
      }
    }
    return list;
  }

  /** The newest line, or null. */
  public Entry last() {
    Iterator<Entry> i = entries.descendingIterator();
    return i.hasNext() ? i.next() : null;
  }

  /** An event as a line. */
  public static Entry describe(EngineEvent e) {
    return switch (e) {
      case EngineEvent.TorrentAdded a -> entry(e, Level.INFO, a.id(), a.name(), "added");
      case EngineEvent.MetadataReceived a ->
          entry(e, Level.INFO, a.id(), a.name(), "its files are known now");
      case EngineEvent.TorrentRemoved a -> entry(e, Level.INFO, a.id(), a.name(), "removed");
      case EngineEvent.StateChanged a ->
          entry(
              e,
              Level.INFO,
              a.id(),
              a.name(),
              a.from().name().toLowerCase(Locale.ROOT)
                  + " → "
                  + a.to().name().toLowerCase(Locale.ROOT));
      case EngineEvent.TorrentFinished a -> entry(e, Level.INFO, a.id(), a.name(), "finished");
      case EngineEvent.GoalReached a -> entry(e, Level.INFO, a.id(), a.name(), a.message());
      case EngineEvent.TorrentFailed a -> entry(e, Level.ERROR, a.id(), a.name(), a.error());
      case EngineEvent.TorrentWaiting a ->
          entry(e, Level.WARN, a.id(), a.name(), "waits: " + a.reason());
      case EngineEvent.HashFailed a ->
          entry(e, Level.WARN, a.id(), a.name(), "piece " + a.piece() + " failed its hash check");
      case EngineEvent.PeerBanned a ->
          entry(e, Level.WARN, a.id(), a.name(), "peer " + a.address() + " banned: " + a.reason());
      case EngineEvent.TrackerFailed a ->
          entry(
              e,
              Level.WARN,
              a.id(),
              a.name(),
              "tracker " + a.url() + " failed " + times(a.failures()) + ": " + a.message());
      case EngineEvent.WebSeedFailed a ->
          entry(
              e,
              Level.WARN,
              a.id(),
              a.name(),
              "web seed " + a.url() + " is given up: " + a.message());
      case EngineEvent.TrackerWorking a ->
          entry(
              e,
              Level.INFO,
              a.id(),
              a.name(),
              "tracker " + a.url() + " answered with " + a.peers() + " peers");
      case EngineEvent.NetworkChanged a ->
          entry(
              e,
              a.online() ? Level.INFO : Level.ERROR,
              "",
              "",
              a.bound() + (a.online() ? " online: " : " offline: ") + a.message());
      case EngineEvent.PortMapChanged a ->
          entry(
              e,
              a.mapped() ? Level.INFO : Level.WARN,
              "",
              "",
              (a.mapped() ? "port mapped: " : "port not mapped: ") + a.message());
      case EngineEvent.AlertFired a ->
          entry(e, level(a.severity()), a.id(), a.name(), a.message() + " (rule " + a.rule() + ")");
      case EngineEvent.TraceChanged a ->
          entry(
              e,
              Level.INFO,
              a.id(),
              a.name(),
              (a.on() ? "traces " : "traces no more ")
                  + (a.address().isEmpty() ? "all peers" : a.address())
                  + ": "
                  + a.file());
      case EngineEvent.AlertCleared a ->
          entry(e, Level.INFO, a.id(), a.name(), a.rule() + " is over: " + a.message());
      case EngineEvent.SettingsRefused a ->
          entry(e, Level.WARN, "", "", "the settings stay as they were: " + a.message());
      case EngineEvent.SettingsChanged a -> entry(e, Level.INFO, "", "", describe(a));
      case EngineEvent.AlternativeSpeed a ->
          entry(
              e,
              Level.INFO,
              "",
              "",
              "alternative speed "
                  + (a.on() ? "on" : "off")
                  + (a.bySchedule() ? ", by the schedule" : ""));
      case EngineEvent.ListenFailed a ->
          entry(e, Level.ERROR, "", "", "port " + a.port() + " can't be used: " + a.message());
    };
  }

  private static Level level(AlertSeverity s) {
    return switch (s) {
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case CRITICAL -> Level.ERROR;
    };
  }

  private static String describe(EngineEvent.SettingsChanged e) {
    if (e.changed().isEmpty() && e.atStart().isEmpty()) {
      return "the settings are right again";
    }
    String now = e.changed().isEmpty() ? "" : "settings changed: " + String.join(", ", e.changed());
    String later =
        e.atStart().isEmpty()
            ? ""
            : "settings for the next start: " + String.join(", ", e.atStart());
    return now.isEmpty() || later.isEmpty() ? now + later : now + "; " + later;
  }

  private static String times(int n) {
    return n == 1 ? "once" : n + " times";
  }

  private static Entry entry(EngineEvent e, Level level, String id, String name, String text) {
    return new Entry(e.millis(), level, id, Text.sanitise(name, 200), Text.sanitise(text, 1_000));
  }
}
