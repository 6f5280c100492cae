package io.bitonic.tui.control;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.filter.Fields;
import io.bitonic.tui.filter.Filter;
import io.bitonic.tui.filter.FilterException;
import io.bitonic.tui.filter.FilterFields;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Overlay.Prompt.Kind;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The line at the bottom, for commands and filters, and the palette. */
public final class PromptActions {
  private PromptActions() {}

  static List<Action> list() {
    return List.of(
        Action.of("filter", "Filter the list", Scope.MAIN, "/", (s, o) -> openFilter(s))
            .hint("Filter")
            .with("EXPRESSION", s -> List.of(), PromptActions::filterTorrents),
        Action.of("command", "Command", Scope.MAIN, ":", (s, o) -> open(s, Kind.COMMAND, ""))
            .hint("Command"),
        Action.of("palette", "Search all actions", Scope.MAIN, "^K", (s, o) -> s.open(palette(s))),
        Action.of("prompt-run", "Do it", Scope.PROMPT, "Enter", PromptActions::run).hint("OK"),
        Action.of("prompt-complete", "Complete", Scope.PROMPT, "Tab", (s, o) -> complete(s))
            .hint("Complete"),
        Action.of("prompt-older", "Older line", Scope.PROMPT, "↑", (s, o) -> history(s, 1))
            .hint("History"),
        Action.of("prompt-newer", "Newer line", Scope.PROMPT, "↓", (s, o) -> history(s, -1)),
        Action.of("prompt-cancel", "Cancel", Scope.PROMPT, "Esc", (s, o) -> cancel(s))
            .hint("Cancel"),
        Action.of("palette-run", "Do it", Scope.PALETTE, "Enter", PromptActions::runPalette)
            .hint("Do it"),
        Action.of(
            "palette-down", "Down", Scope.PALETTE, "↓ Tab", (s, o) -> MoveActions.cursor(s).by(1)),
        Action.of(
            "palette-up", "Up", Scope.PALETTE, "↑ S-Tab", (s, o) -> MoveActions.cursor(s).by(-1)),
        Action.of("palette-close", "Close", Scope.PALETTE, "Esc ^K", (s, o) -> s.close())
            .hint("Close"));
  }

  private static void open(UiState s, Kind kind, String text) {
    s.open(new Overlay.Prompt(kind, text));
    changed(s);
  }

  private static Overlay.Palette palette(UiState s) {
    Overlay.Palette p = new Overlay.Palette();
    p.cursor().bounds(ActionTable.DASHBOARD.callable().size(), paletteRows(s));
    return p;
  }

  /** Rows of the palette's list on this screen. */
  public static int paletteRows(UiState s) {
    return Math.clamp(s.height() - 10L, 3, 18);
  }

  private static void openFilter(UiState s) {
    switch (Scope.of(s)) {
      case FILES -> open(s, Kind.FILES, s.detail().files().filter().text());
      case PEERS -> open(s, Kind.PEERS, s.detail().peers().filter().text());
      case LOG -> open(s, Kind.LOG, s.detail().log().search());
      default -> open(s, Kind.TORRENTS, s.torrents().filter().text());
    }
  }

  /** The text of a prompt or the palette was changed by a key. */
  public static void changed(UiState s) {
    if (s.overlay() instanceof Overlay.Palette p) {
      p.cursor().bounds(ActionTable.DASHBOARD.search(p.edit().text()).size(), paletteRows(s));
      p.cursor().to(0);
      return;
    }
    if (s.overlay() instanceof Overlay.Prompt p) {
      p.chosen(-1);
      p.candidates().clear();
      if (p.kind() == Kind.COMMAND) {
        p.candidates().addAll(CommandLine.candidates(s, p.edit().text()));
        p.error("", -1);
      } else {
        p.candidates().addAll(FilterHelp.candidates(p.kind(), p.edit().text(), p.edit().cursor()));
        apply(s, p, p.edit().text());
      }
    }
  }

