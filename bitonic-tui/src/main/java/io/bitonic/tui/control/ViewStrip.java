package io.bitonic.tui.control;

import io.bitonic.tui.model.UiState;
import io.bitonic.tui.model.ViewFilter;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Where the views stand when they are one row: the chosen one is always among them. */
public final class ViewStrip {
  /** Room that is kept for the sign that says there are more. */
  private static final int MORE = 2;

  /**
   * One view.
   *
   * @param index into the list of views
   * @param x column of its title
   * @param width with the count and the gap after it
   */
  public record Slot(int index, String title, String count, int x, int width) {}

  private ViewStrip() {}

  public static List<Slot> of(UiState s) {
    int room = s.layout().strip().width() - MORE;
    int size = s.torrents().views().size();
    int chosen = Math.max(0, s.torrents().views().indexOf(s.torrents().view()));
    int from = chosen;
    int used = 1 + slot(s, chosen, 0).width();
    while (from > 0 && used + slot(s, from - 1, 0).width() <= room) {
      from--;
      used += slot(s, from, 0).width();
    }
    List<Slot> list = new ArrayList<>();
    int x = 1;
    for (int i = from; i < size; i++) {
      Slot slot = slot(s, i, x);
      if (x + slot.width() > room && i > chosen) {
        break;
      }
      list.add(slot);
      x += slot.width();
    }
    return list;
  }

  private static Slot slot(UiState s, int index, int x) {
    ViewFilter v = s.torrents().views().get(index);
    String title = (v.kind() == ViewFilter.Kind.LABEL ? "#" : "") + Text.sanitise(v.title(), 20);
    String count = String.valueOf(s.torrents().count(index));
    return new Slot(index, title, count, x, Text.width(title) + count.length() + 3);
  }

  /** The view under a column, or -1. */
  static int at(UiState s, int column) {
    for (Slot slot : of(s)) {
      if (column >= slot.x() - 1 && column < slot.x() + slot.width() - 1) {
        return slot.index();
      }
    }
    return -1;
  }
}
