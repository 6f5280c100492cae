package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Paths;
import io.bitonic.tui.model.Rates;
import io.bitonic.tui.model.StreamService;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What can be done to the marked torrents, or to the chosen one. */
final class TorrentActions {
  private TorrentActions() {}

  static List<Action> list() {
    List<Action> list = new ArrayList<>(life());
    list.addAll(data());
    list.addAll(options());
    return list;
  }

  private static List<Action> life() {
    return List.of(
        Action.of("toggle", "Pause or resume", Scope.MAIN, "p", TorrentActions::toggle)
            .hint("Pause")
            .unless(TorrentActions::nothing),
        Action.of("pause", "Pause", Scope.MAIN, "", (s, out) -> pause(s, out, true))
            .unless(TorrentActions::nothing),
        Action.of("resume", "Resume", Scope.MAIN, "", (s, out) -> pause(s, out, false))
            .unless(TorrentActions::nothing),
        Action.of(
                "remove",
                "Remove from the list, keep the data",
                Scope.MAIN,
                "d",
                RemoveActions::remove)
            .hint("Remove")
            .unless(TorrentActions::nothing),
        Action.of("delete", "Remove and delete the data", Scope.MAIN, "D", RemoveActions::delete)
            .unless(TorrentActions::nothing),
        Action.of("undo", "Undo the last change", Scope.MAIN, "u", RemoveActions::undo)
            .unless(s -> s.undo().peek() == null ? "there is nothing to undo" : ""));
  }

  private static List<Action> data() {
    return List.of(
        Action.of("verify", "Check the data on disk again", Scope.MAIN, "v", TorrentActions::verify)
            .unless(TorrentActions::nothing),
        Action.of("reannounce", "Ask the trackers now", Scope.MAIN, "r", TorrentActions::reannounce)
            .unless(TorrentActions::nothing),
        Action.of(
                "move", "Move the data to another folder", Scope.MAIN, "m", TorrentActions::askMove)
            .unless(TorrentActions::nothing)
            .with(
                "FOLDER",
                s -> List.of(),
                (s, text, o) -> move(s, s.torrents().targets(), text, o)));
  }

  private static List<Action> options() {
    return List.of(
        Action.of("label", "Set the label", Scope.MAIN, "l", TorrentActions::askLabel)
            .unless(TorrentActions::nothing)
            .with(
                "LABEL",
                s -> s.torrents().labels(),
                (s, text, o) -> label(s, s.torrents().targets(), text, o)),
        Action.of(
                "limits",
                "Limit the rates of the torrent",
                Scope.MAIN,
                "L",
                TorrentActions::askLimits)
            .unless(TorrentActions::nothing)
            .with(
                "DOWN UP",
                s -> List.of(),
                (s, text, o) -> limits(s, s.torrents().targets(), text, o)),
        Action.of(
                "sequential",
                "Get pieces in order, or the rarest first",
                Scope.MAIN,
                "i",
                TorrentActions::sequential)
            .unless(TorrentActions::nothing),
        Action.of(
                "yank", "Copy magnet, hash, name or folder", Scope.MAIN, "y", TorrentActions::yank)
            .unless(TorrentActions::nothing),
        Action.of(
                "stream",
                "Play it now: copy a URL for a player",
                Scope.MAIN,
                "S",
                (s, o) -> stream(s, o, StreamService.LARGEST))
            .unless(TorrentActions::nothing));
  }

  static void stream(UiState s, Consumer<Effect> out, int file) {
    out.accept(new Effect.Stream(s.torrents().targets().getFirst().handle(), file));
  }

  /** The reason of every action that needs a torrent. */
  static String nothing(UiState s) {
    return s.torrents().selected() == null && s.torrents().marked() == 0
        ? s.torrents().size() == 0 ? "there is no torrent yet: a adds one" : "no torrent is chosen"
        : "";
  }

  /** {@code name} of one torrent, or {@code n torrents}. */
  static String describe(List<TorrentRow> rows) {
    return rows.size() == 1 ? Text.cut(rows.getFirst().name(), 40) : rows.size() + " torrents";
  }

  private static void each(
      List<TorrentRow> rows,
      Consumer<Effect> out,
      String done,
      Function<TorrentRow, EngineCommand> command) {
    out.accept(new Effect.Submit(rows.stream().map(command).toList(), done + " " + describe(rows)));
  }

  private static void toggle(UiState s, Consumer<Effect> out) {
    boolean anyRuns = false;
    for (TorrentRow r : s.torrents().targets()) {
      anyRuns |= !stopped(r.snapshot());
    }
    pause(s, out, anyRuns);
  }

  private static boolean stopped(TorrentSnapshot t) {
    return t.state() == TorrentState.PAUSED || t.state() == TorrentState.ERROR;
  }

  private static void pause(UiState s, Consumer<Effect> out, boolean pause) {
    List<TorrentRow> rows = s.torrents().targets();
    List<EngineCommand> inverse = new ArrayList<>();
    for (TorrentRow r : rows) {
      if (pause && !stopped(r.snapshot())) {
        inverse.add(new EngineCommand.Resume(r.id()));
      } else if (!pause && r.snapshot().state() == TorrentState.PAUSED) {
        inverse.add(new EngineCommand.Pause(r.id()));
      }
    }
    s.undo().add((pause ? "pause of " : "resume of ") + describe(rows), inverse);
    each(
        rows,
        out,
        pause ? "Paused" : "Resumed",
        r -> pause ? new EngineCommand.Pause(r.id()) : new EngineCommand.Resume(r.id()));
  }

