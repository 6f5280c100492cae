package io.bitonic.tui.app;

import com.googlecode.lanterna.TerminalSize;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.BitonicTerminal;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.InputEvent;
import io.bitonic.tui.terminal.ScreenWriter;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.Themes;
import io.bitonic.tui.view.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The dashboard played through without a terminal: every tab, the pages, a filter. For a JVM that
 * records which classes a run loads. Used by one thread.
 */
public final class Rehearsal {
  private static final int COLUMNS = 120;
  private static final int ROWS = 36;

  /** Tabs, moves, order, filter, help, adding, alerts and settings, each left again. */
  private static final String KEYS = "1234567jkG s^ c^ /a^ ?^ a^ 8^ !^ ,^ :^ y^ ";

  private final Engine engine;
  private final UiState state;
  private final Reducer reducer;
  private final Screen screen = new Screen();
  private final Canvas canvas = new Canvas(COLUMNS, ROWS);
  private final ScreenWriter writer;
  private final Theme theme;
  private final Queue<Effect> effects = new ArrayDeque<>();

  private Rehearsal(Engine engine, DashboardOptions options) throws IOException {
    this.engine = engine;
    List<String> problems = new ArrayList<>();
    UiState.Place place =
        new UiState.Place(
            options.label(), options.home(), options.downloads(), options.zone(), options.demo());
    state = new UiState(place, new PreferencesFile(options.configDir()).load(problems::add));
    state.now(System.currentTimeMillis());
    state.size(COLUMNS, ROWS);
    Themes themes = Themes.of(options.configDir());
    state.themes(themes.names());
    theme = themes.load(Themes.DEFAULT, ColorDepth.TRUE, problems::add);
    reducer = new Reducer(state, screen::torrentColumnAt, effects::add);
    writer =
        new ScreenWriter(
            new BitonicTerminal(
                OutputStream.nullOutputStream(), new TerminalSize(COLUMNS, ROWS), ColorDepth.TRUE));
  }

  /** Plays it; effects on the engine are not carried out. */
  public static void play(Engine engine, DashboardOptions options) throws IOException {
    new Rehearsal(engine, options).play();
  }

  private void play() throws IOException {
    try (EventSubscription events = engine.subscribe(COLUMNS)) {
      frame();
      for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
        reducer.event(e);
      }
      for (char key : KEYS.toCharArray()) {
        reducer.input(
            key == '^'
                ? InputEvent.Key.of(InputEvent.Name.ESCAPE)
                : InputEvent.Key.of(String.valueOf(key)));
        frame();
      }
    }
  }

  private void frame() throws IOException {
    effects.clear();
    reducer.tick(engine.snapshot(), engine.torrents(), System.currentTimeMillis());
    screen.draw(canvas, theme, state);
    writer.write(canvas);
  }
}
