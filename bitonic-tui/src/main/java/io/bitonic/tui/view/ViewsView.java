package io.bitonic.tui.view;

import io.bitonic.tui.control.ViewStrip;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.ViewFilter;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.ScrollBar;
import java.util.List;

/** The list of views, as a box at the side or as one row. */
final class ViewsView {
  private ViewsView() {}

  static void box(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().views();
    boolean focused = s.focus() == Focus.VIEWS;
    Canvas in = Panel.draw(canvas, theme, r.x(), r.y(), r.width(), r.height(), "Views", focused);
    List<ViewFilter> views = s.torrents().views();
    int top = s.viewsTop();
    for (int i = top; i < views.size() && i - top < in.height(); i++) {
      row(in, theme, s, views.get(i), s.torrents().count(i), i - top);
    }
    ScrollBar.draw(canvas, theme, r.x() + r.width() - 1, r.y() + 1, in.height(), views.size(), top);
  }

  private static void row(Canvas in, Theme theme, UiState s, ViewFilter v, int count, int y) {
    boolean chosen = v.equals(s.torrents().view());
    boolean label = v.kind() == ViewFilter.Kind.LABEL;
    boolean error = v.kind() == ViewFilter.Kind.ERROR && count > 0;
    Style text = theme.get(error ? Role.BAD : count == 0 ? Role.MUTED : Role.TEXT);
    Style muted = theme.get(Role.MUTED);
    if (chosen) {
      Style over = theme.get(s.focus() == Focus.VIEWS ? Role.SELECTED : Role.SELECTED_IDLE);
      in.fill(0, y, in.width(), 1, ' ', over.over(text));
      text = over.over(text);
      muted = over.over(muted);
    }
    String n = String.valueOf(count);
    int x = 1 + (label ? in.put(1, y, "#", muted) : 0);
    in.put(x, y, Text.sanitise(v.title(), 60), in.width() - n.length() - x - 2, text);
    in.put(in.width() - n.length() - 1, y, n, muted);
  }

  static void strip(Canvas canvas, Theme theme, UiState s) {
    Rect r = s.layout().strip();
    List<ViewFilter> views = s.torrents().views();
    int end = 1;
    int last = -1;
    for (ViewStrip.Slot slot : ViewStrip.of(s)) {
      boolean chosen = views.get(slot.index()).equals(s.torrents().view());
      Style text = theme.get(chosen ? Role.TAB_ACTIVE : Role.TAB);
      Style muted = theme.get(Role.MUTED);
      if (chosen && s.focus() == Focus.VIEWS) {
        text = theme.get(Role.SELECTED).over(text);
        muted = theme.get(Role.SELECTED).over(muted);
        canvas.fill(slot.x() - 1, r.y(), slot.width(), 1, ' ', text);
      }
      int at = slot.x() + canvas.put(slot.x(), r.y(), slot.title(), text) + 1;
      canvas.put(at, r.y(), slot.count(), muted);
      end = slot.x() + slot.width();
      last = slot.index();
    }
    if (last < views.size() - 1) {
      canvas.put(end, r.y(), "…", theme.get(Role.MUTED));
    }
  }
}
