package io.bitonic.tui.model;

import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.filter.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The torrents: all of them, those of the view and filter in order, the chosen one and the marks.
 * The chosen torrent stays chosen while rows move around it. Owned by the UI thread.
 */
public final class TorrentTable {
  /** Rate histories kept at once; a history is about 16 KiB. */
  private static final int HISTORIES = 400;

  private final Map<String, TorrentRow> all = new HashMap<>();
  private final List<TorrentRow> order = new ArrayList<>();

  /** Rows that move data or have a history. */
  private final Set<TorrentRow> live = new LinkedHashSet<>();

  private List<TorrentHandle> taken = List.of();
  private final List<TorrentRow> visible = new ArrayList<>();
  private final Set<String> marks = new LinkedHashSet<>();
  private final Set<String> hidden = new LinkedHashSet<>();
  private final ListCursor cursor = new ListCursor();
  private final List<ViewFilter> views = new ArrayList<>();
  private int[] counts = {};
  private ViewFilter view = ViewFilter.ALL;
  private Filter<TorrentSnapshot> filter = Filter.all();
  private TorrentColumn sort = TorrentColumn.QUEUE;
  private boolean descending;
  private String chosen;
  private String anchor;
  private String expected;
  private int page = 1;

  public TorrentTable() {
    count();
  }

  /**
   * Takes the engine's torrents; quickly when it is the same list as before.
   *
   * @return true when something a screen shows has changed
   */
  public boolean update(List<TorrentHandle> handles) {
    boolean changed = handles == taken ? look() : take(handles);
    taken = handles;
    if (changed) {
      count();
      arrange();
    }
    if (expected != null && all.containsKey(expected)) {
      reveal(expected);
    }
    return changed;
  }

  private boolean look() {
    boolean changed = false;
    for (int i = 0; i < order.size(); i++) {
      TorrentRow row = order.get(i);
      TorrentSnapshot s = row.handle().snapshot();
      changed |= s != row.snapshot() && update(row, s);
    }
    return changed;
  }

  private boolean update(TorrentRow row, TorrentSnapshot s) {
    boolean changed = row.update(s);
    if (row.isLive()) {
      live.add(row);
    }
    return changed;
  }

  private boolean take(List<TorrentHandle> handles) {
    boolean changed = handles.size() != order.size();
    order.clear();
    for (TorrentHandle h : handles) {
      TorrentSnapshot s = h.snapshot();
      TorrentRow row = all.get(h.id());
      if (row == null) {
        row = new TorrentRow(h, s);
        all.put(h.id(), row);
        changed = true;
        update(row, s);
      } else {
        changed |= update(row, s);
      }
      order.add(row);
    }
    if (all.size() > order.size()) {
      forgetMissing();
      changed = true;
    }
    return changed;
  }

  private void forgetMissing() {
    Set<String> here = new LinkedHashSet<>();
    order.forEach(r -> here.add(r.id()));
    all.keySet().retainAll(here);
    live.removeIf(r -> !here.contains(r.id()));
    marks.retainAll(here);
    hidden.retainAll(here);
  }

  /** A second has passed: rates go to the histories. */
  public void second() {
    if (!filter.isEmpty() || sort == TorrentColumn.ACTIVE || sort == TorrentColumn.SEEDING) {
      arrange();
    }
    int kept = 0;
    live.removeIf(r -> !r.isLive());
    for (TorrentRow r : live) {
      if (r.history() == null && kept >= HISTORIES) {
        continue;
      }
      r.second();
      kept += r.history() == null ? 0 : 1;
      if (kept > HISTORIES && !r.id().equals(chosen)) {
        r.forgetHistory();
        kept--;
      }
    }
  }

  private void count() {
    views.clear();
    for (ViewFilter.Kind k : ViewFilter.Kind.values()) {
      ViewFilter v = new ViewFilter(k, "");
      if (k != ViewFilter.Kind.LABEL && (k != ViewFilter.Kind.QUEUED || isQueueSeen(v))) {
        views.add(v);
      }
    }
    Map<String, int[]> labels = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int[] plain = new int[views.size()];
    for (TorrentRow r : order) {
      if (hidden.contains(r.id())) {
        continue;
      }
      for (int i = 0; i < plain.length; i++) {
        plain[i] += views.get(i).matches(r.snapshot()) ? 1 : 0;
      }
      labels.computeIfAbsent(r.snapshot().label(), k -> new int[1])[0]++;
    }
    if (labels.size() == 1 && labels.containsKey("")) {
      labels.clear();
    }
    counts = java.util.Arrays.copyOf(plain, plain.length + labels.size());
    for (Map.Entry<String, int[]> e : labels.entrySet()) {
      views.add(new ViewFilter(ViewFilter.Kind.LABEL, e.getKey()));
      counts[views.size() - 1] = e.getValue()[0];
    }
    if (!views.contains(view)) {
      view = ViewFilter.ALL;
    }
  }

  /** A queue in which nobody waits takes no line. */
  private boolean isQueueSeen(ViewFilter queued) {
    return view.equals(queued) || order.stream().anyMatch(r -> queued.matches(r.snapshot()));
  }

