package io.bitonic.tui.control;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;

/** How large pages are, so that their lists know what is seen. */
public final class PageSizes {
  /** Lines of the page that adds a torrent above its files: the form and the title. */
  private static final int ADD_FORM = 8;

  private PageSizes() {}

  /** Rows inside a page with a list of this length. */
  public static int listRows(int size, int screen) {
    return Math.clamp(size, 1, Math.max(1, screen - 6));
  }

  public static int alertRows(int size, int screen) {
    return Math.min(screen - 6, Math.max(6, size));
  }

  public static int helpRows(int screen) {
    return screen - 6;
  }

  public static int helpWidth(int screen) {
    return Math.min(screen - 4, 170);
  }

  public static int helpColumns(int screen) {
    return Math.max(1, helpWidth(screen) / 50);
  }

  /** Rows of the page that adds a torrent, with its border. */
  public static int addHeight(AddForm f, int screen) {
    return Math.min(screen - 3, f.loaded() == null ? 16 : 40);
  }

  /** Tells the lists of open pages how many of their rows are seen. */
  public static void fit(UiState s) {
    for (Overlay o : s.overlays()) {
      switch (o) {
        case Overlay.Help h -> {
          int columns = helpColumns(s.width());
          int rows = (HelpLines.of(s).size() + columns - 1) / columns;
          h.cursor().bounds(rows, helpRows(s.height()));
        }
        case Overlay.Menu m ->
            m.cursor().bounds(m.items().size(), listRows(m.items().size(), s.height()));
        case Overlay.Columns c ->
            c.cursor().bounds(c.order().size(), listRows(c.order().size(), s.height()));
        case Overlay.Settings p ->
            p.cursor().bounds(p.list().size(), listRows(p.list().size(), s.height()));
        case Overlay.AlertList a -> {
          int size = s.alerts().list().size();
          a.cursor().bounds(size, alertRows(size, s.height()));
        }
        case Overlay.Add a ->
            a.form()
                .files()
                .bounds(a.form().tree().shown(), addHeight(a.form(), s.height()) - 2 - ADD_FORM);
        case Overlay.Prompt p -> {}
        case Overlay.SystemPage p -> {}
        case Overlay.Palette p ->
            p.cursor()
                .bounds(
                    ActionTable.DASHBOARD.search(p.edit().text()).size(),
                    PromptActions.paletteRows(s));
        case Overlay.Dialog d -> {}
        case Overlay.Confirm c -> {}
      }
    }
  }
}
