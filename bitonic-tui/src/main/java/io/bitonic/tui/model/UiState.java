package io.bitonic.tui.model;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.text.Text;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything the screen is drawn from. Owned by the UI thread: only the reducer and the actions
 * change it, views only read it.
 */
public final class UiState {
  /**
   * A message that goes by itself.
   *
   * @param until wall clock, milliseconds
   */
  public record Toast(String text, EventLog.Level level, long until) {}

  /**
   * What the application knows and the dashboard does not.
   *
   * @param label name@host in the header
   * @param home what {@code ~} stands for
   * @param downloads folder of new torrents
   */
  public record Place(String label, Path home, Path downloads, ZoneId zone, boolean demo) {}

  /**
   * Limits of all torrents together.
   *
   * @param down bytes a second, 0 for none
   * @param up bytes a second, 0 for none
   */
  public record Limits(long down, long up) {
    static Limits of(EngineSnapshot s) {
      return new Limits(s.downLimit(), s.upLimit());
    }
  }

  /** A limit that the engine has not taken on by then was refused, or changed by another. */
  private static final long ASKED_MILLIS = 2_000;

  private final Place place;
  private final TorrentTable torrents = new TorrentTable();
  private final DetailState detail = new DetailState();
  private final EventLog log = new EventLog();
  private final Alerts alerts = new Alerts();
  private final RateHistory history = new RateHistory();
  private final Undo undo = new Undo();
  private final Preferences preferences;
  private final Deque<Overlay> overlays = new ArrayDeque<>();
  private List<String> themes = List.of();
  private EngineSnapshot engine;
  private Limits asked;
  private Boolean alternativeAsked;
  private long askedAt;
  private Settings settings;
  private long freeSpace = -1;
  private long now;
  private int width = 80;
  private int height = 24;
  private Layout layout = Layout.plan(80, 24, Layout.Mode.NORMAL);
  private Layout.Mode mode = Layout.Mode.NORMAL;
  private Focus focus = Focus.TORRENTS;
  private Toast toast;
  private final Set<String> traced = new HashSet<>();
  private long tokens;

  public UiState(Place place, Preferences preferences) {
    this.place = place;
    this.preferences = preferences;
    torrents.sort(preferences.sort(), preferences.descending());
  }

  public Place place() {
    return place;
  }

  public TorrentTable torrents() {
    return torrents;
  }

  public DetailState detail() {
    return detail;
  }

  public EventLog log() {
    return log;
  }

  /** Whether what is said with that peer is written down; an empty address is the torrent. */
  public boolean isTraced(String id, String address) {
    return traced.contains(id + " " + address);
  }

  public void traced(EngineEvent.TraceChanged e) {
    String key = e.id() + " " + e.address();
    if (e.on()) {
      traced.add(key);
    } else {
      traced.remove(key);
    }
    say(
        (e.on() ? "Writes every message to " : "The trace is over: ")
            + Text.sanitise(e.file(), 200));
  }

  public Alerts alerts() {
    return alerts;
  }

  /** Rates of all torrents together. */
  public RateHistory history() {
    return history;
  }

  public Undo undo() {
    return undo;
  }

  /** Those in force, or null when they are not known. */
  public Settings settings() {
    return settings;
  }

  public void settings(Settings inForce) {
    settings = inForce;
  }

  public Preferences preferences() {
    return preferences;
  }

  public List<String> themes() {
    return themes;
  }

  public void themes(List<String> names) {
    themes = List.copyOf(names);
  }

  /** Null before the first tick. */
  public EngineSnapshot engine() {
    return engine;
  }

  public void engine(EngineSnapshot s) {
    engine = s;
    boolean old = now - askedAt > ASKED_MILLIS;
    if (old || Limits.of(s).equals(asked)) {
      asked = null;
    }
    if (old || alternativeAsked != null && alternativeAsked == s.alternative()) {
      alternativeAsked = null;
    }
  }

  /**
   * Limits of all torrents together: those that were asked for last, else those of the engine. Keys
   * come faster than snapshots, and each counts. Null before the first tick.
   */
  public Limits limits() {
    return asked != null || engine == null ? asked : Limits.of(engine);
  }

  /** The engine has been asked for these limits, and its snapshots don't show them yet. */
  public void asked(Limits limits) {
    asked = limits;
    askedAt = now;
  }

  /** Whether the alternative speed is on, or was asked for last. */
  public boolean alternative() {
    return alternativeAsked != null ? alternativeAsked : engine != null && engine.alternative();
  }

  /** The engine has been asked to turn the alternative speed on or off: other limits follow. */
  public void askedAlternative(boolean on) {
    alternativeAsked = on;
    asked = null;
    askedAt = now;
  }

  /** The engine has refused something: what it is like is what it says. */
  public void nothingAsked() {
    asked = null;
    alternativeAsked = null;
  }

  /** Bytes free where downloads go, -1 not known. */
  public long freeSpace() {
    return freeSpace;
  }

  public void freeSpace(long bytes) {
    freeSpace = bytes;
  }

  /** Wall clock of the last tick, milliseconds. */
  public long now() {
    return now;
  }

  public void now(long millis) {
    now = millis;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public void size(int columns, int rows) {
    width = columns;
    height = rows;
    relayout();
  }

  public Layout layout() {
    return layout;
  }

  public Layout.Mode mode() {
    return mode;
  }

  public void mode(Layout.Mode m) {
    mode = m;
    relayout();
  }

  public Focus focus() {
    return focus;
  }

  public void focus(Focus f) {
    focus = f;
  }

  /** Plans the panes anew and tells the lists how many rows of them are seen. */
  public void relayout() {
    layout = Layout.plan(width, height, mode);
    if (layout.tooSmall()) {
      return;
    }
    if (!layout.has(focus)) {
      focus = layout.has(Focus.TORRENTS) ? Focus.TORRENTS : Focus.DETAIL;
    }
    if (!layout.table().isEmpty()) {
      torrents.page(layout.table().height() - 3);
    }
    if (!layout.detail().isEmpty()) {
      detail.page(layout.detail().height() - 2);
    }
  }

  /** First row of the views list on screen: it scrolls so far that the chosen one is seen. */
  public int viewsTop() {
    int rows = Math.max(1, layout.views().height() - 2);
    return Math.max(0, torrents.views().indexOf(torrents.view()) - rows + 1);
  }

  /** Open pages and prompts, the last opened first. */
  public Deque<Overlay> overlays() {
    return overlays;
  }

  public Overlay overlay() {
    return overlays.peek();
  }

  public void open(Overlay o) {
    overlays.push(o);
  }

  public void close() {
    overlays.poll();
  }

  public Toast toast() {
    return toast;
  }

  public void say(String text) {
    toast = new Toast(text, EventLog.Level.INFO, now + 5_000);
  }

  public void complain(String text) {
    toast = new Toast(text, EventLog.Level.ERROR, now + 10_000);
  }

  public void clearToast() {
    toast = null;
  }

  /** A number for a request whose answer comes later. */
  public long token() {
    return ++tokens;
  }
}
