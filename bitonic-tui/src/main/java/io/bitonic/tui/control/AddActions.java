package io.bitonic.tui.control;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The page that adds a torrent. */
public final class AddActions {
  private AddActions() {}

  static List<Action> list() {
    return List.of(
        Action.of("add", "Add a torrent", Scope.MAIN, "a", (s, o) -> open(s, ""))
            .hint("Add")
            .with("PATH OR URL", s -> List.of(), AddActions::open),
        Action.of("add-now", "Add it", Scope.ADD, "Enter", AddActions::add).hint("Add"),
        Action.of("add-files-now", "Add it", Scope.ADD_FILES, "Enter", AddActions::add).hint("Add"),
        Action.of("add-read", "Choose files first", Scope.ADD, "^F", AddActions::read)
            .hint("Choose files"),
        Action.of("add-next", "Complete, or next line", Scope.ADD, "Tab", AddActions::tab)
            .hint("Next"),
        Action.of("add-down", "Next line", Scope.ADD, "↓", (s, o) -> step(s, o, 1)),
        Action.of("add-up", "Previous line", Scope.ADD, "↑ S-Tab", (s, o) -> step(s, o, -1)),
        Action.of(
                "add-switch",
                "Switch",
                Scope.ADD_SWITCH,
                "Space",
                (s, o) -> form(s).toggle(form(s).focus()))
            .hint("Switch"),
        Action.of(
                "add-lines",
                "Back to the lines",
                Scope.ADD_FILES,
                "Tab S-Tab",
                (s, o) -> form(s).focus(AddForm.Field.SOURCE))
            .hint("Lines"),
        Action.of("add-cancel", "Cancel", Scope.ADD, "Esc", AddActions::cancel).hint("Cancel"),
        Action.of(
            "add-files-back",
            "Back to the lines",
            Scope.ADD_FILES,
            "Esc",
            (s, o) -> form(s).focus(AddForm.Field.SOURCE)));
  }

  static AddForm form(UiState s) {
    return ((Overlay.Add) s.overlay()).form();
  }

  /** Opens the page with a source filled in. */
  public static void open(UiState s, String source) {
    s.open(new Overlay.Add(new AddForm(source, s.place().downloads())));
  }

  private static String open(UiState s, String source, Consumer<Effect> out) {
    open(s, source);
    read(s, out);
    return "";
  }

  /** True for text that is a source by itself, so that a paste may open the page. */
  public static boolean looksLikeSource(String text) {
    String t = text.strip();
    String low = t.toLowerCase(Locale.ROOT);
    return !t.isEmpty()
        && t.indexOf('\n') < 0
        && (low.startsWith("magnet:?")
            || low.startsWith("http://")
            || low.startsWith("https://")
            || low.startsWith("file:")
            || low.endsWith(".torrent")
            || t.startsWith("/")
            || t.startsWith("~/"));
  }

  private static void add(UiState s, Consumer<Effect> out) {
    AddForm f = form(s);
    if (f.loading()) {
      return;
    }
    if (f.source().isEmpty()) {
      f.focus(AddForm.Field.SOURCE);
      f.message("write a path or a URL first");
    } else if (f.stale()) {
      load(s, f, out, true, false);
    } else {
      submit(s, f, out);
    }
  }

  /** Reads the source, so that its files can be chosen before anything is downloaded. */
  static void read(UiState s, Consumer<Effect> out) {
    AddForm f = form(s);
    if (f.source().isEmpty()) {
      f.message("write a path or a URL first");
    } else if (f.stale()) {
      load(s, f, out, false, true);
    } else {
      f.focus(AddForm.Field.FILES);
    }
  }

  private static void cancel(UiState s, Consumer<Effect> out) {
    if (form(s).loading()) {
      out.accept(new Effect.GiveUp(form(s).token()));
    }
    s.close();
  }

  private static void load(
      UiState s, AddForm f, Consumer<Effect> out, boolean thenAdd, boolean thenChoose) {
    f.load(s.token(), thenAdd, thenChoose);
    out.accept(new Effect.Load(f.source(), f.token()));
  }

  /** Sends the request and closes the page, or shows what is wrong with it. */
  public static void submit(UiState s, AddForm f, Consumer<Effect> out) {
    AddTorrent request = f.request(s.place().home());
    if (request != null) {
      s.overlays().removeIf(o -> o instanceof Overlay.Add(AddForm form) && form == f);
      String name = f.loaded().name();
      out.accept(new Effect.Add(request, name.isBlank() ? "the torrent" : Text.sanitise(name, 60)));
    }
  }

  private static void tab(UiState s, Consumer<Effect> out) {
    AddForm f = form(s);
    boolean path =
        f.focus() == AddForm.Field.FOLDER
            || f.focus() == AddForm.Field.SOURCE && isPath(f.source());
    if (path && !f.edit(f.focus()).text().isBlank() && !f.completed()) {
      f.completing(s.token());
      out.accept(new Effect.Complete(f.edit(f.focus()).text(), f.completion()));
    } else if (f.focus() == AddForm.Field.LABEL && !f.completed()) {
      Completion.Result r =
          Completion.complete(f.edit(AddForm.Field.LABEL).text(), s.torrents().labels());
      f.edit(AddForm.Field.LABEL).set(r.text());
      f.candidates(r.candidates());
      f.completedAs(r.text());
    } else {
      step(s, out, 1);
    }
  }

  private static boolean isPath(String source) {
    String low = source.toLowerCase(Locale.ROOT);
    return !low.startsWith("magnet:") && !low.startsWith("http://") && !low.startsWith("https://");
  }

  /** Leaving the source reads it, so that name and files are seen. */
  private static void step(UiState s, Consumer<Effect> out, int by) {
    AddForm f = form(s);
    boolean leaves = f.focus() == AddForm.Field.SOURCE;
    f.next(by);
    if (leaves && !f.loading() && f.stale() && !f.source().isEmpty()) {
      load(s, f, out, false, false);
    }
  }
}
