package io.bitonic.tui.view;

import io.bitonic.tui.control.Action;
import io.bitonic.tui.control.FooterKeys;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.KeyBar;
import java.util.ArrayList;
import java.util.List;

/** The bottom line with the keys that work now, and the message above it. */
final class FooterView {
  private FooterView() {}

  static void draw(Canvas canvas, Theme theme, UiState s) {
    if (s.overlay() instanceof Overlay.Prompt) {
      return;
    }
    List<KeyBar.Hint> hints = new ArrayList<>();
    for (Action a : FooterKeys.shown(s)) {
      hints.add(new KeyBar.Hint(a.keys().getFirst(), a.hint()));
    }
    KeyBar.draw(canvas, theme, canvas.height() - 1, hints, FooterKeys.note(s));
  }

  /** The message, over the lower border; drawn after pages so that it is always seen. */
  static void toast(Canvas canvas, Theme theme, UiState s) {
    UiState.Toast t = s.toast();
    if (t == null) {
      return;
    }
    boolean bad = t.level() == EventLog.Level.ERROR;
    String text =
        (bad ? " ✗ " : " ✓ ") + Text.cut(Text.sanitise(t.text(), 600), canvas.width() - 10) + " ";
    canvas.put(3, canvas.height() - 2, text, theme.get(bad ? Role.BAD : Role.GOOD));
  }
}