  private static void verify(UiState s, Consumer<Effect> out) {
    each(s.torrents().targets(), out, "Checking", r -> new EngineCommand.Verify(r.id()));
  }

  private static void reannounce(UiState s, Consumer<Effect> out) {
    each(
        s.torrents().targets(),
        out,
        "Asking the trackers of",
        r -> new EngineCommand.Reannounce(r.id()));
  }

  private static void askMove(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    s.open(
        new Overlay.Dialog(
            "Move " + describe(rows),
            "to folder",
            String.valueOf(rows.getFirst().snapshot().savePath()),
            Overlay.Dialog.Complete.FOLDER,
            List.of(),
            (text, o) -> move(s, rows, text, o)));
  }

  private static String move(UiState s, List<TorrentRow> rows, String text, Consumer<Effect> out) {
    Path folder;
    try {
      folder = Paths.expand(text.strip(), s.place().home());
    } catch (InvalidPathException e) {
      return "this folder's name has a character that can't be used";
    }
    if (folder == null || !folder.isAbsolute()) {
      return "the folder has to be a full path, from / or ~";
    }
    each(rows, out, "Moving", r -> new EngineCommand.Move(r.id(), folder));
    return "";
  }

  private static void askLabel(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    s.open(
        new Overlay.Dialog(
            "Label of " + describe(rows),
            "label",
            rows.getFirst().snapshot().label(),
            Overlay.Dialog.Complete.WORDS,
            s.torrents().labels(),
            (text, o) -> label(s, rows, text, o)));
  }

  private static String label(UiState s, List<TorrentRow> rows, String text, Consumer<Effect> out) {
    String label = text.strip();
    if (label.length() > 100) {
      return "a label has at most 100 characters";
    }
    List<EngineCommand> inverse = new ArrayList<>();
    rows.forEach(r -> inverse.add(new EngineCommand.SetLabel(r.id(), r.snapshot().label())));
    s.undo().add("label of " + describe(rows), inverse);
    each(rows, out, "Labelled", r -> new EngineCommand.SetLabel(r.id(), label));
    return "";
  }

  private static void askLimits(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    TorrentSnapshot t = rows.getFirst().snapshot();
    s.open(
        new Overlay.Dialog(
            "Limits of " + describe(rows),
            "download upload, like 2M 500K; - for none",
            rate(t.downLimit()) + " " + rate(t.upLimit()),
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, o) -> limits(s, rows, text, o)));
  }

  static String rate(long limit) {
    return limit <= 0 ? "-" : Format.size(limit);
  }

  /** Two rates from one line, or null. */
  static long[] rates(String text) {
    String[] words = text.strip().split("[ ,]+");
    if (words.length != 2) {
      return null;
    }
    long down = Rates.parse(words[0]);
    long up = Rates.parse(words[1]);
    return down < 0 || up < 0 ? null : new long[] {down, up};
  }

  private static String limits(
      UiState s, List<TorrentRow> rows, String text, Consumer<Effect> out) {
    long[] r = rates(text);
    if (r == null) {
      return "write two rates, download and upload: 2M 500K";
    }
    List<EngineCommand> inverse = new ArrayList<>();
    for (TorrentRow row : rows) {
      TorrentSnapshot t = row.snapshot();
      inverse.add(new EngineCommand.SetTorrentLimits(t.id(), t.downLimit(), t.upLimit()));
    }
    s.undo().add("limits of " + describe(rows), inverse);
    each(rows, out, "Limited", row -> new EngineCommand.SetTorrentLimits(row.id(), r[0], r[1]));
    return "";
  }

  private static void sequential(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    boolean on = !rows.getFirst().snapshot().sequential();
    List<EngineCommand> inverse = new ArrayList<>();
    rows.forEach(
        r -> inverse.add(new EngineCommand.SetSequential(r.id(), r.snapshot().sequential())));
    s.undo().add("order of " + describe(rows), inverse);
    each(
        rows,
        out,
        on ? "Getting pieces in order:" : "Getting the rarest pieces first:",
        r -> new EngineCommand.SetSequential(r.id(), on));
  }

  private static void yank(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    s.open(
        new Overlay.Menu(
            "Copy of " + describe(rows),
            List.of(
                item("Magnet link", rows, r -> Magnets.of(r, s.detail())),
                item("Info-hash", rows, TorrentRow::id),
                item("Name", rows, TorrentRow::name),
                item("Folder", rows, r -> String.valueOf(r.snapshot().savePath()))),
            0));
  }

  private static Overlay.Item item(
      String what, List<TorrentRow> rows, Function<TorrentRow, String> get) {
    Set<String> lines = new HashSet<>();
    List<String> ordered = rows.stream().map(get).filter(lines::add).toList();
    String note = Text.sanitise(ordered.getFirst(), 60);
    return new Overlay.Item(
        what, note, out -> out.accept(new Effect.Copy(String.join("\n", ordered), what)));
  }
}
