package io.bitonic.tui.view;

import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.model.Alerts;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.ScrollBar;
import java.util.List;

/** Pages that are a list: menus, columns, settings, alerts. */
final class ListPages {
  private ListPages() {}

  private static Style style(Theme theme, Role role, boolean chosen) {
    Style s = Dialog.onDialog(theme, role);
    return chosen ? theme.get(Role.SELECTED).over(s) : s;
  }

  private static void fill(Canvas in, Theme theme, int y, boolean chosen) {
    if (chosen) {
      in.fill(0, y, in.width(), 1, ' ', style(theme, Role.TEXT, true));
    }
  }

  private static Canvas open(
      Canvas canvas, Theme theme, UiState s, Overlay page, String title, ListCursor c) {
    Rect r = PageSizes.box(s, page);
    Canvas in = Dialog.frame(canvas, theme, r.x(), r.y(), r.width(), r.height(), title);
    int rows = page instanceof Overlay.AlertList ? c.page() : in.height();
    ScrollBar.draw(canvas, theme, r.x() + r.width() - 1, r.y() + 1, rows, c.size(), c.top());
    return in;
  }

  static void menu(Canvas canvas, Theme theme, UiState s, Overlay.Menu m) {
    int label = 0;
    for (Overlay.Item i : m.items()) {
      label = Math.max(label, Text.width(i.label()));
    }
    Canvas in = open(canvas, theme, s, m, m.title(), m.cursor());
    for (int y = 0; y < in.height(); y++) {
      int row = m.cursor().top() + y;
      if (row >= m.items().size()) {
        break;
      }
      boolean chosen = row == m.cursor().index();
      Overlay.Item item = m.items().get(row);
      fill(in, theme, y, chosen);
      in.put(
          2, y, Text.sanitise(item.label(), 200), in.width() - 4, style(theme, Role.TEXT, chosen));
      int room = in.width() - label - 6;
      in.put(label + 4, y, room, item.note(), Text.Align.RIGHT, style(theme, Role.MUTED, chosen));
    }
  }

  static void columns(Canvas canvas, Theme theme, UiState s, Overlay.Columns page) {
    Canvas in = open(canvas, theme, s, page, "Columns", page.cursor());
    for (int y = 0; y < in.height(); y++) {
      int row = page.cursor().top() + y;
      if (row >= page.order().size()) {
        break;
      }
      boolean chosen = row == page.cursor().index();
      TorrentColumn c = page.order().get(row);
      boolean on = page.isOn(c) || c == TorrentColumn.NAME;
      fill(in, theme, y, chosen);
      in.put(2, y, on ? "[x]" : "[ ]", style(theme, on ? Role.ACCENT : Role.MUTED, chosen));
      in.put(6, y, c.title(), 10, style(theme, on ? Role.TEXT : Role.MUTED, chosen));
      in.put(17, y, c.key(), in.width() - 18, style(theme, Role.MUTED, chosen));
    }
  }

  static void settings(Canvas canvas, Theme theme, UiState s, Overlay.Settings page) {
    Canvas in = open(canvas, theme, s, page, "Settings", page.cursor());
    for (int y = 0; y < in.height(); y++) {
      int row = page.cursor().top() + y;
      if (row >= page.list().size()) {
        break;
      }
      boolean chosen = row == page.cursor().index();
      Overlay.Setting set = page.list().get(row);
      fill(in, theme, y, chosen);
      in.put(2, y, set.title(), 18, style(theme, Role.TEXT, chosen));
      in.put(
          PageSizes.SETTING_VALUE,
          y,
          "◂ " + set.value().apply(s) + " ▸",
          22,
          style(theme, Role.ACCENT, chosen));
      in.put(44, y, set.hint(), in.width() - 45, style(theme, Role.MUTED, chosen));
    }
  }

  static void alerts(Canvas canvas, Theme theme, UiState s, Overlay.AlertList page) {
    List<Alerts.Alert> list = s.alerts().list();
    String title = "Alerts  " + s.alerts().open() + " open";
    Canvas in = open(canvas, theme, s, page, title, page.cursor());
    if (list.isEmpty()) {
      in.put(2, 1, "No alerts: all is well", Dialog.onDialog(theme, Role.MUTED));
      return;
    }
    int rows = in.height() - PageSizes.ALERT_TEXT;
    for (int y = 0; y < rows && page.cursor().top() + y < list.size(); y++) {
      int row = page.cursor().top() + y;
      alert(in, theme, s, list.get(row), y, row == page.cursor().index());
    }
    in.horizontalLine(0, rows, in.width(), Dialog.onDialog(theme, Role.BORDER));
    Alerts.Alert chosen = list.get(Math.min(page.cursor().index(), list.size() - 1));
    List<String> text = Text.wrap(chosen.entry().text(), in.width() - 2, PageSizes.ALERT_TEXT - 1);
    for (int i = 0; i < text.size(); i++) {
      in.put(1, rows + 1 + i, text.get(i), in.width() - 2, Dialog.onDialog(theme, Role.TEXT));
    }
  }

  private static void alert(
      Canvas in, Theme theme, UiState s, Alerts.Alert a, int y, boolean chosen) {
    EventLog.Entry e = a.entry();
    boolean old = a.acknowledged();
    fill(in, theme, y, chosen);
    String age = Format.duration(Math.max(0, (s.now() - e.millis()) / 1000));
    in.put(1, y, 6, age, Text.Align.RIGHT, style(theme, Role.MUTED, chosen));
    Role role = old ? Role.MUTED : LogTabView.role(e.level());
    in.put(8, y, old ? "✓ ack" : "! " + e.level().word(), style(theme, role, chosen));
    int x = 17;
    if (!e.name().isEmpty()) {
      int room = Math.min(28, in.width() / 4);
      in.put(x, y, e.name(), room, style(theme, old ? Role.MUTED : Role.TEXT, chosen));
      x += room + 1;
    }
    String text = (a.count() > 1 ? a.count() + "× " : "") + e.text();
    in.put(x, y, text, in.width() - x - 1, style(theme, old ? Role.MUTED : Role.TEXT, chosen));
  }
}
