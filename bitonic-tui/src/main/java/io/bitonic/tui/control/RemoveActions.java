package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.Undo;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Removal, with and without data, and the way back. */
final class RemoveActions {
  private static final int NAMES = 6;

  private RemoveActions() {}

  /** Pauses and hides the torrents; the engine hears of the removal when it can't be undone. */
  static void remove(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    Set<String> ids = rows.stream().map(TorrentRow::id).collect(Collectors.toSet());
    List<EngineCommand> pause = new ArrayList<>();
    List<EngineCommand> resume = new ArrayList<>();
    for (TorrentRow r : rows) {
      if (r.snapshot().state() != TorrentState.PAUSED
          && r.snapshot().state() != TorrentState.ERROR) {
        pause.add(new EngineCommand.Pause(r.id()));
        resume.add(new EngineCommand.Resume(r.id()));
      }
    }
    String what = TorrentActions.describe(rows);
    s.undo().addRemoval("removal of " + what, resume, ids, s.now());
    s.torrents().hide(ids, true);
    if (!pause.isEmpty()) {
      out.accept(new Effect.Submit(pause, ""));
    }
    s.say("Removed " + what + ", its data stays; u undoes for " + Undo.GRACE_MILLIS / 1000 + " s");
  }

  /** Asks for the word {@code delete} first. */
  static void delete(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    List<String> lines = new ArrayList<>();
    long bytes = 0;
    for (TorrentRow r : rows) {
      bytes += r.snapshot().doneSize();
      if (lines.size() < NAMES) {
        lines.add(
            Text.cut(r.name(), 50)
                + "  in "
                + Text.sanitise(String.valueOf(r.snapshot().savePath()), 80));
      }
    }
    if (rows.size() > NAMES) {
      lines.add("and " + (rows.size() - NAMES) + " more");
    }
    lines.add("");
    lines.add(Format.size(bytes) + " will be deleted from the disk. This can't be undone.");
    s.open(
        new Overlay.Confirm(
            "Delete " + TorrentActions.describe(rows) + " and its data?",
            lines,
            "delete",
            o ->
                o.accept(
                    new Effect.Submit(
                        rows.stream()
                            .<EngineCommand>map(r -> new EngineCommand.Remove(r.id(), true))
                            .toList(),
                        "Deleted " + TorrentActions.describe(rows)))));
  }

  static void undo(UiState s, Consumer<Effect> out) {
    Undo.Step step = s.undo().pop();
    if (step == null) {
      return;
    }
    s.torrents().hide(step.removed(), false);
    if (step.inverse().isEmpty()) {
      s.say("Undid the " + step.what());
    } else {
      out.accept(new Effect.Submit(step.inverse(), "Undid the " + step.what()));
    }
  }
}
