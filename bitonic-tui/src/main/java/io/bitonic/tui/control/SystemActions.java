package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The program itself: settings, terminal, end. */
final class SystemActions {
  private SystemActions() {}

  static List<Action> list() {
    return List.of(
        Action.of(
            "settings",
            "Settings",
            Scope.MAIN,
            ",",
            (s, o) -> s.open(new Overlay.Settings(settings()))),
        Action.of(
                "setting-change",
                "Change it",
                Scope.SETTINGS,
                "Enter Space",
                (s, o) -> change(s, 0, o))
            .hint("Change"),
        Action.of("setting-less", "Less", Scope.SETTINGS, "← -", (s, o) -> change(s, -1, o)),
        Action.of("setting-more", "More", Scope.SETTINGS, "→ +", (s, o) -> change(s, 1, o)),
        Action.of(
                "global-limits",
                "Limit the rates of all torrents together",
                Scope.MAIN,
                "",
                (s, o) -> askGlobal(s))
            .with("DOWN UP", s -> List.of(), SystemActions::global),
        SettingActions.set(),
        Action.of(
            "alternative-speed",
            "Alternative speed on or off",
            Scope.MAIN,
            "t",
            (s, o) -> alternative(s, o)),
        Action.of("fps", "Frames a second", Scope.MAIN, "", (s, o) -> askFps(s))
            .with("N", s -> List.of("10", "30"), SystemActions::fps),
        Action.of("mouse", "Mouse on or off", Scope.MAIN, "%", SystemActions::mouse),
        Action.of(
            "redraw",
            "Draw the screen again",
            Scope.GLOBAL,
            "^L",
            (s, o) -> o.accept(new Effect.Redraw())),
        Action.of(
            "suspend",
            "Back to the shell for a while",
            Scope.GLOBAL,
            "^Z",
            (s, o) -> o.accept(new Effect.Suspend())),
        Action.of("quit", "Quit", Scope.MAIN, "q", (s, o) -> o.accept(new Effect.Quit()))
            .hint("Quit"),
        Action.of(
            "interrupt", "Close the page, or quit", Scope.GLOBAL, "^C", SystemActions::interrupt));
  }

  /** Who presses Ctrl+C over a page wants out of the page. */
  private static void interrupt(UiState s, Consumer<Effect> out) {
    if (s.overlay() == null) {
      out.accept(new Effect.Quit());
    } else {
      ActionTable.DASHBOARD.find(Scope.of(s), "Esc").run().accept(s, out);
    }
  }

  private static List<Overlay.Setting> settings() {
    List<Overlay.Setting> list = new ArrayList<>();
    list.add(
        new Overlay.Setting(
            "Download limit",
            "of all torrents together",
            s -> s.limits() == null ? "–" : Format.limit(s.limits().down()),
            (s, step, o) -> stepLimit(s, step, o, true)));
    list.add(
        new Overlay.Setting(
            "Upload limit",
            "of all torrents together",
            s -> s.limits() == null ? "–" : Format.limit(s.limits().up()),
            (s, step, o) -> stepLimit(s, step, o, false)));
    list.add(
        new Overlay.Setting(
            "Alternative speed",
            "the other pair of limits, until the schedule changes it",
            s -> s.alternative() ? "on" : "off",
            (s, step, o) -> alternative(s, o)));
    list.add(
        new Overlay.Setting(
            "Theme",
            "colours of the screen",
            s -> s.preferences().theme().isEmpty() ? "bitonic-dark" : s.preferences().theme(),
            SystemActions::stepTheme));
    list.add(
        new Overlay.Setting(
            "Frames a second",
            "at most; 10 suits a slow link",
            s -> String.valueOf(s.preferences().fps()),
            (s, step, o) -> {
              if (step == 0) {
                askFps(s);
              } else {
                s.preferences().fps(s.preferences().fps() + step);
                keepFps(s, o);
              }
            }));
    list.add(
        new Overlay.Setting(
            "Mouse",
            "off leaves selecting text to the terminal",
            s -> s.preferences().mouse() ? "on" : "off",
            (s, step, o) -> mouse(s, o)));
    list.add(
        new Overlay.Setting(
            "All settings",
            "of bitonic.toml: look at them, change them",
            s -> "open",
            (s, step, o) -> SettingActions.open(s)));
    return list;
  }

