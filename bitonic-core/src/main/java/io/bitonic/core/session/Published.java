package io.bitonic.core.session;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.util.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What front ends see of a torrent: its last snapshot, and its detail while somebody watches it.
 *
 * <p>Concurrency: any thread reads and says what it watches; the torrent's loop alone puts in what
 * is seen.
 */
final class Published {
  private static final long DETAIL_NANOS = Duration.ofMillis(450).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Clock clock;
  private final AtomicReference<TorrentSnapshot> snapshot = new AtomicReference<>();
  private final AtomicReference<TorrentDetail> detail = new AtomicReference<>();
  private volatile Set<DetailPart> watched = Set.of();

  /** Not after the snapshot was made; the seconds that it counts go on from here. */
  private volatile long snapshotAt;

  private Set<DetailPart> shown = Set.of();
  private long lastDetail;
  private long lastAll;

  Published(Clock clock) {
    this.clock = clock;
  }

  // ---- any thread
  // -------------------------------------------------------------------------------------------------

  TorrentSnapshot snapshot() {
    return snapshot.get();
  }

  /**
   * Seconds that it has seeded until now: the snapshot of a torrent in which nothing happens may be
   * a minute old.
   */
  long seedingSeconds(TorrentSnapshot s) {
    boolean seeding = s.state() == TorrentState.SEEDING || s.state() == TorrentState.FINISHED;
    return s.seedingSeconds() + (seeding ? (clock.nanos() - snapshotAt) / 1_000_000_000L : 0);
  }

  /** Null when no part is watched or none has been made yet. */
  TorrentDetail detail() {
    return detail.get();
  }

  void watch(Set<DetailPart> parts) {
    watched = parts.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(parts));
    if (parts.isEmpty()) {
      detail.set(null);
    }
  }

  boolean isWatched() {
    return !watched.isEmpty();
  }

  // ---- loop thread
  // ------------------------------------------------------------------------------------------------

  /** A snapshot is about to be made. */
  void begin() {
    snapshotAt = clock.nanos();
  }

  /**
   * Those who look tell by the object that nothing has changed.
   *
   * @return the one before, null at first
   */
  TorrentSnapshot put(TorrentSnapshot s) {
    TorrentSnapshot before = snapshot.get();
    if (!s.equals(before)) {
      snapshot.set(s);
    }
    return before;
  }

  /** Shows what is watched, if it is time to. */
  void putDetail(Function<Set<DetailPart>, TorrentDetail> maker) {
    long now = clock.nanos();
    lastAll = now;
    Set<DetailPart> parts = watched;
    if (!parts.isEmpty() && (!parts.equals(shown) || now - lastDetail >= DETAIL_NANOS)) {
      lastDetail = now;
      shown = parts;
      TorrentDetail d = maker.apply(parts);
      if (!d.equals(detail.get())) {
        detail.set(d);
      }
    }
  }

  /** What is watched is to be shown the next time, however soon that is. */
  void detailIsStale() {
    shown = Set.of();
  }

  /**
   * Whether a torrent in which nothing but time passes is to publish again: such torrents are many.
   */
  boolean isIdleDue() {
    return isWatched() || clock.nanos() - lastAll >= IDLE_NANOS;
  }
}
