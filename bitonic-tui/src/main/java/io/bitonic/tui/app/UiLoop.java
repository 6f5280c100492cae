package io.bitonic.tui.app;

import com.googlecode.lanterna.TerminalSize;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.InputEvent;
import io.bitonic.tui.terminal.TerminalSession;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.Themes;
import io.bitonic.tui.view.Screen;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.tinylog.Logger;

/**
 * The UI thread's loop: waits for a key or the next tick, changes the state, draws when something
 * changed. A key is painted at once; what the engine does is looked at a few times a second. The
 * engine is never waited for. Owned by the UI thread.
 */
final class UiLoop implements AutoCloseable {
  private static final long TICK_NANOS = 250_000_000L;

  /** After an answer the engine is looked at soon, but answers may come by the thousand. */
  private static final long ANSWER_GAP_NANOS = 50_000_000L;

  /** While nothing moves, a look a second is enough; a key or an answer is noticed at once. */
  private static final int STILL_TICKS = 4;

  private static final int STILL_AFTER = 8;

  /** After half a minute of that, every two seconds. */
  private static final int RESTING_TICKS = 8;

  private static final int RESTING_AFTER = STILL_AFTER + 30;

  /**
   * With this many torrents, one that moves lets so many be counted that it is done half as often.
   */
  private static final int MANY = 2_000;

  private static final int EVENTS = 1_000;
  private static final int BURST = 256;
  private static final long FREE_SPACE_NANOS = 20_000_000_000L;

  private final Engine engine;
  private final TerminalSession terminal;
  private final Background background;
  private final EventSubscription events;
  private final UiState state;
  private final Reducer reducer;
  private final Effects effects;
  private final SystemFeed system;
  private final UiSettings ui;
  private final Queue<Effect> pending = new ArrayDeque<>();
  private final Screen screen = new Screen();
  private final Canvas canvas;
  private final Themes themes;
  private final DashboardOptions options;
  private Theme theme;
  private boolean running = true;
  private boolean dirty = true;
  private boolean urgent = true;
  private long lastPaint;
  private long lastKeyPaint;
  private long nextFreeSpace;
  private int still;
  private long nextTick;
  private long lastTick;
  private long dropped;

  UiLoop(Engine engine, DashboardOptions options, TerminalSession terminal) throws IOException {
    this.engine = engine;
    this.terminal = terminal;
    this.options = options;
    background = new Background(terminal::wake);
    themes = Themes.of(options.configDir());
    PreferencesFile file = new PreferencesFile(options.configDir());
    List<String> problems = new ArrayList<>();
    Preferences preferences = file.load(problems::add);
    UiState.Place place =
        new UiState.Place(
            Text.sanitise(options.label(), 80),
            options.home(),
            options.downloads(),
            options.zone(),
            options.demo());
    state = new UiState(place, preferences);
    state.now(System.currentTimeMillis());
    state.themes(themes.names());
    effects = new Effects(engine, options, state, background, file);
    reducer = new Reducer(state, screen::torrentColumnAt, pending::add);
    effects.reducer(reducer);
    system = new SystemFeed(engine, state, background, ProcessProbe::look);
    TerminalSize size = terminal.size();
    canvas = new Canvas(size.getColumns(), size.getRows());
    state.size(size.getColumns(), size.getRows());
    ui = new UiSettings(options, state, effects);
    ui.start(file.moved());
    theme = load(preferences.theme(), problems);
    terminal.setMouse(preferences.mouse());
    events = engine.subscribe(EVENTS);
    complain(problems);
  }

  /** The first is shown, all are in the log. */
  private void complain(List<String> problems) {
    problems.forEach(Logger::warn);
    if (!problems.isEmpty()) {
      int more = problems.size() - 1;
      state.complain(problems.getFirst() + (more > 0 ? " (and " + more + " more in the log)" : ""));
    }
  }

  private Theme load(String name, List<String> problems) {
    return themes.load(name.isEmpty() ? Themes.DEFAULT : name, terminal.depth(), problems::add);
  }

  void run() throws IOException, InterruptedException {
    reducer.start(options.sources());
    nextTick = System.nanoTime();
    nextFreeSpace = nextTick;
    while (running) {
      long now = System.nanoTime();
      if (now - nextTick >= 0) {
        lastTick = now;
        tick();
        nextTick = now + TICK_NANOS * ticksToNextLook();
      }
      perform();
      paint(now);
      read(Math.max(0, nextTick - System.nanoTime()));
      if (background.drain()) {
        dirty = true;
        awake();
        nextTick = Math.min(nextTick, Math.max(System.nanoTime(), lastTick + ANSWER_GAP_NANOS));
      }
    }
    state.detail().stop();
    effects.finish();
  }

