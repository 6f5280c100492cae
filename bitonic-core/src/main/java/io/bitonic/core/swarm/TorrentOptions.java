package io.bitonic.core.swarm;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a user has set for a torrent and what is counted over all its sessions: everything of the
 * saved state but the pieces. Loop thread only.
 */
public final class TorrentOptions {
  private static final int MAX_SAVED_PEERS = 100;

  private final Magnet magnet;
  private final AddTorrent added;
  private final ResumeState saved;
  private final long addedMillis;
  private final Map<Integer, List<String>> renames;
  private List<String> moreTrackers = List.of();
  private Path savePath;
  private boolean paused;
  private String label;
  private Sharing sharing;
  private TorrentRules rules;
  private TorrentRules template = TorrentRules.NONE;
  private long finishedMillis;
  private long activeNanos;
  private long seedingNanos;

  /**
   * @param magnet the link that it came by, or null
   * @param added how it was added, or null when it comes from saved state
   * @param saved state of an earlier session, or null; its counters go on, {@code added}'s wishes
   *     win
   */
  public TorrentOptions(Magnet magnet, AddTorrent added, ResumeState saved, long nowMillis) {
    this.magnet = magnet;
    this.added = added;
    this.saved = saved;
    this.addedMillis = saved != null ? saved.addedMillis() : nowMillis;
    this.finishedMillis = saved != null ? saved.finishedMillis() : 0;
    this.activeNanos = saved != null ? saved.activeSeconds() * 1_000_000_000L : 0;
    this.seedingNanos = saved != null ? saved.seedingSeconds() * 1_000_000_000L : 0;
    this.renames = new HashMap<>(saved != null ? saved.renames() : Map.of());
    this.savePath =
        added != null ? added.savePath().toAbsolutePath().normalize() : saved.savePath();
    this.paused = added != null ? added.paused() : saved.paused();
    this.label = added != null ? added.label() : saved.label();
    this.sharing = added != null ? Sharing.DEFAULT : saved.sharing();
    this.rules = added != null ? rules(added) : saved.rules();
  }

  private static TorrentRules rules(AddTorrent added) {
    TorrentRules r =
        TorrentRules.NONE
            .withLimits(added.downLimit(), added.upLimit())
            .withMaxPeers(added.maxPeers());
    return added.sequential() ? r.withOrder(TorrentRules.Order.SEQUENTIAL) : r;
  }

  FilePriorities priorities(Metainfo meta) {
    boolean undecided =
        added != null ? added.filePriorities().isEmpty() : saved.filePriorities().length == 0;
    if (undecided && magnet != null && !magnet.selected().isEmpty()) {
      return selected(meta);
    }
    return added != null
        ? new FilePriorities(
            meta,
            added.seedMode() ? FilePriority.NORMAL : added.defaultPriority(),
            added.filePriorities())
        : FilePriorities.ofSaved(meta, saved.filePriorities());
  }

  /** What the magnet link asks for (BEP 53). */
  private FilePriorities selected(Metainfo meta) {
    FilePriorities p = new FilePriorities(meta, FilePriority.SKIP, Map.of());
    Map<Integer, FilePriority> chosen = new HashMap<>();
    meta.files().stream()
        .filter(f -> magnet.selects(f.index()))
        .forEach(f -> chosen.put(f.index(), FilePriority.NORMAL));
    p.set(chosen);
    return p;
  }

  /**
   * The tiers to announce to.
   *
   * @param given by the torrent or the link
   */
  List<List<String>> trackers(List<List<String>> given) {
    if (added == null && !saved.trackers().isEmpty()) {
      return saved.trackers();
    }
    List<List<String>> all = new ArrayList<>(given);
    for (String url : moreTrackers) {
      if (given.stream().noneMatch(tier -> tier.contains(url))) {
        all.add(List.of(url));
      }
    }
    return all;
  }