  /** Filters as it is typed; a text that can't be read leaves the last good filter. */
  private static void apply(UiState s, Overlay.Prompt p, String text) {
    try {
      switch (p.kind()) {
        case TORRENTS -> s.torrents().filter(Filter.parse(text, torrents(s)));
        case FILES -> {
          s.detail().files().filter(Filter.parse(text, FilterFields.files()));
          s.detail()
              .fileCursor()
              .bounds(s.detail().files().shown(), s.detail().fileCursor().page());
        }
        case PEERS -> s.detail().peers().filter(Filter.parse(text, FilterFields.peers()));
        case LOG -> s.detail().log().search(text);
        case COMMAND -> {}
      }
      p.error("", -1);
    } catch (FilterException e) {
      p.error(e.getMessage(), e.position());
    }
  }

  static Fields<TorrentSnapshot> torrents(UiState s) {
    return FilterFields.torrents(s::now);
  }

  private static String filterTorrents(UiState s, String text, Consumer<Effect> out) {
    try {
      s.torrents().filter(Filter.parse(text, torrents(s)));
      s.focus(Focus.TORRENTS);
      return "";
    } catch (FilterException e) {
      return e.getMessage();
    }
  }

  private static void cancel(UiState s) {
    Overlay.Prompt p = (Overlay.Prompt) s.overlay();
    s.close();
    if (p.kind() != Kind.COMMAND) {
      apply(s, p, p.before());
    }
  }

  private static void run(UiState s, Consumer<Effect> out) {
    Overlay.Prompt p = (Overlay.Prompt) s.overlay();
    String text = p.edit().text().strip();
    if (p.kind() == Kind.COMMAND) {
      runCommand(s, p, text, out);
      return;
    }
    if (p.error().isEmpty()) {
      s.close();
      remember(s, p.kind(), text, out);
      if (p.kind() == Kind.LOG && !text.isEmpty() && !s.detail().log().find(-1)) {
        s.say("No line has " + text);
      }
    }
  }

  private static void runCommand(UiState s, Overlay.Prompt p, String text, Consumer<Effect> out) {
    s.close();
    if (text.isEmpty()) {
      return;
    }
    String wrong = CommandLine.run(s, text, out);
    if (wrong.isEmpty()) {
      remember(s, p.kind(), text, out);
    } else {
      s.open(p);
      p.error(wrong, -1);
    }
  }

  private static void remember(UiState s, Kind kind, String text, Consumer<Effect> out) {
    s.preferences().remember(kind, text);
    out.accept(new Effect.Save());
  }

  private static void complete(UiState s) {
    Overlay.Prompt p = (Overlay.Prompt) s.overlay();
    if (p.candidates().isEmpty()) {
      return;
    }
    int next = (p.chosen() + 1) % p.candidates().size();
    List<String> keep = new ArrayList<>(p.candidates());
    if (p.kind() == Kind.COMMAND) {
      p.edit().set(CommandLine.put(p.edit().text(), keep.get(next)));
    } else {
      p.edit().set(FilterHelp.put(p.edit().text(), keep.get(next)));
      apply(s, p, p.edit().text());
    }
    if (keep.size() == 1) {
      changed(s);
    } else {
      p.chosen(next);
    }
  }

  private static void history(UiState s, int step) {
    Overlay.Prompt p = (Overlay.Prompt) s.overlay();
    List<String> lines = s.preferences().history(p.kind());
    int back = Math.clamp(p.back() + step, 0, lines.size());
    p.back(back);
    p.edit().set(back == 0 ? p.before() : lines.get(lines.size() - back));
    changed(s);
    p.back(back);
  }

  private static void runPalette(UiState s, Consumer<Effect> out) {
    Overlay.Palette p = (Overlay.Palette) s.overlay();
    List<Action> hits = ActionTable.DASHBOARD.search(p.edit().text());
    s.close();
    if (!hits.isEmpty()) {
      Dispatch.run(hits.get(Math.min(p.cursor().index(), hits.size() - 1)), s, out);
    }
  }
}
