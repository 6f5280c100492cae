package io.bitonic.tui.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How the dashboard is: what it remembers from one run to the next, and the settings of [ui]. Owned
 * by the UI thread.
 */
public final class Preferences {
  /** Lines of history kept for each prompt. */
  public static final int HISTORY = 100;

  public static final int MIN_FPS = 1;
  public static final int MAX_FPS = 30;

  private List<TorrentColumn> columns = TorrentColumn.DEFAULT;
  private TorrentColumn sort = TorrentColumn.QUEUE;
  private boolean descending;
  private String theme = "";
  private int fps = MAX_FPS;
  private boolean mouse = true;
  private boolean bell = true;
  private final List<String> commands = new ArrayList<>();
  private final List<String> filters = new ArrayList<>();

  public List<TorrentColumn> columns() {
    return columns;
  }

  public void columns(List<TorrentColumn> list) {
    columns = List.copyOf(list);
  }

  public TorrentColumn sort() {
    return sort;
  }

  public boolean descending() {
    return descending;
  }

  public void sort(TorrentColumn column, boolean desc) {
    sort = column;
    descending = desc;
  }

  /** Empty: what fits the terminal. */
  public String theme() {
    return theme;
  }

  public void theme(String name) {
    theme = name;
  }

  /** Frames a second at most. */
  public int fps() {
    return fps;
  }

  public void fps(int n) {
    fps = Math.clamp(n, MIN_FPS, MAX_FPS);
  }

  public boolean mouse() {
    return mouse;
  }

  public void mouse(boolean on) {
    mouse = on;
  }

  /** Whether alerts may ring. */
  public boolean bell() {
    return bell;
  }

  public void bell(boolean on) {
    bell = on;
  }

  /** Newest last. */
  public List<String> history(Overlay.Prompt.Kind kind) {
    return kind == Overlay.Prompt.Kind.COMMAND ? commands : filters;
  }

  public void remember(Overlay.Prompt.Kind kind, String line) {
    List<String> list = history(kind);
    if (line.isBlank()) {
      return;
    }
    list.remove(line);
    list.add(line);
    if (list.size() > HISTORY) {
      list.removeFirst();
    }
  }
}
