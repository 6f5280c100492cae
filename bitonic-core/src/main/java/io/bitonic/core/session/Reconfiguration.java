package io.bitonic.core.session;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Puts other settings in force while everything runs: first what may fail, then one swap of the
 * immutable {@link Settings}, then word to those who keep something of them.
 *
 * <p>Concurrency: changes come on virtual threads and exclude each other by a lock. Whoever reads
 * {@link Shared#settings()} sees those before or those after.
 */
final class Reconfiguration implements SettingsControl {
  private final Shared shared;
  private final Reach reach;
  private final LocalNetwork lan;
  private final AlternativeSpeed speed;
  private final EventBus bus;
  private final Clock clock;
  private final Map<String, TorrentUnit> torrents;
  private final Runnable queueChanged;
  private final ReentrantLock lock = new ReentrantLock();

  /** What was given last; guarded by the lock. */
  private Settings given;

  /** What was to come last was refused. */
  private volatile boolean wrong;

  /**
   * @param queueChanged the queue has other rules
   */
  Reconfiguration(
      Settings given,
      Shared shared,
      Reach reach,
      LocalNetwork lan,
      AlternativeSpeed speed,
      EventBus bus,
      Clock clock,
      Map<String, TorrentUnit> torrents,
      Runnable queueChanged) {
    this.given = given;
    this.shared = shared;
    this.reach = reach;
    this.lan = lan;
    this.speed = speed;
    this.bus = bus;
    this.clock = clock;
    this.torrents = torrents;
    this.queueChanged = queueChanged;
  }

  @Override
  public Settings inForce() {
    return shared.settings();
  }

  @Override
  public CompletableFuture<List<String>> apply(Settings next) {
    CompletableFuture<List<String>> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("bitonic-settings")
        .start(
            () -> {
              lock.lock();
              try {
                done.complete(change(next));
              } catch (EngineException e) {
                refused(e.getMessage());
                done.completeExceptionally(e);
              } catch (RuntimeException e) {
                Logger.error(e, "new settings failed");
                done.completeExceptionally(e);
              } finally {
                lock.unlock();
              }
            });
    return done;
  }

  @Override
  public void refused(String why) {
    wrong = true;
    Logger.warn("the settings stay as they were: {}", why);
    bus.publish(new EngineEvent.SettingsRefused(clock.wallMillis(), why));
  }

  /** Changes single settings in force, as a command does. */
  void edit(UnaryOperator<Settings> change) {
    lock.lock();
    try {
      shared.settings(change.apply(shared.settings()));
      tell();
    } finally {
      lock.unlock();
    }
  }

  private List<String> change(Settings next) {
    List<String> changed = SettingTable.changes(given, next);
    List<String> live = changed.stream().filter(Reconfiguration::isLive).toList();
    List<String> atStart = changed.stream().filter(k -> !isLive(k)).toList();
    if (changed.isEmpty()) {
      if (wrong) {
        wrong = false;
        bus.publish(new EngineEvent.SettingsChanged(clock.wallMillis(), live, atStart));
      }
      return atStart;
    }
    Settings before = shared.settings();
    Settings now = Proxies.closeWaysPast(SettingTable.merge(before, next, live));
    if (!now.security().ipFilters().equals(before.security().ipFilters())) {
      shared.filter().reload(now.security().ipFilters());
    }
    try {
      reach.reconfigure(before, now);
    } catch (EngineException e) {
      if (!now.security().ipFilters().equals(before.security().ipFilters())) {
        shared.filter().reload(before.security().ipFilters());
      }
      throw e;
    }
    shared.settings(now);
    given = next;
    wrong = false;
    if (live.contains("log.trace")) {
      shared.traces().settings(now.log().trace());
    }
    tell();
    if (live.contains("security.ip_filters")) {
      torrents
          .values()
          .forEach(t -> t.onLoop(Torrent::filterChanged, MagnetTorrent::filterChanged));
    }
    Logger.info("settings changed: {}; at the next start: {}", live, atStart);
    bus.publish(new EngineEvent.SettingsChanged(clock.wallMillis(), live, atStart));
    return atStart;
  }

  /** Word of the settings in force to those who keep something of them. */
  private void tell() {
    speed.settingsChanged();
    lan.settingsChanged();
    queueChanged.run();
    torrents
        .values()
        .forEach(t -> t.onLoop(Torrent::settingsChanged, MagnetTorrent::settingsChanged));
  }

  /** Labels are live. */
  private static boolean isLive(String key) {
    return SettingTable.find(key) == null || SettingTable.find(key).live();
  }
}
