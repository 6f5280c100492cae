package io.bitonic.tui.model;

import io.bitonic.core.api.TorrentSnapshot;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A column of the torrents table. */
public enum TorrentColumn {
  NAME("Name", 0, false, 0, Comparator.comparing(TorrentRow::name, String.CASE_INSENSITIVE_ORDER)),
  SIZE("Size", 5, true, 3, by(TorrentSnapshot::wantedSize)),
  DONE("Done", 12, false, 1, Comparator.comparingDouble(TorrentRow::progress)),
  LEFT("Left", 5, true, 9, by(t -> Math.max(0, t.wantedSize() - t.doneSize()))),
  DOWN("Down", 5, true, 2, by(TorrentSnapshot::downRate)),
  UP("Up", 5, true, 2, by(TorrentSnapshot::upRate)),
  ETA("ETA", 6, true, 4, by(t -> t.etaSeconds() < 0 ? Long.MAX_VALUE : t.etaSeconds())),
  RATIO("Ratio", 5, true, 6, Comparator.comparingDouble(r -> r.snapshot().ratio())),
  PEERS("Peers", 7, true, 7, by(TorrentSnapshot::peers)),
  SEEDS("Seeds", 7, true, 9, by(TorrentSnapshot::seeds)),
  LABEL("Label", 7, false, 8, text(TorrentSnapshot::label)),
  STATE("State", 8, false, 5, Comparator.comparing(r -> r.snapshot().state())),
  AVAILABILITY("Avail", 5, true, 10, Comparator.comparingDouble(r -> r.snapshot().availability())),
  DOWNLOADED("Got", 5, true, 11, by(TorrentSnapshot::downloaded)),
  UPLOADED("Given", 5, true, 10, by(TorrentSnapshot::uploaded)),
  WASTED("Wasted", 6, true, 14, by(TorrentSnapshot::wasted)),
  TRACKER("Tracker", 20, false, 13, text(TorrentSnapshot::tracker)),
  ADDED("Added", 16, false, 12, by(TorrentSnapshot::addedMillis)),
  FINISHED("Finished", 16, false, 13, by(TorrentSnapshot::finishedMillis)),
  ACTIVE("Active", 6, true, 13, by(TorrentSnapshot::activeSeconds)),
  SEEDING("Seeding", 7, true, 13, by(TorrentSnapshot::seedingSeconds)),
  DOWN_LIMIT("Down ≤", 8, true, 14, by(TorrentSnapshot::downLimit)),
  UP_LIMIT("Up ≤", 8, true, 14, by(TorrentSnapshot::upLimit)),
  FILES("Files", 6, true, 13, by(TorrentSnapshot::fileCount)),
  PIECES("Pieces", 9, true, 14, by(TorrentSnapshot::pieces)),
  QUEUE("#", 5, true, 12, by(TorrentSnapshot::queuePosition)),
  PATH("Folder", 24, false, 13, text(t -> String.valueOf(t.savePath())));

  /** What is shown until the user chooses, as far as there is room. */
  public static final List<TorrentColumn> DEFAULT =
      List.of(
          NAME, SIZE, DONE, DOWN, UP, ETA, RATIO, UPLOADED, PEERS, SEEDS, LABEL, STATE, ADDED,
          TRACKER);

  private final String title;
  private final int width;
  private final boolean right;
  private final int rank;
  private final Comparator<TorrentRow> order;

  TorrentColumn(String title, int width, boolean right, int rank, Comparator<TorrentRow> order) {
    this.title = title;
    this.width = width;
    this.right = right;
    this.rank = rank;
    this.order = order;
  }

  private interface LongGetter {
    long get(TorrentSnapshot t);
  }

  private static Comparator<TorrentRow> by(LongGetter g) {
    return (a, b) -> Long.compare(g.get(a.snapshot()), g.get(b.snapshot()));
  }

  private interface TextGetter {
    String get(TorrentSnapshot t);
  }

  private static Comparator<TorrentRow> text(TextGetter g) {
    return (a, b) -> g.get(a.snapshot()).compareToIgnoreCase(g.get(b.snapshot()));
  }

  public String title() {
    return title;
  }

  /** Columns on the screen; 0 for the one that takes the rest. */
  public int width() {
    return width;
  }

  public boolean right() {
    return right;
  }

  /** How early it goes when the screen is narrow: the largest first, 0 never. */
  public int rank() {
    return rank;
  }

  public Comparator<TorrentRow> order() {
    return order;
  }

  /**
   * Numbers are first looked at from the largest; words, times to wait and places from the first.
   */
  public boolean descendingFirst() {
    return right && this != ETA && this != QUEUE && this != LEFT
        || this == ADDED
        || this == FINISHED
        || this == DONE;
  }

  /** In preferences and commands. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The column of a key, or null. */
  public static TorrentColumn ofKey(String key) {
    for (TorrentColumn c : values()) {
      if (c.key().equals(key)) {
        return c;
      }
    }
    return null;
  }

  /** The text of a cell; not sanitised when it comes from a torrent, nor cut. */
  public String text(TorrentRow row, ZoneId zone) {
    TorrentSnapshot t = row.snapshot();
    return switch (this) {
      case NAME -> row.name();
      case SIZE -> Format.size(t.wantedSize());
      case DONE -> Format.percent(row.progress());
      case LEFT -> Format.size(t.wantedSize() - t.doneSize());
      case DOWN -> Format.rate(t.downRate());
      case UP -> Format.rate(t.upRate());
      case ETA -> t.isComplete() ? "" : Format.duration(t.etaSeconds());
      case RATIO -> Format.ratio(t.ratio());
      case PEERS -> of(t.peers() - t.seeds(), t.swarmPeers());
      case SEEDS -> of(t.seeds(), t.swarmSeeds());
      case LABEL -> t.label();
      case STATE -> row.stateWord();
      case AVAILABILITY -> Format.ratio(t.availability());
      case DOWNLOADED -> Format.size(t.downloaded());
      case UPLOADED -> Format.size(t.uploaded());
      case WASTED -> Format.size(t.wasted());
      case TRACKER -> t.tracker();
      case ADDED -> Format.date(t.addedMillis(), zone);
      case FINISHED -> Format.date(t.finishedMillis(), zone);
      case ACTIVE -> Format.duration(t.activeSeconds());
      case SEEDING -> Format.duration(t.seedingSeconds());
      case DOWN_LIMIT -> Format.rate(t.downLimit());
      case UP_LIMIT -> Format.rate(t.upLimit());
      case FILES -> String.valueOf(t.fileCount());
      case PIECES -> Format.count(t.pieces());
      case QUEUE -> String.valueOf(t.queuePosition() + 1);
      case PATH -> String.valueOf(t.savePath());
    };
  }

  private static String of(int connected, int swarm) {
    int n = Math.max(0, connected);
    if (swarm < 0) {
      return String.valueOf(n);
    }
    return n + "/" + (swarm > 99_999 ? swarm / 1_000 + "k" : String.valueOf(swarm));
  }
}
