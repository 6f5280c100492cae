package io.bitonic.tui.view;

import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.NetworkState;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/** The top line: who, how fast, port, space, alerts, time. */
final class HeaderView {
  private HeaderView() {}

  static void draw(Canvas canvas, Theme theme, UiState s) {
    Style base = theme.get(Role.HEADER);
    canvas.fill(0, 0, canvas.width(), 1, ' ', base);
    String clock = (s.place().demo() ? "demo  " : "") + Format.clock(s.now(), s.place().zone());
    int end = canvas.width() - Text.width(clock) - 1;
    canvas.put(end, 0, clock, base);
    int x = 1;
    x += canvas.put(x, 0, Text.cut(s.place().label(), 24), on(theme, Role.TITLE)) + 2;
    EngineSnapshot e = s.engine();
    if (e == null) {
      return;
    }
    x = rate(canvas, theme, x, "▼", Role.GRAPH_DOWN, e.downRate(), e.downLimit());
    x = rate(canvas, theme, x, "▲", Role.GRAPH_UP, e.upRate(), e.upLimit());
    if (e.alternative()) {
      x += canvas.put(x, 0, "ALT", on(theme, Role.WARN).with(Style.BOLD)) + 2;
    }
    x = alerts(canvas, theme, s, x, end);
    x = bound(canvas, theme, x, end, e.network());
    x = port(canvas, theme, x, end, e.listenPort(), e.network());
    x = field(canvas, theme, x, end, "peers", Format.count(e.peers()), Role.HEADER);
    x = dht(canvas, theme, x, end, e.dhtNodes());
    if (s.freeSpace() >= 0) {
      Role role = s.freeSpace() < (1L << 30) ? Role.BAD : Role.HEADER;
      x = field(canvas, theme, x, end, "free", Format.size(s.freeSpace()), role);
    }
    x = field(canvas, theme, x, end, "got", Format.size(e.downloaded()), Role.HEADER);
    field(canvas, theme, x, end, "given", Format.size(e.uploaded()), Role.HEADER);
  }

  private static Style on(Theme theme, Role role) {
    return theme.get(role).withBackground(theme.get(Role.HEADER).background());
  }

  private static int rate(
      Canvas canvas, Theme theme, int at, String arrow, Role role, long rate, long limit) {
    int x = at + canvas.put(at, 0, arrow, on(theme, role));
    String text = Text.pad(Format.size(rate), 5, Text.Align.RIGHT);
    x += canvas.put(x, 0, text, on(theme, role).with(Style.BOLD));
    if (limit > 0) {
      x += canvas.put(x, 0, "/" + Format.size(limit), on(theme, Role.MUTED));
    }
    return x + 2;
  }

  private static int alerts(Canvas canvas, Theme theme, UiState s, int at, int end) {
    int open = s.alerts().open();
    EventLog.Level worst = s.alerts().worst();
    if (open == 0 || at + 8 > end) {
      return at;
    }
    Role role =
        worst == EventLog.Level.ERROR
            ? Role.BAD
            : worst == EventLog.Level.WARN ? Role.WARN : Role.ACCENT;
    return at + canvas.put(at, 0, "!" + open, on(theme, role).with(Style.BOLD)) + 2;
  }

  /** The interface that all traffic is bound to. */
  private static int bound(Canvas canvas, Theme theme, int at, int end, NetworkState n) {
    if (n.bound().isEmpty()) {
      return at;
    }
    String name = Text.cut(Text.sanitise(n.bound(), 40), 16);
    return n.online()
        ? field(canvas, theme, at, end, name, "✓", Role.GOOD)
        : field(canvas, theme, at, end, name, "✗ offline", Role.BAD);
  }

  private static int port(
      Canvas canvas, Theme theme, int at, int end, int port, NetworkState network) {
    if (port == 0) {
      return field(canvas, theme, at, end, "port", "closed", Role.BAD);
    }
    return switch (network.portMap()) {
      case MAPPED -> field(canvas, theme, at, end, "port", port + " ✓", Role.HEADER);
      case TRYING -> field(canvas, theme, at, end, "port", port + " …", Role.HEADER);
      case FAILED -> field(canvas, theme, at, end, "port", port + " ✗", Role.WARN);
      case OFF -> field(canvas, theme, at, end, "port", String.valueOf(port), Role.HEADER);
    };
  }

  private static int dht(Canvas canvas, Theme theme, int at, int end, int nodes) {
    return nodes < 0
        ? field(canvas, theme, at, end, "DHT", "–", Role.MUTED)
        : field(canvas, theme, at, end, "DHT", Format.count(nodes), Role.HEADER);
  }

  private static int field(
      Canvas canvas, Theme theme, int at, int end, String name, String value, Role role) {
    int width = name.length() + 1 + Text.width(value);
    if (at + width + 2 > end) {
      return at;
    }
    int x = at + canvas.put(at, 0, name, on(theme, Role.MUTED)) + 1;
    return x + canvas.put(x, 0, value, on(theme, role)) + 2;
  }
}
