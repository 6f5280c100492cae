package io.bitonic.tui.app;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.tui.control.Completion;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSources;
import io.bitonic.tui.fake.FakeStats;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.InputEvent;
import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.view.Screen;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The dashboard without a terminal: keys in, screens and commands out, all on one thread. */
public final class Harness {
  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("Enter", Name.ENTER),
          Map.entry("Esc", Name.ESCAPE),
          Map.entry("Tab", Name.TAB),
          Map.entry("Up", Name.UP),
          Map.entry("Down", Name.DOWN),
          Map.entry("Left", Name.LEFT),
          Map.entry("Right", Name.RIGHT),
          Map.entry("PgDn", Name.PAGE_DOWN),
          Map.entry("PgUp", Name.PAGE_UP),
          Map.entry("Backspace", Name.BACKSPACE));

  public final FakeEngine engine;
  public final UiState state;
  public final List<Effect> effects = new ArrayList<>();
  private final Reducer reducer;
  private final Screen screen = new Screen();
  private final EventSubscription events;
  private Canvas canvas;
  private long systemSeconds = -1;

  public Harness(FakeEngine engine, int width, int height) {
    this.engine = engine;
    UiState.Place place =
        new UiState.Place(
            "bitonic@nas", Path.of("/home/me"), Path.of("/srv/torrents"), ZoneOffset.UTC, false);
    state = new UiState(place, new Preferences());
    state.themes(List.of("bitonic-dark", "bitonic-light"));
    state.freeSpace(1_300L << 30);
    reducer = new Reducer(state, screen::torrentColumnAt, this::perform);
    events = engine.subscribe(100);
    canvas = new Canvas(width, height);
    state.size(width, height);
    tick(0);
  }

  /** Lets the engine and the clock go on, then looks at the engine once. */
  public boolean tick(long millis) {
    if (millis > 0) {
      engine.advance(millis);
    }
    for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
      reducer.event(e);
    }
    for (Overlay o : state.overlays()) {
      if (o instanceof Overlay.SystemPage p && engine.seconds() != systemSeconds) {
        systemSeconds = engine.seconds();
        long nanos = systemSeconds * 1_000_000_000L;
        p.state()
            .take(
                engine.snapshot(), engine.stats().join(), FakeStats.process(systemSeconds), nanos);
      }
    }
    return reducer.tick(engine.snapshot(), engine.torrents(), engine.millis());
  }

  private void perform(Effect e) {
    effects.add(e);
    switch (e) {
      case Effect.Submit s -> {
        int failed = 0;
        String why = "";
        for (EngineCommand c : s.commands()) {
          var f = engine.submit(c);
          if (f.isCompletedExceptionally()) {
            failed++;
            why = f.exceptionNow().getMessage();
          }
        }
        reducer.submitted(s.done(), failed, s.commands().size(), why);
      }
      case Effect.Add a -> {
        var f = engine.add(a.torrent());
        if (f.isCompletedExceptionally()) {
          state.complain(f.exceptionNow().getMessage());
        } else {
          tick(0);
          reducer.added(f.join().id(), a.name());
        }
      }
      default -> {}
    }
  }

  /** Answers the last {@link Effect.Load}, as the application would. */
  public void answerLoad() {
    Effect.Load load = last(Effect.Load.class);
    try {
      reducer.loaded(load.token(), FakeSources.load(load.source()));
    } catch (EngineException e) {
      reducer.loadFailed(load.token(), load.source(), e.getMessage());
    }
    tick(0);
  }

  /** Answers the last {@link Effect.Complete}. */
  public void answerComplete(String text, String... candidates) {
    reducer.completed(
        last(Effect.Complete.class).token(), new Completion.Result(text, List.of(candidates)));
  }

  /** Answers the last {@link Effect.Complete}: nothing matches. */
  public void answerNothing(String text, String problem) {
    reducer.completed(
        last(Effect.Complete.class).token(), new Completion.Result(text, List.of(), problem));
  }

  public <E extends Effect> E last(Class<E> type) {
    for (Effect e : effects.reversed()) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + effects);
  }

  /** The last command that the engine got. */
  public EngineCommand command() {
    return engine.commands().getLast();
  }

  public void start(String... sources) {
    reducer.start(List.of(sources));
  }

  public void input(InputEvent e) {
    reducer.input(e);
  }

  /** Keys by name, apart by blanks: {@code j Enter ^K Space}. */
  public Harness keys(String names) {
    for (String n : names.split(" ")) {
      reducer.input(key(n));
    }
    return this;
  }

  private static Key key(String n) {
    if (NAMES.containsKey(n)) {
      return Key.of(NAMES.get(n));
    }
    if (n.equals("S-Tab")) {
      return new Key(Name.TAB, "", false, false, true);
    }
    if (n.equals("Space")) {
      return Key.of(" ");
    }
    return n.length() == 2 && n.charAt(0) == '^'
        ? Key.ctrl(Character.toLowerCase(n.charAt(1)))
        : Key.of(n);
  }

  /** Types text, letter by letter. */
  public Harness type(String text) {
    text.codePoints().forEach(c -> reducer.input(Key.of(Character.toString(c))));
    return this;
  }

  public Canvas draw(Theme theme) {
    screen.draw(canvas, theme, state);
    return canvas;
  }

  public void resize(int columns, int rows) {
    canvas = new Canvas(columns, rows);
    reducer.input(new InputEvent.Resize(columns, rows));
  }
}
