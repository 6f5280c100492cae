package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.FileTree;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The tree of files, in the detail pane and in the page that adds a torrent. */
final class FileActions {
  private FileActions() {}

  static List<Action> list() {
    return List.of(
        Action.of("file-toggle", "Download or skip", Scope.FILES, "Space", FileActions::toggle)
            .in(Scope.ADD_FILES)
            .hint("Get/skip")
            .unless(FileActions::noFile),
        Action.of("file-raise", "Raise the priority", Scope.FILES, "+ =", (s, o) -> step(s, o, 1))
            .in(Scope.ADD_FILES)
            .hint("Priority")
            .unless(FileActions::noFile),
        Action.of("file-lower", "Lower the priority", Scope.FILES, "-", (s, o) -> step(s, o, -1))
            .in(Scope.ADD_FILES)
            .unless(FileActions::noFile),
        Action.of("file-open", "Open the folder", Scope.FILES, "→", (s, o) -> fold(s, true))
            .in(Scope.ADD_FILES)
            .unless(FileActions::noFile),
        Action.of("file-close", "Close the folder", Scope.FILES, "←", (s, o) -> fold(s, false))
            .in(Scope.ADD_FILES)
            .unless(FileActions::noFile),
        Action.of("file-fold", "Open or close the folder", Scope.FILES, "Enter", (s, o) -> flip(s))
            .hint("Fold")
            .unless(FileActions::noFile),
        Action.of(
                "stream-file",
                "Play the file while it downloads",
                Scope.FILES,
                "S",
                (s, o) -> stream(s, o))
            .unless(FileActions::noSingleFile),
        Action.of("rename", "Rename the file", Scope.FILES, "R", (s, o) -> rename(s))
            .hint("Rename")
            .unless(FileActions::noSingleFile));
  }

  private static String noSingleFile(UiState s) {
    int node = s.detail().fileNode();
    return node < 0 || s.detail().files().isFolder(node) ? "choose a file first" : "";
  }

  private static void stream(UiState s, Consumer<Effect> out) {
    int file = s.detail().files().fileRow(s.detail().fileNode()).index();
    out.accept(new Effect.Stream(s.torrents().selected().handle(), file));
  }

  private static AddForm form(UiState s) {
    return s.overlay() instanceof Overlay.Add(AddForm f) ? f : null;
  }

  private static FileTree tree(UiState s) {
    return form(s) == null ? s.detail().files() : form(s).tree();
  }

  private static ListCursor cursor(UiState s) {
    return form(s) == null ? s.detail().fileCursor() : form(s).files();
  }

  private static int node(UiState s) {
    FileTree t = tree(s);
    return t.shown() == 0 ? -1 : t.node(Math.min(cursor(s).index(), t.shown() - 1));
  }

  private static String noFile(UiState s) {
    return node(s) < 0 ? "no file is chosen" : "";
  }

  private static void toggle(UiState s, Consumer<Effect> out) {
    byte now = tree(s).priority(node(s));
    set(s, out, now == FilePriority.SKIP.ordinal() ? FilePriority.NORMAL : FilePriority.SKIP);
    cursor(s).by(1);
  }

  private static void step(UiState s, Consumer<Effect> out, int by) {
    byte now = tree(s).priority(node(s));
    int from = now == FileTree.MIXED ? FilePriority.NORMAL.ordinal() - by : now;
    set(s, out, FilePriority.values()[Math.clamp(from + by, 0, 3)]);
  }

  private static void set(UiState s, Consumer<Effect> out, FilePriority p) {
    FileTree tree = tree(s);
    List<Integer> files = tree.files(node(s));
    if (form(s) != null) {
      form(s).prioritise(files, p);
      return;
    }
    TorrentRow row = s.torrents().selected();
    Map<Integer, FilePriority> want = new HashMap<>();
    files.forEach(i -> want.put(i, p));
    Map<Integer, FilePriority> before = tree.prioritiesOf(files);
    s.undo()
        .add(
            "priority of " + (files.size() == 1 ? "a file" : files.size() + " files"),
            List.of(new EngineCommand.SetFilePriorities(row.id(), before)));
    out.accept(new Effect.Submit(List.of(new EngineCommand.SetFilePriorities(row.id(), want)), ""));
  }

  private static void flip(UiState s) {
    fold(s, !tree(s).isOpen(node(s)));
  }

  /** Closing a file or a closed folder goes to the folder around it. */
  private static void fold(UiState s, boolean open) {
    FileTree t = tree(s);
    ListCursor c = cursor(s);
    int node = node(s);
    boolean up = !open && (!t.isFolder(node) || !t.isOpen(node));
    if (up) {
      int parent = t.parentRow(c.index());
      c.to(parent < 0 ? c.index() : parent);
    } else {
      t.fold(node, open);
      c.bounds(t.shown(), c.page());
    }
  }

  private static void rename(UiState s) {
    DetailState d = s.detail();
    FileRow file = d.files().fileRow(d.fileNode());
    String id = s.torrents().selected().id();
    s.open(
        new Overlay.Dialog(
            "Rename " + Text.cut(d.files().name(d.fileNode()), 40),
            "path inside the torrent's folder",
            file.path(),
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, out) -> {
              String path = text.strip();
              if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
                return "write a path like folder/name, without / at its ends";
              }
              for (String part : path.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                  return "a path has no empty part, no . and no ..";
                }
              }
              out.accept(
                  new Effect.Submit(
                      List.of(new EngineCommand.RenameFile(id, file.index(), path)),
                      "Renamed to " + Text.sanitise(path, 60)));
              return "";
            }));
  }
}
