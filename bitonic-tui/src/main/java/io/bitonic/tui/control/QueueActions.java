package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.GoalText;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The order in which torrents get their turn. */
final class QueueActions {
  private QueueActions() {}

  static List<Action> list() {
    return List.of(
        Action.of("queue-up", "Earlier in the queue", Scope.MAIN, "K", (s, o) -> move(s, o, -1))
            .unless(TorrentActions::nothing),
        Action.of("queue-down", "Later in the queue", Scope.MAIN, "J", (s, o) -> move(s, o, 1))
            .unless(TorrentActions::nothing),
        Action.of("queue-top", "First in the queue", Scope.MAIN, "", (s, o) -> end(s, o, true))
            .unless(TorrentActions::nothing),
        Action.of("queue-bottom", "Last in the queue", Scope.MAIN, "", (s, o) -> end(s, o, false))
            .unless(TorrentActions::nothing),
        Action.of(
                "force",
                "Run it beside the queue, or in its turn",
                Scope.MAIN,
                "",
                QueueActions::force)
            .unless(TorrentActions::nothing),
        Action.of("goal", "Set when it has seeded enough", Scope.MAIN, "", QueueActions::askGoal)
            .unless(TorrentActions::nothing)
            .with(
                "RATIO MINUTES [any|all] [stop|pause|remove|remove-data]",
                s -> List.of("default"),
                (s, text, o) -> goal(s, s.torrents().targets(), text, o)));
  }

  /** Several torrents keep their order: the one that moves into the free place goes first. */
  private static void move(UiState s, Consumer<Effect> out, int step) {
    List<TorrentRow> rows = new ArrayList<>(s.torrents().targets());
    if (step > 0) {
      rows = rows.reversed();
    }
    int all = s.torrents().size();
    List<EngineCommand> commands = new ArrayList<>();
    int edge = step < 0 ? 0 : all - 1;
    for (TorrentRow r : rows) {
      int at = r.snapshot().queuePosition();
      int to = at + step;
      if (step < 0 ? to >= edge : to <= edge) {
        commands.add(new EngineCommand.SetQueuePosition(r.id(), to));
      }
      // a torrent at the end stays, and the next may not pass it
      edge = at == edge ? edge - step : edge;
    }
    send(s, out, commands);
  }

  private static void end(UiState s, Consumer<Effect> out, boolean top) {
    List<TorrentRow> rows = s.torrents().targets();
    List<EngineCommand> commands = new ArrayList<>();
    for (TorrentRow r : top ? rows.reversed() : rows) {
      int to = top ? 0 : Math.max(0, s.torrents().size() - 1);
      commands.add(new EngineCommand.SetQueuePosition(r.id(), to));
    }
    send(s, out, commands);
  }

  private static void force(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    boolean on = !rows.getFirst().snapshot().sharing().forced();
    List<EngineCommand> inverse = new ArrayList<>();
    rows.forEach(
        r -> inverse.add(new EngineCommand.SetForced(r.id(), r.snapshot().sharing().forced())));
    s.undo().add("turn of " + TorrentActions.describe(rows), inverse);
    out.accept(
        new Effect.Submit(
            rows.stream().<EngineCommand>map(r -> new EngineCommand.SetForced(r.id(), on)).toList(),
            (on ? "Runs beside the queue: " : "Takes its turn: ") + TorrentActions.describe(rows)));
  }

  private static void askGoal(UiState s, Consumer<Effect> out) {
    List<TorrentRow> rows = s.torrents().targets();
    ShareGoal own = rows.getFirst().snapshot().sharing().own();
    s.open(
        new Overlay.Dialog(
            "Share goal of " + TorrentActions.describe(rows),
            GoalText.HINT,
            own == null ? "default" : GoalText.of(own),
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, o) -> goal(s, rows, text, o)));
  }

  private static String goal(UiState s, List<TorrentRow> rows, String text, Consumer<Effect> out) {
    boolean fallback = text.strip().equals("default");
    ShareGoal goal = fallback ? null : GoalText.parse(text);
    if (goal == null && !fallback) {
      return "write " + GoalText.HINT + "; - for none; default for that of the settings";
    }
    List<EngineCommand> inverse = new ArrayList<>();
    rows.forEach(
        r -> inverse.add(new EngineCommand.SetShareGoal(r.id(), r.snapshot().sharing().own())));
    s.undo().add("share goal of " + TorrentActions.describe(rows), inverse);
    out.accept(
        new Effect.Submit(
            rows.stream()
                .<EngineCommand>map(r -> new EngineCommand.SetShareGoal(r.id(), goal))
                .toList(),
            "Share goal set: " + TorrentActions.describe(rows)));
    return "";
  }

  private static void send(UiState s, Consumer<Effect> out, List<EngineCommand> commands) {
    if (commands.isEmpty()) {
      s.say("It is at the end of the queue already");
    } else {
      out.accept(new Effect.Submit(commands, ""));
    }
  }
}
