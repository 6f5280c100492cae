package io.bitonic.tui.model;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.tui.model.EventLog.Entry;
import io.bitonic.tui.model.EventLog.Level;
import io.bitonic.tui.text.Text;
import java.util.Locale;

/** Events in words. */
public final class EventText {
  private EventText() {}

  /** An event as a line of the log. */
  public static Entry line(EngineEvent e) {
    return switch (e) {
      case EngineEvent.TorrentAdded a -> info(e, a.id(), a.name(), "added");
      case EngineEvent.MetadataReceived a -> info(e, a.id(), a.name(), "its files are known now");
      case EngineEvent.TorrentRemoved a -> info(e, a.id(), a.name(), "removed");
      case EngineEvent.StateChanged a ->
          info(e, a.id(), a.name(), lower(a.from()) + " → " + lower(a.to()));
      case EngineEvent.TorrentFinished a -> info(e, a.id(), a.name(), "finished");
      case EngineEvent.GoalReached a -> info(e, a.id(), a.name(), a.message());
      case EngineEvent.TorrentFailed a -> entry(e, Level.ERROR, a.id(), a.name(), a.error());
      case EngineEvent.TorrentWaiting a -> warn(e, a.id(), a.name(), "waits: " + a.reason());
      case EngineEvent.HashFailed a ->
          warn(e, a.id(), a.name(), "piece " + a.piece() + " failed its hash check");
      case EngineEvent.PeerBanned a ->
          warn(e, a.id(), a.name(), "peer " + a.address() + " banned: " + a.reason());
      case EngineEvent.TrackerFailed a -> warn(e, a.id(), a.name(), failed(a));
      case EngineEvent.WebSeedFailed a ->
          warn(e, a.id(), a.name(), "web seed " + a.url() + " is given up: " + a.message());
      case EngineEvent.TrackerWorking a ->
          info(
              e, a.id(), a.name(), "tracker " + a.url() + " answered with " + a.peers() + " peers");
      case EngineEvent.NetworkChanged a -> network(a);
      case EngineEvent.PortMapChanged a ->
          a.mapped()
              ? info(e, "", "", "port mapped: " + a.message())
              : warn(e, "", "", "port not mapped: " + a.message());
      case EngineEvent.AlertFired a -> fired(a);
      case EngineEvent.TraceChanged a -> info(e, a.id(), a.name(), trace(a));
      case EngineEvent.AlertCleared a ->
          info(e, a.id(), a.name(), a.rule() + " is over: " + a.message());
      case EngineEvent.SettingsRefused a ->
          warn(e, "", "", "the settings stay as they were: " + a.message());
      case EngineEvent.SettingsChanged a -> info(e, "", "", settings(a));
      case EngineEvent.AlternativeSpeed a -> info(e, "", "", speed(a));
      case EngineEvent.ListenFailed a ->
          entry(e, Level.ERROR, "", "", "port " + a.port() + " can't be used: " + a.message());
    };
  }

  private static String failed(EngineEvent.TrackerFailed e) {
    String times = e.failures() == 1 ? "once" : e.failures() + " times";
    return "tracker " + e.url() + " failed " + times + ": " + e.message();
  }

  private static Entry network(EngineEvent.NetworkChanged e) {
    Level level = e.online() ? Level.INFO : Level.ERROR;
    String now = e.online() ? " online: " : " offline: ";
    return entry(e, level, "", "", e.bound() + now + e.message());
  }

  private static Entry fired(EngineEvent.AlertFired e) {
    Level level =
        switch (e.severity()) {
          case INFO -> Level.INFO;
          case WARNING -> Level.WARN;
          case CRITICAL -> Level.ERROR;
        };
    return entry(e, level, e.id(), e.name(), e.message() + " (rule " + e.rule() + ")");
  }

  private static String trace(EngineEvent.TraceChanged e) {
    String who = e.address().isEmpty() ? "all peers" : e.address();
    return (e.on() ? "traces " : "traces no more ") + who + ": " + e.file();
  }

  private static String settings(EngineEvent.SettingsChanged e) {
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

  private static String speed(EngineEvent.AlternativeSpeed e) {
    return "alternative speed "
        + (e.on() ? "on" : "off")
        + (e.bySchedule() ? ", by the schedule" : "");
  }

  private static String lower(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }

  private static Entry info(EngineEvent e, String id, String name, String text) {
    return entry(e, Level.INFO, id, name, text);
  }

  private static Entry warn(EngineEvent e, String id, String name, String text) {
    return entry(e, Level.WARN, id, name, text);
  }

  private static Entry entry(EngineEvent e, Level level, String id, String name, String text) {
    return new Entry(e.millis(), level, id, Text.sanitise(name, 200), Text.sanitise(text, 1_000));
  }
}