  /** Something was done: what comes of it is looked for soon. */
  private void awake() {
    still = 0;
    nextTick -= Math.max(0, nextTick - System.nanoTime() - TICK_NANOS);
  }

  private int ticksToNextLook() {
    if (still >= RESTING_AFTER) {
      return RESTING_TICKS;
    }
    return still >= STILL_AFTER ? STILL_TICKS : state.torrents().size() > MANY ? 2 : 1;
  }

  private void tick() {
    boolean moved = false;
    for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
      reducer.event(e);
      if (e instanceof EngineEvent.SettingsChanged) {
        ui.changed(pending::add);
      }
      moved = true;
    }
    if (events.dropped() > dropped) {
      state.log().missed(events.dropped() - dropped, System.currentTimeMillis());
      dropped = events.dropped();
    }
    moved |= reducer.tick(engine.snapshot(), engine.torrents(), System.currentTimeMillis());
    boolean other = reducer.hasOtherRows();
    dirty |= moved || other || reducer.aSecondHasPassed();
    // Rows that count seconds are looked at once a second.
    still = moved ? 0 : other ? Math.min(still + 1, STILL_AFTER) : still + 1;
    system.tick(System.nanoTime());
    effects.keep(false);
    if (lastTick - nextFreeSpace >= 0) {
      nextFreeSpace = lastTick + FREE_SPACE_NANOS;
      effects.freeSpace();
    }
  }

  /** Takes what was typed; of a burst of keys only the last state is painted. */
  private void read(long nanos) throws InterruptedException {
    long millis = Math.min(nanos / 1_000_000 + 1, dirty ? untilNextFrame() : Long.MAX_VALUE);
    InputEvent e = terminal.poll(millis);
    for (int i = 0; e != null && i < BURST; i++) {
      if (e instanceof InputEvent.Resize r) {
        canvas.resize(Math.clamp(r.columns(), 1, 4_096), Math.clamp(r.rows(), 1, 4_096));
      }
      reducer.input(e);
      dirty = true;
      urgent = true;
      awake();
      e = terminal.poll(0);
    }
  }

  private long untilNextFrame() {
    long gap = 1_000 / state.preferences().fps();
    return Math.max(1, gap - (System.nanoTime() - lastPaint) / 1_000_000);
  }

  /** Draws when something changed, but for ticks no more often than the frame rate allows. */
  private void paint(long now) throws IOException {
    long gap = 1_000_000_000L / state.preferences().fps();
    boolean due = now - lastPaint >= gap || urgent && now - lastKeyPaint >= gap;
    if (!dirty || !due) {
      return;
    }
    screen.draw(canvas, theme, state);
    terminal.draw(canvas);
    lastPaint = now;
    lastKeyPaint = urgent ? now : lastKeyPaint;
    dirty = false;
    urgent = false;
  }

  private void perform() throws IOException, InterruptedException {
    for (Effect e = pending.poll(); e != null; e = pending.poll()) {
      dirty = true;
      switch (e) {
        case Effect.Submit s -> effects.submit(s.commands(), s.done());
        case Effect.Load l -> effects.load(l.source(), l.token());
        case Effect.GiveUp g -> effects.giveUp(g.token());
        case Effect.Add a -> effects.add(a.torrent(), a.name());
        case Effect.Stream s -> effects.stream(s.torrent(), s.file());
        case Effect.Complete c -> effects.complete(c.path(), c.token());
        case Effect.Save s -> effects.save();
        case Effect.Keep k -> effects.keep(k.key(), k.value());
        case Effect.Copy c -> {
          terminal.copyToClipboard(c.text());
          state.say(c.what() + " copied");
        }
        case Effect.Mouse m -> terminal.setMouse(m.on());
        case Effect.UseTheme t -> useTheme(t.name());
        case Effect.Bell b -> terminal.bell();
        case Effect.Redraw r -> terminal.redraw();
        case Effect.Suspend s -> terminal.suspend();
        case Effect.Quit q -> running = false;
      }
    }
  }

  private void useTheme(String name) {
    List<String> problems = new ArrayList<>();
    theme = load(name, problems);
    if (problems.isEmpty()) {
      state.say("Theme " + name);
    }
    complain(problems);
  }

  @Override
  public void close() {
    events.close();
    background.close();
  }
}
