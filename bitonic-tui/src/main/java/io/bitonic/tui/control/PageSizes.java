package io.bitonic.tui.control;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;

/** How large pages are, so that their lists know what is seen. */
public final class PageSizes {
  /** Lines of the page that adds a torrent above its files: the form and the title. */
  static final int ADD_FORM = 8;

  /** Lines of the palette above its list. */
  static final int PALETTE_TOP = 2;

  /** Column of a setting's value, which stands between two arrows. */
  public static final int SETTING_VALUE = 21;

  /** Lines of the alerts page under its list: a line, and two for the chosen one's text. */
  public static final int ALERT_TEXT = 3;

  private static final int MARGIN = 4;
  private static final int FIRST_PALETTE_ROW = 2;

  private PageSizes() {}

  /** Rows inside a page with a list of this length. */
  public static int listRows(int size, int screen) {
    return Math.clamp(size, 1, Math.max(1, screen - 6));
  }

  public static int alertRows(int size, int screen) {
    return Math.min(screen - 6 - ALERT_TEXT, Math.max(5, size));
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

  /** Where a page is, with its border; {@link Rect#NONE} for questions and prompts. */
  public static Rect box(UiState s, Overlay o) {
    int rows = s.height();
    return switch (o) {
      case Overlay.Help h -> centred(s, helpWidth(s.width()), helpRows(rows) + 2);
      case Overlay.Menu m -> list(s, menuWidth(m), m.items().size());
      case Overlay.Columns c -> list(s, 40, c.order().size());
      case Overlay.Settings p -> list(s, 96, p.list().size());
      case Overlay.AlertList a -> {
        int list = alertRows(s.alerts().list().size(), rows);
        yield centred(s, 120, list + ALERT_TEXT + 2);
      }
      case Overlay.Add a -> centred(s, 110, addHeight(a.form(), rows));
      case Overlay.Palette p -> {
        int width = Math.min(s.width() - MARGIN, 76);
        int height = PromptActions.paletteRows(s) + PALETTE_TOP + 2;
        yield new Rect((s.width() - width) / 2, FIRST_PALETTE_ROW, width, height);
      }
      case Overlay.SystemPage p -> Rect.NONE;
      case Overlay.Prompt p -> Rect.NONE;
      case Overlay.Dialog d -> Rect.NONE;
      case Overlay.Confirm c -> Rect.NONE;
    };
  }

  private static Rect list(UiState s, int width, int size) {
    return centred(s, width, listRows(size, s.height()) + 2);
  }

  private static Rect centred(UiState s, int wanted, int height) {
    int width = Math.min(wanted, s.width() - MARGIN);
    return new Rect((s.width() - width) / 2, (s.height() - height) / 2, width, height);
  }

  private static int menuWidth(Overlay.Menu m) {
    int label = 0;
    int note = 0;
    for (Overlay.Item i : m.items()) {
      label = Math.max(label, Text.width(i.label()));
      note = Math.max(note, Text.width(i.note()));
    }
    return Math.max(28, Math.max(label + note + 8, Text.width(m.title()) + 8));
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
