package io.bitonic.tui.control;

import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;

/** The keys in the bottom line: as many as fit, and help always among them. */
public final class FooterKeys {
  /** Columns before the first and between two of them. */
  public static final int START = 1;

  public static final int GAP = 2;

  private static final String ALWAYS = "help";

  private FooterKeys() {}

  /** What stands at the right end, or empty. */
  public static String note(UiState s) {
    int marked = s.torrents().marked();
    return marked > 0 && s.overlay() == null ? marked + " marked" : "";
  }

  public static List<Action> shown(UiState s) {
    List<Action> list = new ArrayList<>(ActionTable.DASHBOARD.footer(s));
    String note = note(s);
    int room = s.width() - (note.isEmpty() ? 0 : Text.width(note) + GAP);
    int used = START - GAP;
    for (Action a : list) {
      used += width(a) + GAP;
    }
    for (int i = list.size() - 1; i >= 0 && used > room; i--) {
      if (!list.get(i).name().equals(ALWAYS)) {
        used -= width(list.remove(i)) + GAP;
      }
    }
    return list;
  }

  /** The action under a column, or null. */
  static Action at(UiState s, int column) {
    int x = START;
    for (Action a : shown(s)) {
      if (column >= x && column < x + width(a)) {
        return a;
      }
      x += width(a) + GAP;
    }
    return null;
  }

  private static int width(Action a) {
    return Text.width(a.keys().getFirst()) + 1 + Text.width(a.hint());
  }
}
