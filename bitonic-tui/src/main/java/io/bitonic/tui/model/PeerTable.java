package io.bitonic.tui.model;

import io.bitonic.core.api.PeerRow;
import io.bitonic.tui.filter.Filter;
import java.util.ArrayList;
import java.util.List;

/** Peers of the chosen torrent in order. Owned by the UI thread. */
public final class PeerTable {
  private List<PeerRow> rows = List.of();
  private final List<PeerRow> visible = new ArrayList<>();
  private final ListCursor cursor = new ListCursor();
  private PeerColumn sort = PeerColumn.DOWN;
  private boolean descending = true;
  private Filter<PeerRow> filter = Filter.all();
  private String chosen = "";

  public void update(List<PeerRow> newRows) {
    if (newRows != rows) {
      rows = newRows;
      arrange();
    }
  }

  private void arrange() {
    visible.clear();
    for (PeerRow p : rows) {
      if (filter.matches(p)) {
        visible.add(p);
      }
    }
    visible.sort(descending ? sort.order().reversed() : sort.order());
    cursor.bounds(visible.size(), cursor.page());
    for (int i = 0; i < visible.size(); i++) {
      if (visible.get(i).address().equals(chosen)) {
        cursor.to(i);
        return;
      }
    }
    remember();
  }

  private void remember() {
    chosen = selected() == null ? "" : selected().address();
  }

  public void moveTo(int row) {
    cursor.to(row);
    remember();
  }

  public void scroll(int n) {
    cursor.scroll(n);
    remember();
  }

  public void page(int n) {
    cursor.bounds(visible.size(), n);
  }

  public PeerRow selected() {
    return visible.isEmpty() ? null : visible.get(cursor.index());
  }

  public void sort(PeerColumn column, boolean desc) {
    sort = column;
    descending = desc;
    arrange();
  }

  public void filter(Filter<PeerRow> newFilter) {
    filter = newFilter;
    arrange();
  }

  public Filter<PeerRow> filter() {
    return filter;
  }

  public PeerColumn sort() {
    return sort;
  }

  public boolean descending() {
    return descending;
  }

  public List<PeerRow> visible() {
    return visible;
  }

  public int size() {
    return rows.size();
  }

  public ListCursor cursor() {
    return cursor;
  }
}
