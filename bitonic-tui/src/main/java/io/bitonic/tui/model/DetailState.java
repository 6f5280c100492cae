package io.bitonic.tui.model;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.PieceMap;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.tui.filter.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The detail pane: its tab, and the rows of the torrent it shows. Asks the engine for the rows of
 * what is on screen and for no others. Owned by the UI thread.
 */
public final class DetailState {
  private Tab tab = Tab.INFO;
  private TorrentHandle handle;
  private Set<DetailPart> watched = Set.of();
  private TorrentDetail rows;
  private FileTree files = new FileTree();
  private final ListCursor fileCursor = new ListCursor();
  private PeerTable peers = new PeerTable();
  private final ListCursor trackers = new ListCursor();
  private final LogView log = new LogView();
  private int piece;
  private int zoom;
  private boolean wholeEngine;

  /**
   * Takes the chosen torrent's latest rows.
   *
   * @param chosen null when the list is empty
   * @param visible false when the pane is not on screen
   * @param map the piece map beside the pane is on screen
   * @return true when something changed
   */
  public boolean update(TorrentHandle chosen, boolean visible, boolean map) {
    boolean changed = false;
    if (chosen != handle) {
      stop();
      handle = chosen;
      rows = null;
      Filter<io.bitonic.core.api.PeerRow> keep = peers.filter();
      PeerColumn sort = peers.sort();
      boolean descending = peers.descending();
      files = new FileTree();
      peers = new PeerTable();
      peers.sort(sort, descending);
      peers.filter(keep);
      fileCursor.to(0);
      trackers.to(0);
      piece = 0;
      changed = true;
    }
    if (handle == null) {
      return changed;
    }
    Set<DetailPart> want = EnumSet.noneOf(DetailPart.class);
    if (visible) {
      want.addAll(tab.parts());
    }
    if (map) {
      want.add(DetailPart.PIECES);
    }
    if (!want.equals(watched)) {
      watched = want;
      handle.watch(Set.copyOf(want));
    }
    TorrentDetail d = handle.detail();
    if (d != null && d != rows) {
      take(d);
      changed = true;
    }
    return changed;
  }

  private void take(TorrentDetail d) {
    rows = d;
    if (!d.files().isEmpty()) {
      files.update(d.files());
      fileCursor.bounds(files.shown(), fileCursor.page());
    }
    if (watched.contains(DetailPart.PEERS)) {
      peers.update(d.peers());
    }
    trackers.bounds(d.trackers().size(), trackers.page());
  }

  /** Tells the engine that nobody looks any more. */
  public void stop() {
    if (handle != null && !watched.isEmpty()) {
      handle.watch(Set.of());
    }
    watched = Set.of();
  }

  /** Sets how many rows of each list fit, for a pane with this room inside its border. */
  public void page(int rowsInside) {
    fileCursor.bounds(files.shown(), rowsInside);
    peers.page(rowsInside - 1);
    trackers.bounds(trackers().size(), rowsInside - 1);
    log.page(rowsInside);
  }

  public Tab tab() {
    return tab;
  }

  public void tab(Tab t) {
    tab = t;
  }

  /** The latest rows, or null before there are any. */
  public TorrentDetail rows() {
    return rows;
  }

  public FileTree files() {
    return files;
  }

  public ListCursor fileCursor() {
    return fileCursor;
  }

  /** The node under the cursor, or -1. */
  public int fileNode() {
    return files.shown() == 0 ? -1 : files.node(Math.min(fileCursor.index(), files.shown() - 1));
  }

  public PeerTable peers() {
    return peers;
  }

  public List<TrackerRow> trackers() {
    return rows == null ? List.of() : rows.trackers();
  }

  public ListCursor trackerCursor() {
    return trackers;
  }

  /** The tracker under the cursor, or null. */
  public TrackerRow tracker() {
    List<TrackerRow> list = trackers();
    return list.isEmpty() ? null : list.get(Math.min(trackers.index(), list.size() - 1));
  }

  public LogView log() {
    return log;
  }

  /** The pieces, or null when they are not known. */
  public PieceMap pieces() {
    return rows == null ? null : rows.pieces();
  }

  /** The piece under the cursor. */
  public int piece() {
    return piece;
  }

  public void piece(int index) {
    PieceMap map = pieces();
    piece = map == null ? 0 : Math.clamp(index, 0, Math.max(0, map.state().length - 1));
  }

  /** Index into {@link RateHistory#STEP}. */
  public int zoom() {
    return zoom;
  }

  public void zoom(int level) {
    zoom = Math.clamp(level, 0, RateHistory.LEVELS - 1);
  }

  /** The graph tab shows all torrents together. */
  public boolean wholeEngine() {
    return wholeEngine;
  }

  public void wholeEngine(boolean on) {
    wholeEngine = on;
  }
}
