package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;

/** A row of numbered tabs; when they don't all fit, the others show their number alone. */
public final class Tabs {
  private Tabs() {}

  /** Draws the row and returns the columns it takes. */
  public static int draw(
      Canvas canvas, Theme theme, int x, int y, int columns, List<String> titles, int active) {
    boolean full = width(titles) <= columns;
    int at = x;
    for (int i = 0; i < titles.size(); i++) {
      boolean on = i == active;
      if (at + 3 > x + columns) {
        break;
      }
      at += canvas.put(at, y, ' ', theme.get(Role.TAB));
      at += canvas.put(at, y, number(i), theme.get(on ? Role.TAB_ACTIVE : Role.KEY_LABEL));
      if (full || on) {
        at += canvas.put(at, y, ' ', theme.get(Role.TAB));
        at +=
            canvas.put(
                at, y, titles.get(i), x + columns - at, theme.get(on ? Role.TAB_ACTIVE : Role.TAB));
      }
      at += canvas.put(at, y, ' ', theme.get(Role.TAB));
    }
    return at - x;
  }

  /** The tab at a column counted from the row's start, or −1. */
  public static int at(int columns, List<String> titles, int active, int column) {
    boolean full = width(titles) <= columns;
    int at = 0;
    for (int i = 0; i < titles.size(); i++) {
      int size = 3 + (full || i == active ? 1 + Text.width(titles.get(i)) : 0);
      if (column >= at && column < at + size) {
        return i;
      }
      at += size;
    }
    return -1;
  }

  private static int width(List<String> titles) {
    int sum = 0;
    for (String title : titles) {
      sum += Text.width(title) + 4;
    }
    return sum;
  }

  private static int number(int index) {
    return index < 9 ? '1' + index : ' ';
  }
}
