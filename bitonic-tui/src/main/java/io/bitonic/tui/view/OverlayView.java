package io.bitonic.tui.view;

import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Theme;
import java.util.Iterator;

/** Whatever lies over the panes, the last opened on top. */
final class OverlayView {
  private OverlayView() {}

  static void draw(Canvas canvas, Theme theme, UiState s) {
    for (Iterator<Overlay> i = s.overlays().descendingIterator(); i.hasNext(); ) {
      switch (i.next()) {
        case Overlay.Help o -> HelpView.draw(canvas, theme, s, o);
        case Overlay.Prompt o -> PromptView.draw(canvas, theme, s, o);
        case Overlay.Palette o -> PromptView.palette(canvas, theme, s, o);
        case Overlay.Menu o -> ListPages.menu(canvas, theme, s, o);
        case Overlay.Columns o -> ListPages.columns(canvas, theme, s, o);
        case Overlay.AlertList o -> ListPages.alerts(canvas, theme, s, o);
        case Overlay.SystemPage o -> SystemView.draw(canvas, theme, s, o.state());
        case Overlay.Settings o -> ListPages.settings(canvas, theme, s, o);
        case Overlay.Dialog o -> QuestionView.dialog(canvas, theme, o);
        case Overlay.Confirm o -> QuestionView.confirm(canvas, theme, s, o);
        case Overlay.Add o -> AddView.draw(canvas, theme, PageSizes.box(s, o), o.form());
      }
    }
    FooterView.toast(canvas, theme, s);
  }
}
