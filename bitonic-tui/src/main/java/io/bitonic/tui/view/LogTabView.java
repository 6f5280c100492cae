package io.bitonic.tui.view;

import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.LogView;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.ScrollBar;
import java.util.List;

/** The log tab. */
final class LogTabView {
  private static final int NAME = 22;

  private LogTabView() {}

  static void draw(Canvas canvas, Canvas in, Theme theme, UiState s) {
    LogView log = s.detail().log();
    List<EventLog.Entry> lines = log.lines();
    if (lines.isEmpty()) {
      Notice.draw(
          in,
          theme,
          List.of(
              "Nothing has happened",
              log.everything() ? "- shows lesser lines too" : "e shows all torrents"));
      return;
    }
    int top = log.cursor().top();
    for (int i = top; i < lines.size() && i - top < in.height(); i++) {
      boolean chosen = i == log.cursor().index() && s.focus() == Focus.DETAIL;
      line(in, theme, s, log, lines.get(i), i - top, chosen);
    }
    Rect r = s.layout().detail();
    ScrollBar.draw(canvas, theme, r.x() + r.width() - 1, r.y() + 1, in.height(), lines.size(), top);
  }

  private static void line(
      Canvas in, Theme theme, UiState s, LogView log, EventLog.Entry e, int y, boolean chosen) {
    if (chosen) {
      in.fill(0, y, in.width(), 1, ' ', theme.get(Role.SELECTED).over(theme.get(Role.TEXT)));
    }
    boolean hit = log.matches(e);
    int x = 1;
    x +=
        in.put(x, y, Format.time(e.millis(), s.place().zone()), style(theme, Role.MUTED, chosen))
            + 1;
    in.put(x, y, e.level().word(), style(theme, role(e.level()), chosen));
    x += 6;
    if (log.everything() && in.width() > 70) {
      in.put(x, y, Text.pad(e.name(), NAME), style(theme, Role.MUTED, chosen));
      x += NAME + 1;
    }
    in.put(x, y, e.text(), in.width() - x - 1, style(theme, hit ? Role.MATCH : Role.TEXT, chosen));
  }

  private static Style style(Theme theme, Role role, boolean chosen) {
    return chosen ? theme.get(Role.SELECTED).over(theme.get(role)) : theme.get(role);
  }

  static Role role(EventLog.Level level) {
    return switch (level) {
      case INFO -> Role.ACCENT;
      case WARN -> Role.WARN;
      case ERROR -> Role.BAD;
    };
  }
}
