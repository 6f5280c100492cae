package io.bitonic.tui.app;

import io.bitonic.core.config.Settings;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.UiState;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes over the section [ui] of the settings, at the start and whenever they change. What the
 * command line says stays, and so does what was changed here and is still to be written. Owned by
 * the UI thread.
 */
final class UiSettings {
  private final DashboardOptions options;
  private final UiState state;
  private final Effects effects;

  UiSettings(DashboardOptions options, UiState state, Effects effects) {
    this.options = options;
    this.state = state;
    this.effects = effects;
  }

  /**
   * @param moved what an earlier version kept elsewhere, by key: it counts as if it stood in the
   *     file when that says nothing else, and is written there
   */
  void start(Map<String, String> moved) {
    Settings now = options.settings().inForce();
    Settings.Ui usual = Settings.Ui.usual();
    Settings.Ui ui = now.ui();
    boolean theme = moved.containsKey("ui.theme") && ui.theme().equals(usual.theme());
    boolean fps = moved.containsKey("ui.fps") && ui.fps() == usual.fps();
    boolean mouse = moved.containsKey("ui.mouse") && ui.mouse() == usual.mouse();
    Settings.Ui merged =
        new Settings.Ui(
            theme ? moved.get("ui.theme") : ui.theme(),
            fps ? Integer.parseInt(moved.get("ui.fps")) : ui.fps(),
            mouse ? Boolean.parseBoolean(moved.get("ui.mouse")) : ui.mouse(),
            ui.bell());
    keep("ui.theme", merged.theme(), ui.theme());
    keep("ui.fps", Integer.toString(merged.fps()), Integer.toString(ui.fps()));
    keep("ui.mouse", Boolean.toString(merged.mouse()), Boolean.toString(ui.mouse()));
    state.settings(now);
    Preferences p = state.preferences();
    p.theme(options.theme().isEmpty() ? merged.theme() : options.theme());
    p.fps(options.fps() > 0 ? options.fps() : merged.fps());
    p.mouse(merged.mouse());
    p.bell(merged.bell());
  }

  private void keep(String key, String value, String inForce) {
    if (!value.equals(inForce)) {
      effects.keep(key, value);
    }
  }

  /** Other settings are in force. */
  void changed(Consumer<Effect> out) {
    Settings.Ui before = state.settings().ui();
    state.settings(options.settings().inForce());
    Settings.Ui now = state.settings().ui();
    Preferences p = state.preferences();
    if (!now.theme().equals(before.theme()) && isFree("ui.theme") && options.theme().isEmpty()) {
      p.theme(now.theme());
      out.accept(new Effect.UseTheme(now.theme()));
    }
    if (now.fps() != before.fps() && isFree("ui.fps") && options.fps() == 0) {
      p.fps(now.fps());
    }
    if (now.mouse() != before.mouse() && isFree("ui.mouse")) {
      p.mouse(now.mouse());
      out.accept(new Effect.Mouse(now.mouse()));
    }
    p.bell(now.bell());
  }

  private boolean isFree(String key) {
    return !effects.isKeeping(key);
  }
}