  private static void alternative(UiState s, Consumer<Effect> out) {
    boolean on = !s.alternative();
    s.askedAlternative(on);
    out.accept(
        new Effect.Submit(
            List.of(new EngineCommand.SetAlternativeSpeed(on)),
            "Alternative speed " + (on ? "on" : "off")));
  }

  private static void change(UiState s, int step, Consumer<Effect> out) {
    Overlay.Settings page = (Overlay.Settings) s.overlay();
    page.list().get(page.cursor().index()).change().by(s, step, out);
  }

  private static void stepLimit(UiState s, int step, Consumer<Effect> out, boolean down) {
    UiState.Limits l = s.limits();
    if (step == 0 || l == null) {
      askGlobal(s);
      return;
    }
    long now = down ? l.down() : l.up();
    long next = Math.max(0, (now / (256 << 10) + step) * (256 << 10));
    submit(s, out, down ? next : l.down(), down ? l.up() : next);
  }

  /** In force at once, and written to the file: as those of the mode in force. */
  private static void submit(UiState s, Consumer<Effect> out, long down, long up) {
    UiState.Limits l = s.limits();
    String mode = s.alternative() ? "limits.alternative_" : "limits.";
    s.asked(new UiState.Limits(down, up));
    out.accept(
        new Effect.Submit(
            List.of(new EngineCommand.SetGlobalLimits(down, up)),
            "Limits: down " + Format.limit(down) + ", up " + Format.limit(up)));
    if (l == null || l.down() != down) {
      out.accept(new Effect.Keep(mode + "down", Long.toString(down)));
    }
    if (l == null || l.up() != up) {
      out.accept(new Effect.Keep(mode + "up", Long.toString(up)));
    }
  }

  private static void askGlobal(UiState s) {
    UiState.Limits l = s.limits();
    String now = l == null ? "" : TorrentActions.rate(l.down()) + " " + TorrentActions.rate(l.up());
    s.open(
        new Overlay.Dialog(
            "Limits of all torrents together",
            "download upload, like 20M 2M; - for none",
            now,
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, out) -> global(s, text, out)));
  }

  private static String global(UiState s, String text, Consumer<Effect> out) {
    long[] r = TorrentActions.rates(text);
    if (r == null) {
      return "write two rates, download and upload: 20M 2M";
    }
    submit(s, out, r[0], r[1]);
    return "";
  }

  private static void stepTheme(UiState s, int step, Consumer<Effect> out) {
    if (!s.themes().isEmpty()) {
      int at = s.themes().indexOf(s.preferences().theme());
      int next = Math.floorMod(at + (step == 0 ? 1 : step), s.themes().size());
      ViewActions.theme(s, s.themes().get(next), out);
    }
  }

  private static void askFps(UiState s) {
    s.open(
        new Overlay.Dialog(
            "Frames a second",
            Preferences.MIN_FPS + " to " + Preferences.MAX_FPS,
            String.valueOf(s.preferences().fps()),
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, out) -> fps(s, text, out)));
  }

  private static String fps(UiState s, String text, Consumer<Effect> out) {
    String t = text.strip();
    int n = t.matches("[0-9]{1,3}") ? Integer.parseInt(t) : 0;
    if (n < Preferences.MIN_FPS || n > Preferences.MAX_FPS) {
      return "write a number from " + Preferences.MIN_FPS + " to " + Preferences.MAX_FPS;
    }
    s.preferences().fps(n);
    keepFps(s, out);
    return "";
  }

  private static void keepFps(UiState s, Consumer<Effect> out) {
    out.accept(new Effect.Keep("ui.fps", Integer.toString(s.preferences().fps())));
  }

  private static void mouse(UiState s, Consumer<Effect> out) {
    boolean on = !s.preferences().mouse();
    s.preferences().mouse(on);
    s.say(on ? "Mouse on" : "Mouse off: the terminal selects text again");
    out.accept(new Effect.Mouse(on));
    out.accept(new Effect.Keep("ui.mouse", Boolean.toString(on)));
  }
}
