package io.bitonic.core.swarm;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.resume.ResumeState;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a user has set for a torrent and what is counted over all its sessions: everything of the
 * saved state but the pieces. Loop thread only.
 */
public final class TorrentOptions {
  private final AddTorrent added;
  private final ResumeState saved;
  private final Settings.PieceOrder defaultOrder;
  private final long addedMillis;
  private final Map<Integer, List<String>> renames;
  private Path savePath;
  private boolean paused;
  private boolean sequential;
  private String label;
  private long downLimit;
  private long upLimit;
  private long finishedMillis;
  private long activeNanos;
  private long seedingNanos;

  /**
   * @param added how it was added, or null when it comes from saved state
   * @param saved state of an earlier session, or null; its counters go on, {@code added}'s wishes
   *     win
   */
  public TorrentOptions(
      AddTorrent added, ResumeState saved, Settings.PieceOrder defaultOrder, long nowMillis) {
    this.added = added;
    this.saved = saved;
    this.defaultOrder = defaultOrder;
    this.addedMillis = saved != null ? saved.addedMillis() : nowMillis;
    this.finishedMillis = saved != null ? saved.finishedMillis() : 0;
    this.activeNanos = saved != null ? saved.activeSeconds() * 1_000_000_000L : 0;
    this.seedingNanos = saved != null ? saved.seedingSeconds() * 1_000_000_000L : 0;
    this.renames = new HashMap<>(saved != null ? saved.renames() : Map.of());
    this.savePath =
        added != null ? added.savePath().toAbsolutePath().normalize() : saved.savePath();
    this.paused = added != null ? added.paused() : saved.paused();
    this.sequential = added != null ? added.sequential() : saved.sequential();
    this.label = added != null ? added.label() : saved.label();
    this.downLimit = added != null ? added.downLimit() : saved.downLimit();
    this.upLimit = added != null ? added.upLimit() : saved.upLimit();
  }

  FilePriorities priorities(Metainfo meta) {
    return added != null
        ? new FilePriorities(
            meta,
            added.seedMode() ? FilePriority.NORMAL : added.defaultPriority(),
            added.filePriorities())
        : FilePriorities.ofSaved(meta, saved.filePriorities());
  }

  List<List<String>> trackers(Metainfo meta) {
    return added == null && !saved.trackers().isEmpty() ? saved.trackers() : meta.trackers();
  }

  List<InetSocketAddress> peers() {
    return saved == null
        ? List.of()
        : saved.peers().stream().map(Addresses::parse).filter(Objects::nonNull).toList();
  }

  List<String> banned() {
    return saved == null ? List.of() : saved.banned();
  }

  /** Paths that files were given in place of the torrent's, by file index. */
  public Map<Integer, List<String>> renames() {
    return Map.copyOf(renames);
  }

  void renamed(int file, List<String> path) {
    renames.put(file, path);
  }

  Settings.PieceOrder order() {
    return sequential ? Settings.PieceOrder.SEQUENTIAL : defaultOrder;
  }

  void applyLimits(Bandwidth down, Bandwidth up) {
    down.limit(downLimit);
    up.limit(upLimit);
  }

  void limits(long down, long up) {
    downLimit = down;
    upLimit = up;
  }

  void addTime(long nanos, boolean active, boolean seeding) {
    activeNanos += active ? nanos : 0;
    seedingNanos += seeding ? nanos : 0;
  }

  boolean seedMode() {
    return added != null ? added.seedMode() : saved.seedMode();
  }

  boolean paused() {
    return paused;
  }

  void setPaused(boolean on) {
    paused = on;
  }

  boolean sequential() {
    return sequential;
  }

  void sequential(boolean on) {
    sequential = on;
  }

  String label() {
    return label;
  }

  void label(String text) {
    label = text;
  }

  public Path savePath() {
    return savePath;
  }

  void savePath(Path path) {
    savePath = path;
  }

  long downLimit() {
    return downLimit;
  }

  long upLimit() {
    return upLimit;
  }

  public int maxPeers() {
    return added != null ? added.maxPeers() : saved.maxPeers();
  }

  long addedMillis() {
    return addedMillis;
  }

  long finishedMillis() {
    return finishedMillis;
  }

  void finishedAt(long millis) {
    finishedMillis = millis;
  }

  long activeSeconds() {
    return activeNanos / 1_000_000_000L;
  }

  long seedingSeconds() {
    return seedingNanos / 1_000_000_000L;
  }

  /** Payload bytes of earlier sessions. */
  long earlierDownloaded() {
    return saved == null ? 0 : saved.downloaded();
  }

  long earlierUploaded() {
    return saved == null ? 0 : saved.uploaded();
  }

  long earlierWasted() {
    return saved == null ? 0 : saved.wasted();
  }
}
