package io.bitonic.tui.control;

import java.util.List;

/** Marks in the torrents table. */
final class SelectActions {
  private SelectActions() {}

  static List<Action> list() {
    return List.of(
        Action.of(
                "mark",
                "Mark or unmark, and go on",
                Scope.TORRENTS,
                "Space",
                (s, o) -> {
                  s.torrents().toggleMark();
                  s.torrents().moveBy(1);
                })
            .hint("Mark")
            .unless(TorrentActions::nothing),
        Action.of(
                "range",
                "Begin a range, or mark up to here",
                Scope.TORRENTS,
                "V",
                (s, o) -> s.torrents().range())
            .unless(TorrentActions::nothing),
        Action.of(
                "invert",
                "Invert the marks",
                Scope.TORRENTS,
                "*",
                (s, o) -> s.torrents().invertMarks())
            .unless(TorrentActions::nothing),
        Action.of("mark-all", "Mark all", Scope.TORRENTS, "A", (s, o) -> s.torrents().markAll())
            .unless(TorrentActions::nothing));
  }
}