  private void arrange() {
    visible.clear();
    for (TorrentRow r : order) {
      if (!hidden.contains(r.id()) && view.matches(r.snapshot()) && filter.matches(r.snapshot())) {
        visible.add(r);
      }
    }
    if (sort != TorrentColumn.QUEUE || descending) {
      Comparator<TorrentRow> c = sort.order();
      visible.sort(descending ? c.reversed() : c);
    }
    int before = cursor.index();
    cursor.bounds(visible.size(), page);
    int at = indexOf(chosen);
    cursor.to(at >= 0 ? at : before);
    remember();
  }

  private int indexOf(String id) {
    for (int i = 0; i < visible.size() && id != null; i++) {
      if (visible.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private void remember() {
    TorrentRow r = selected();
    chosen = r == null ? chosen : r.id();
  }

  /** Rows that fit on the screen. */
  public void page(int rows) {
    page = Math.max(1, rows);
    cursor.bounds(visible.size(), page);
  }

  public void moveTo(int row) {
    cursor.to(row);
    remember();
  }

  public void moveBy(int rows) {
    moveTo(cursor.index() + rows);
  }

  public void scroll(int rows) {
    cursor.scroll(rows);
    remember();
  }

  /**
   * Chooses a torrent, leaving view and filter when they hide it. One that is not in the list yet
   * is chosen when it comes.
   */
  public void reveal(String id) {
    if (!all.containsKey(id)) {
      expected = id;
      return;
    }
    expected = null;
    chosen = id;
    int at = indexOf(id);
    if (at >= 0) {
      cursor.to(at);
      return;
    }
    view = ViewFilter.ALL;
    filter = Filter.all();
    arrange();
  }

  /** The chosen torrent, or null when the list is empty. */
  public TorrentRow selected() {
    return visible.isEmpty() ? null : visible.get(cursor.index());
  }

  /** What an action works on: the marked torrents, else the chosen one. */
  public List<TorrentRow> targets() {
    List<TorrentRow> list = new ArrayList<>();
    for (TorrentRow r : order) {
      if (marks.contains(r.id()) && !hidden.contains(r.id())) {
        list.add(r);
      }
    }
    if (list.isEmpty() && selected() != null) {
      list.add(selected());
    }
    return list;
  }

  public void toggleMark() {
    TorrentRow r = selected();
    if (r != null && !marks.remove(r.id())) {
      marks.add(r.id());
    }
  }

  /** Starts a range at the chosen torrent, or marks everything from its start to here. */
  public void range() {
    int from = indexOf(anchor);
    if (from < 0) {
      anchor = selected() == null ? null : selected().id();
      return;
    }
    int to = cursor.index();
    for (int i = Math.min(from, to); i <= Math.max(from, to); i++) {
      marks.add(visible.get(i).id());
    }
    anchor = null;
  }

  /** True between the two ends of a range. */
  public boolean ranging() {
    return anchor != null;
  }

  /** True for rows that the range would mark if it ended here. */
  public boolean inRange(int row) {
    int from = indexOf(anchor);
    return from >= 0
        && row >= Math.min(from, cursor.index())
        && row <= Math.max(from, cursor.index());
  }

  public void markAll() {
    visible.forEach(r -> marks.add(r.id()));
  }

  public void invertMarks() {
    for (TorrentRow r : visible) {
      if (!marks.remove(r.id())) {
        marks.add(r.id());
      }
    }
  }

  /**
   * @return false when there was neither a mark nor a range
   */
  public boolean clearMarks() {
    boolean had = !marks.isEmpty() || anchor != null;
    marks.clear();
    anchor = null;
    return had;
  }

  public boolean isMarked(TorrentRow row) {
    return marks.contains(row.id());
  }

  public int marked() {
    return marks.size();
  }

  /** Takes torrents off the screen, as long as a removal can be undone. */
  public void hide(Collection<String> ids, boolean hide) {
    if (hide) {
      hidden.addAll(ids);
      marks.removeAll(ids);
    } else {
      hidden.removeAll(ids);
    }
    count();
    arrange();
  }

  public void view(ViewFilter newView) {
    view = newView;
    arrange();
  }

  public ViewFilter view() {
    return view;
  }

  public List<ViewFilter> views() {
    return views;
  }

  public int count(int viewIndex) {
    return counts[viewIndex];
  }

  public void filter(Filter<TorrentSnapshot> newFilter) {
    filter = newFilter;
    arrange();
  }

  public Filter<TorrentSnapshot> filter() {
    return filter;
  }

  public void sort(TorrentColumn column, boolean desc) {
    sort = column;
    descending = desc;
    arrange();
  }

  public TorrentColumn sort() {
    return sort;
  }

  public boolean descending() {
    return descending;
  }

  public ListCursor cursor() {
    return cursor;
  }

  public List<TorrentRow> visible() {
    return visible;
  }

  /** Torrents in the list, whatever is filtered. */
  public int size() {
    return order.size() - hidden.size();
  }

  /** The row of a torrent, or null. */
  public TorrentRow find(String id) {
    return all.get(id);
  }

  /** Labels in use, by alphabet. */
  public List<String> labels() {
    return views.stream()
        .filter(v -> v.kind() == ViewFilter.Kind.LABEL && !v.label().isEmpty())
        .map(ViewFilter::label)
        .toList();
  }
}
