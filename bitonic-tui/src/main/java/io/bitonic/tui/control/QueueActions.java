package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.tui.model.Effect;
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
            .unless(TorrentActions::nothing));
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

  private static void send(UiState s, Consumer<Effect> out, List<EngineCommand> commands) {
    if (commands.isEmpty()) {
      s.say("It is at the end of the queue already");
    } else {
      out.accept(new Effect.Submit(commands, ""));
    }
  }
}
