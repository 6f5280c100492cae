package io.bitonic.tui.model;

import java.util.List;
import java.util.Locale;

/** The log tab: which lines, and the place in them. Owned by the UI thread. */
public final class LogView {
  private final ListCursor cursor = new ListCursor();
  private EventLog.Level least = EventLog.Level.INFO;
  private boolean everything;
  private String search = "";
  private List<EventLog.Entry> lines = List.of();
  private boolean follow = true;

  /** What the lines were chosen from, and by. */
  private record Choice(EventLog log, long version, String torrentId, EventLog.Level least) {}

  private Choice shown;

  /** Takes the lines to show; stays at the end when it was there. */
  public void update(EventLog log, String torrentId) {
    Choice wanted = new Choice(log, log.version(), everything ? "" : torrentId, least);
    if (wanted.equals(shown)) {
      return;
    }
    shown = wanted;
    lines = log.select(wanted.torrentId, least);
    cursor.bounds(lines.size(), cursor.page());
    if (follow) {
      cursor.to(lines.size() - 1);
    }
  }

  public void page(int rows) {
    cursor.bounds(lines.size(), rows);
    if (follow) {
      cursor.to(lines.size() - 1);
    }
  }

  public void moveTo(int row) {
    cursor.to(row);
    follow = cursor.index() >= lines.size() - 1;
  }

  public void scroll(int rows) {
    cursor.scroll(rows);
    follow = cursor.index() >= lines.size() - 1;
  }

  public void level(int step) {
    least = EventLog.Level.values()[Math.clamp(least.ordinal() + step, 0, 2)];
  }

  public EventLog.Level least() {
    return least;
  }

  /** Lines of all torrents, or of the chosen one. */
  public boolean everything() {
    return everything;
  }

  public void everything(boolean on) {
    everything = on;
  }

  public String search() {
    return search;
  }

  public void search(String text) {
    search = text;
  }

  public boolean matches(EventLog.Entry e) {
    return !search.isEmpty()
        && (e.text() + " " + e.name())
            .toLowerCase(Locale.ROOT)
            .contains(search.toLowerCase(Locale.ROOT));
  }

  /**
   * Goes to the next line that matches.
   *
   * @return false when there is none
   */
  public boolean find(int step) {
    for (int i = 1; i <= lines.size(); i++) {
      int at = Math.floorMod(cursor.index() + step * i, lines.size());
      if (matches(lines.get(at))) {
        moveTo(at);
        return true;
      }
    }
    return false;
  }

  public List<EventLog.Entry> lines() {
    return lines;
  }

  public ListCursor cursor() {
    return cursor;
  }
}
