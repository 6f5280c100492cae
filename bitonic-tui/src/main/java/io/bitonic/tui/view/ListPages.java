package io.bitonic.tui.view;

import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.model.Alerts;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
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

  private static Canvas open(Canvas canvas, Theme theme, String title, int width, ListCursor c) {
    int height = PageSizes.listRows(c.size(), canvas.height()) + 2;
    int w = Math.min(width, canvas.width() - 4);
    Canvas in = Dialog.open(canvas, theme, w, height, title);
    ScrollBar.draw(
        canvas,
        theme,
        (canvas.width() - w) / 2 + w - 1,
        (canvas.height() - height) / 2 + 1,
        in.height(),
        c.size(),
        c.top());
    return in;
  }

  static void menu(Canvas canvas, Theme theme, Overlay.Menu m) {
    int label = 0;
    int note = 0;
    for (Overlay.Item i : m.items()) {
      label = Math.max(label, Text.width(i.label()));
      note = Math.max(note, Text.width(i.note()));
    }
    int width = Math.max(label + note + 8, Text.width(m.title()) + 8);
    Canvas in = open(canvas, theme, m.title(), Math.max(28, width), m.cursor());
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

  static void columns(Canvas canvas, Theme theme, Overlay.Columns page) {
    Canvas in = open(canvas, theme, "Columns", 40, page.cursor());
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
    Canvas in = open(canvas, theme, "Settings", 76, page.cursor());
    for (int y = 0; y < in.height(); y++) {
      int row = page.cursor().top() + y;
      if (row >= page.list().size()) {
        break;
      }
      boolean chosen = row == page.cursor().index();
      Overlay.Setting set = page.list().get(row);
      fill(in, theme, y, chosen);
      in.put(2, y, set.title(), 18, style(theme, Role.TEXT, chosen));
      in.put(21, y, "◂ " + set.value().apply(s) + " ▸", 22, style(theme, Role.ACCENT, chosen));
      in.put(44, y, set.hint(), in.width() - 45, style(theme, Role.MUTED, chosen));
    }
  }

  static void alerts(Canvas canvas, Theme theme, UiState s, Overlay.AlertList page) {
    List<Alerts.Alert> list = s.alerts().list();
    int width = Math.min(canvas.width() - 4, 120);
    int height = PageSizes.alertRows(list.size(), canvas.height()) + 2;
    Canvas in = Dialog.open(canvas, theme, width, height, "Alerts  " + s.alerts().open() + " open");
    if (list.isEmpty()) {
      in.put(2, 1, "No alerts: all is well", Dialog.onDialog(theme, Role.MUTED));
      return;
    }
    for (int y = 0; y < in.height(); y++) {
      int row = page.cursor().top() + y;
      if (row >= list.size()) {
        break;
      }
      alert(in, theme, s, list.get(row), y, row == page.cursor().index());
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
