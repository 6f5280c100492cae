package io.bitonic.core.api;

import java.util.List;

/** Rare things that happened; {@code millis} is wall-clock time. Never one per block. */
public sealed interface EngineEvent {
  long millis();

  record TorrentAdded(long millis, String id, String name) implements EngineEvent {}

  /** The files of a magnet link are known now. */
  record MetadataReceived(long millis, String id, String name) implements EngineEvent {}

  record TorrentRemoved(long millis, String id, String name) implements EngineEvent {}

  record StateChanged(long millis, String id, String name, TorrentState from, TorrentState to)
      implements EngineEvent {}

  record TorrentFinished(long millis, String id, String name) implements EngineEvent {}

  /**
   * Enough has been given back.
   *
   * @param message what has been reached, and what becomes of it
   */
  record GoalReached(long millis, String id, String name, String message) implements EngineEvent {}

  /** Stopped until a user cures it. */
  record TorrentFailed(long millis, String id, String name, String error) implements EngineEvent {}

  /** Waits and goes on by itself: disk full, file unreadable … */
  record TorrentWaiting(long millis, String id, String name, String reason)
      implements EngineEvent {}

  record HashFailed(long millis, String id, String name, int piece) implements EngineEvent {}

  record PeerBanned(long millis, String id, String name, String address, String reason)
      implements EngineEvent {}

  /** A web seed is not asked again: it lacks the files, sent bad data, must not be asked. */
  record WebSeedFailed(long millis, String id, String name, String url, String message)
      implements EngineEvent {}

  record TrackerFailed(
      long millis, String id, String name, String url, String message, int failures)
      implements EngineEvent {}

  record TrackerWorking(long millis, String id, String name, String url, int peers)
      implements EngineEvent {}

  /**
   * The interface that all traffic is bound to has gone, or has come back.
   *
   * @param bound its name, or the bound addresses
   * @param message why, or what is used now
   */
  record NetworkChanged(long millis, String bound, boolean online, String message)
      implements EngineEvent {}

  /**
   * The router forwards the listen port, or does not.
   *
   * @param message protocol and outer port, or why not
   */
  record PortMapChanged(long millis, boolean mapped, String message) implements EngineEvent {}

  /**
   * Other settings are in force, or, with both lists empty, those that were refused are gone and
   * the old ones are asked for again.
   *
   * @param changed keys of those that took effect
   * @param atStart keys of those that do so at the next start
   */
  record SettingsChanged(long millis, List<String> changed, List<String> atStart)
      implements EngineEvent {
    public SettingsChanged {
      changed = List.copyOf(changed);
      atStart = List.copyOf(atStart);
    }
  }

  /** New settings could not be taken; those before stay in force. */
  record SettingsRefused(long millis, String message) implements EngineEvent {}

  /**
   * The alternative rate limits are in force, or those of other times.
   *
   * @param bySchedule whether the schedule has changed it
   */
  record AlternativeSpeed(long millis, boolean on, boolean bySchedule) implements EngineEvent {}

  /** The port can't be used, or a listener died. */
  record ListenFailed(long millis, int port, String message) implements EngineEvent {}

  /**
   * What is said with peers is written down from now on, or not any more.
   *
   * @param address ip:port, ip, or empty for all peers of the torrent
   * @param file where
   */
  record TraceChanged(long millis, String id, String name, String address, boolean on, String file)
      implements EngineEvent {}

  /**
   * A rule says that something is wrong.
   *
   * @param rule its name
   * @param subject what it is about: the id of a torrent, the host of a tracker, or empty
   * @param id of the torrent, or empty
   * @param name of the torrent, or empty
   * @param bell whether a terminal should call its user
   */
  record AlertFired(
      long millis,
      String rule,
      AlertSeverity severity,
      String subject,
      String id,
      String name,
      String message,
      boolean bell)
      implements EngineEvent {}

  /**
   * What {@link AlertFired} told is over.
   *
   * @param message why
   */
  record AlertCleared(
      long millis, String rule, String subject, String id, String name, String message)
      implements EngineEvent {}
}
