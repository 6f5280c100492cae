package io.bitonic.tui.control;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.FileTree;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.function.Consumer;

/** Clicks on the pages that lie over the screen. */
final class PageMouse {
  private static final int BOX_END = 5;

  private PageMouse() {}

  /** Does what a click at a cell of the screen means; beside a list it closes it. */
  static void click(UiState s, int x, int y, Consumer<Effect> out) {
    Overlay o = s.overlay();
    Rect r = PageSizes.box(s, o);
    if (r.isEmpty()) {
      return;
    }
    if (!r.contains(x, y)) {
      if (!(o instanceof Overlay.Add)) {
        run(s, "Esc", out);
      }
      return;
    }
    int row = y - r.y() - 1;
    int column = x - r.x() - 1;
    if (row < 0 || row >= r.height() - 2 || column < 0 || column >= r.width() - 2) {
      return;
    }
    switch (o) {
      case Overlay.Menu m -> choose(s, m.cursor(), row, out);
      case Overlay.Palette p -> choose(s, p.cursor(), row - PageSizes.PALETTE_TOP, out);
      case Overlay.Columns c -> {
        if (pick(c.cursor(), row) >= 0) {
          run(s, "Space", out);
        }
      }
      case Overlay.Settings p -> setting(s, p, row, column, out);
      case Overlay.AlertList a -> {
        if (row < a.cursor().page() && pick(a.cursor(), row) == 1) {
          run(s, "Enter", out);
        }
      }
      case Overlay.Add a -> add(s, a.form(), row, column, out);
      case Overlay.Help h -> {}
      case Overlay.SystemPage p -> {}
      case Overlay.Prompt p -> {}
      case Overlay.Dialog d -> {}
      case Overlay.Confirm c -> {}
    }
  }

  /**
   * Chooses a row on screen: -1 when there is none, 1 when it was the chosen one before, else 0.
   */
  private static int pick(ListCursor c, int row) {
    int index = c.top() + row;
    if (row < 0 || index >= c.size()) {
      return -1;
    }
    boolean again = index == c.index();
    c.to(index);
    return again ? 1 : 0;
  }

  private static void choose(UiState s, ListCursor c, int row, Consumer<Effect> out) {
    if (pick(c, row) >= 0) {
      run(s, "Enter", out);
    }
  }

  private static void setting(
      UiState s, Overlay.Settings page, int row, int column, Consumer<Effect> out) {
    int picked = pick(page.cursor(), row);
    if (picked < 0) {
      return;
    }
    String value = page.list().get(page.cursor().index()).value().apply(s);
    int from = PageSizes.SETTING_VALUE;
    int to = from + Text.width(value) + 3;
    if (column == from || column == from + 1) {
      run(s, "←", out);
    } else if (column == to || column == to - 1) {
      run(s, "→", out);
    } else if (picked == 1) {
      run(s, "Enter", out);
    }
  }

  private static void add(UiState s, AddForm f, int row, int column, Consumer<Effect> out) {
    if (row < AddForm.Field.FILES.ordinal()) {
      AddForm.Field field = AddForm.Field.values()[row];
      f.focus(field);
      if (!field.isText()) {
        f.toggle(field);
      }
      return;
    }
    int line = row - PageSizes.ADD_FORM;
    if (f.loaded() != null && line >= 0 && line < f.files().page() && f.tree().shown() > 0) {
      f.focus(AddForm.Field.FILES);
      int picked = pick(f.files(), line);
      if (picked >= 0) {
        file(s, f.tree(), f.tree().node(f.files().index()), column, out);
      }
    }
  }

  /** A click on a row of files that was chosen just now: on its box, or on a folder. */
  static void file(UiState s, FileTree tree, int node, int column, Consumer<Effect> out) {
    if (column < BOX_END) {
      run(s, "Space", out);
    } else if (tree.isFolder(node)) {
      run(s, tree.isOpen(node) ? "←" : "→", out);
    }
  }

  /** What a key would do now. */
  private static void run(UiState s, String key, Consumer<Effect> out) {
    Action action = ActionTable.DASHBOARD.find(Scope.of(s), key);
    if (action != null) {
      Dispatch.run(action, s, out);
    }
  }
}
