package io.bitonic.core.session;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * Which rate limits are in force over all torrents: the usual ones or the alternative ones, by the
 * weekly schedule, the settings, or a user's word, which holds until the schedule changes its mind.
 * Any thread, by this object's monitor.
 */
final class AlternativeSpeed implements AutoCloseable {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Shared shared;
  private final EventBus bus;
  private final Clock clock;
  private final Supplier<ZoneId> zone;

  /** A user's word; null: none. */
  private Boolean told;

  private boolean scheduled;
  private boolean on;
  private boolean closed;

  AlternativeSpeed(Shared shared, EventBus bus, Clock clock, Supplier<ZoneId> zone) {
    this.shared = shared;
    this.bus = bus;
    this.clock = clock;
    this.zone = zone;
    this.scheduled = isScheduled();
    this.on = wanted();
    put();
    Loop loop = shared.loops().getFirst().loop;
    loop.execute(() -> loop.schedule(LOOK_NANOS, () -> look(loop)));
  }

  private synchronized void look(Loop loop) {
    if (!closed) {
      check();
      loop.schedule(LOOK_NANOS, () -> look(loop));
    }
  }

  /** Looks at the clock. */
  synchronized void check() {
    boolean now = isScheduled();
    if (now != scheduled) {
      scheduled = now;
      told = null;
      change(true);
    }
  }

  /** The settings in force are others. */
  synchronized void settingsChanged() {
    scheduled = isScheduled();
    change(false);
    put();
  }

  /** A user's word. */
  synchronized void set(boolean alternative) {
    told = alternative;
    change(false);
  }

  synchronized boolean isOn() {
    return on;
  }

  private void change(boolean bySchedule) {
    boolean next = wanted();
    if (next != on) {
      on = next;
      put();
      bus.publish(new EngineEvent.AlternativeSpeed(clock.wallMillis(), on, bySchedule));
    }
  }

  private boolean wanted() {
    if (told != null) {
      return told;
    }
    return switch (shared.settings().limits().alternative()) {
      case ON -> true;
      case OFF -> false;
      case SCHEDULE -> scheduled;
    };
  }

  private boolean isScheduled() {
    if (shared.settings().limits().schedule().isEmpty()) {
      return false;
    }
    LocalDateTime now =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(clock.wallMillis()), zone.get());
    return shared.settings().limits().schedule().stream().anyMatch(s -> s.contains(now));
  }

  private void put() {
    Settings.Limits l = shared.settings().limits();
    if (on) {
      shared.limits(l.alternativeDown(), l.alternativeUp());
    } else {
      shared.limits(l.downBytesPerSecond(), l.upBytesPerSecond());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
