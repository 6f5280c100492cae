package io.bitonic.tui.model;

import io.bitonic.core.api.EngineEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The last events in words. Owned by the UI thread. */
public final class EventLog {
  static final int MAX = 2_000;

  /** How bad it is. */
  public enum Level {
    INFO,
    WARN,
    ERROR;

    /** Five letters or fewer. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line.
   *
   * @param id of the torrent, or empty
   * @param name of the torrent, safe to draw, or empty
   * @param text safe to draw
   */
  public record Entry(long millis, Level level, String id, String name, String text) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long version;

  public void add(EngineEvent e) {
    add(EventText.line(e));
  }

  private void add(Entry entry) {
    if (entries.size() == MAX) {
      entries.removeFirst();
    }
    entries.add(entry);
    version++;
  }

  /** Says that events were lost because they came faster than they were taken. */
  public void missed(long count, long millis) {
    add(
        new Entry(
            millis, Level.WARN, "", "", count + " events came too fast and are missing here"));
  }

  /** Changes with each entry. */
  public long version() {
    return version;
  }

  /**
   * Lines of one torrent or of all, newest last.
   *
   * @param id empty for all
   */
  public List<Entry> select(String id, Level least) {
    List<Entry> list = new ArrayList<>();
    for (Entry e : entries) {
      if (e.level().compareTo(least) >= 0 && (id.isEmpty() || e.id().equals(id))) {
        list.add(e);
      }
    }
    return list;
  }

  /** The newest line, or null. */
  public Entry last() {
    Iterator<Entry> i = entries.descendingIterator();
    return i.hasNext() ? i.next() : null;
  }
}