  /** Trackers that a new torrent has beside its own, each in a tier of its own. */
  public void moreTrackers(List<String> urls) {
    moreTrackers = List.copyOf(urls);
  }

  /** The addresses of an earlier session. */
  PeerList known(SwarmContext context) {
    PeerList known = new PeerList(context.loop().clock(), null, context.blocked());
    if (saved != null) {
      saved.peers().stream()
          .map(Addresses::parse)
          .filter(Objects::nonNull)
          .forEach(a -> known.add(a, PeerSource.RESUME));
      saved.banned().forEach(known::ban);
    }
    return known;
  }

  /**
   * The part of the saved state that is not an option.
   *
   * @param downloaded of this session, as the next two
   * @param magnet the link while the metadata is unknown, else empty
   */
  record Progressed(
      String id,
      Bits have,
      List<FileStamp> stamps,
      byte[] filePriorities,
      long downloaded,
      long uploaded,
      long wasted,
      List<List<String>> trackers,
      String magnet,
      int queuePosition) {}

  ResumeState toSaved(Progressed p, PeerList known) {
    return new ResumeState(
        p.id,
        savePath,
        p.have,
        p.stamps,
        p.filePriorities,
        earlierDownloaded() + p.downloaded,
        earlierUploaded() + p.uploaded,
        earlierWasted() + p.wasted,
        addedMillis,
        finishedMillis,
        activeSeconds(),
        seedingSeconds(),
        paused,
        label,
        rules,
        p.queuePosition,
        p.trackers,
        known.forResume(MAX_SAVED_PEERS),
        known.banned(),
        renames(),
        seedMode(),
        p.magnet,
        pauseAfterMetadata(),
        sharing);
  }

  /** Paths that files were given in place of the torrent's, by file index. */
  public Map<Integer, List<String>> renames() {
    return Map.copyOf(renames);
  }

  void renamed(int file, List<String> path) {
    renames.put(file, path);
  }

  /** In which order pieces are asked for. */
  Settings.PieceOrder order(Settings.PieceOrder ofEngine) {
    return switch (effective().order()) {
      case DEFAULT -> ofEngine;
      case RAREST_FIRST -> Settings.PieceOrder.RAREST_FIRST;
      case SEQUENTIAL -> Settings.PieceOrder.SEQUENTIAL;
      case ROUND_ROBIN -> Settings.PieceOrder.ROUND_ROBIN;
    };
  }

  /** What a user has set for this torrent. */
  TorrentRules rules() {
    return rules;
  }

  void rules(TorrentRules r) {
    rules = r;
  }

  /** What its label has for all its torrents. */
  void template(TorrentRules ofLabel) {
    template = ofLabel;
  }

  /** Its own rules, and where they say nothing, its label's. */
  public TorrentRules effective() {
    return rules.orElse(template);
  }

  void addTime(long nanos, boolean active, boolean seeding) {
    activeNanos += active ? nanos : 0;
    seedingNanos += seeding ? nanos : 0;
  }

  boolean seedMode() {
    return added != null ? added.seedMode() : saved.seedMode();
  }

  /** The files of a magnet link are known: it may be wanted to wait for its user now. */
  public void metadataKnown() {
    paused |= pauseAfterMetadata();
  }

  /** Whether it waits for its user once its files are known. */
  boolean pauseAfterMetadata() {
    return added != null ? added.pauseAfterMetadata() : saved.pauseAfterMetadata();
  }

  boolean paused() {
    return paused;
  }

  void setPaused(boolean on) {
    paused = on;
  }

  boolean sequential() {
    return effective().isSequential();
  }

  Sharing sharing() {
    return sharing;
  }

  void sharing(Sharing s) {
    sharing = s;
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

  /** Of the torrent itself, bytes a second, 0: none. */
  long downLimit() {
    return effective().down();
  }

  /** As {@link #downLimit}. */
  long upLimit() {
    return effective().up();
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

  public long activeSeconds() {
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
