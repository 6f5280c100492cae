package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSources;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.SettingsService;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The section [ui] and the file behind the settings page; the test's thread is the UI thread. */
@Timeout(30)
class UiSettingsTest {
  @TempDir Path dir;
  private final FakeEngine engine = FakeSwarm.small();
  private final Semaphore woken = new Semaphore(0);
  private final Background background = new Background(woken::release);
  private final Queue<Effect> pending = new ArrayDeque<>();
  private final Map<String, String> saved = new HashMap<>();
  private Settings inForce;
  private String refusal = "";
  private DashboardOptions options;
  private UiState state;
  private Effects effects;
  private Reducer reducer;
  private UiSettings ui;

  private final class File implements SettingsService {
    @Override
    public Settings inForce() {
      return inForce;
    }

    @Override
    public Optional<Path> save(Map<String, String> values) {
      if (!refusal.isEmpty()) {
        throw new EngineException(EngineException.Kind.STORAGE, refusal);
      }
      saved.putAll(values);
      return Optional.of(dir.resolve("config/bitonic.toml"));
    }
  }

  @BeforeEach
  void start() {
    inForce = Settings.defaults(dir);
    options =
        DashboardOptions.of("me@here", dir.resolve("config"), dir, FakeSources::load)
            .withSettings(new File());
    sit();
  }

  private void sit() {
    state =
        new UiState(
            new UiState.Place("me@here", dir, dir, options.zone(), false), new Preferences());
    effects =
        new Effects(engine, options, state, background, new PreferencesFile(options.configDir()));
    reducer = new Reducer(state, x -> null, pending::add);
    effects.reducer(reducer);
    reducer.tick(engine.snapshot(), engine.torrents(), engine.millis());
    ui = new UiSettings(options, state, effects);
    ui.start(Map.of());
  }

  private void change(Settings.Ui now) {
    inForce = inForce.with(now);
    ui.changed(pending::add);
  }

  private void command(String line) {
    reducer.input(Key.of(":"));
    line.codePoints().forEach(c -> reducer.input(Key.of(Character.toString(c))));
    reducer.input(Key.of(Name.ENTER));
    pending.removeIf(Effect.Save.class::isInstance);
  }

  private void keep() throws InterruptedException {
    for (Effect e = pending.poll(); e != null; e = pending.poll()) {
      if (e instanceof Effect.Keep k) {
        effects.keep(k.key(), k.value());
      }
    }
    effects.keep(true);
    woken.acquire();
    assertTrue(background.drain());
  }

  @Test
  void whatIsSavedIsInForceOnTheScreen() {
    change(new Settings.Ui("nord", 10, false, false));
    assertEquals(new Effect.UseTheme("nord"), pending.remove());
    assertEquals(new Effect.Mouse(false), pending.remove());
    assertTrue(pending.isEmpty());
    Preferences p = state.preferences();
    assertEquals("nord", p.theme());
    assertEquals(10, p.fps());
    assertFalse(p.mouse());
    assertFalse(p.bell());
    change(new Settings.Ui("nord", 10, false, true));
    assertTrue(pending.isEmpty(), "what stays is not done again");
  }

  @Test
  void theCommandLineIsStronger() {
    options = options.withTheme("dracula").withFps(5);
    sit();
    assertEquals("dracula", state.preferences().theme());
    change(new Settings.Ui("nord", 10, true, true));
    assertEquals("dracula", state.preferences().theme());
    assertEquals(5, state.preferences().fps());
    assertTrue(pending.isEmpty());
  }

  @Test
  void whatAnEarlierVersionKeptElsewhereMovesIn() throws InterruptedException {
    inForce = inForce.with(new Settings.Ui("nord", 30, true, true));
    ui.start(Map.of("ui.theme", "dracula", "ui.fps", "12", "ui.mouse", "false"));
    assertEquals("nord", state.preferences().theme(), "the file says something");
    assertEquals(12, state.preferences().fps());
    keep();
    assertEquals(Map.of("ui.fps", "12", "ui.mouse", "false"), saved);
  }

  @Test
  void limitsAreKeptForTheModeInForce() throws InterruptedException {
    command("global-limits 20M 2M");
    Effect.Submit s = assertInstanceOf(Effect.Submit.class, pending.remove());
    assertEquals(new EngineCommand.SetGlobalLimits(20 << 20, 2 << 20), s.commands().getFirst());
    keep();
    assertEquals(Map.of("limits.down", "20971520", "limits.up", "2097152"), saved);
    assertEquals(
        "limits.down, limits.up saved in " + dir.resolve("config/bitonic.toml"),
        state.toast().text());
  }

  @Test
  void whatCanNotBeWrittenIsToldAndHoldsForNow() throws InterruptedException {
    refusal = "the file has faults";
    command("fps 7");
    assertEquals(7, state.preferences().fps());
    keep();
    assertEquals("Not saved: the file has faults", state.toast().text());
    assertFalse(effects.isKeeping("ui.fps"));
  }

  @Test
  void everySettingCanBeSetByItsName() throws InterruptedException {
    command("set strategy.order sequential");
    keep();
    assertEquals("sequential", saved.get("strategy.order"));
    command("set hash.workers 3");
    assertTrue(state.toast().text().endsWith("from the next start on"), state.toast().text());
    command("set limits.dwn 3M");
    Overlay.Prompt p = assertInstanceOf(Overlay.Prompt.class, state.overlay());
    assertTrue(p.error().contains("do you mean limits.down?"), p.error());
    reducer.input(Key.of(Name.ESCAPE));
    command("set limits.down much");
    assertTrue(((Overlay.Prompt) state.overlay()).error().contains("much"));
  }

  @Test
  void theListShowsAllAndOpensOne() throws InterruptedException {
    inForce =
        inForce.with(
            new Settings.Proxy(Settings.ProxyKind.SOCKS5, "h", 1, "u", "secret", true, true, true));
    ui.changed(pending::add);
    command("set");
    Overlay.Menu m = assertInstanceOf(Overlay.Menu.class, state.overlay());
    assertEquals(SettingTable.all().size(), m.items().size());
    assertTrue(m.items().stream().noneMatch(i -> i.note().contains("secret")));
    reducer.input(Key.of(Name.ESCAPE));
    command("set limits.up");
    Overlay.Dialog d = assertInstanceOf(Overlay.Dialog.class, state.overlay());
    assertEquals("limits.up", d.title());
    d.edit().set("3M");
    reducer.input(Key.of(Name.ENTER));
    keep();
    assertEquals("3M", saved.get("limits.up"));
  }

  @Test
  void theEndWritesWhatIsLeft() throws InterruptedException {
    effects.keep("limits.up", "5");
    effects.finish();
    assertEquals(Map.of("limits.up", "5"), saved);
  }
}
