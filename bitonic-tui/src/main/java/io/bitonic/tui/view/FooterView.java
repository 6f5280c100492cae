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
  private static final int MOST_LINES = 3;

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

  /**
   * The message, over the lower border; drawn after pages so that it is always seen. What is wrong
   * may take three lines, for what is to be done about it comes last.
   */
  static void toast(Canvas canvas, Theme theme, UiState s) {
    UiState.Toast t = s.toast();
    if (t == null) {
      return;
    }
    boolean bad = t.level() == EventLog.Level.ERROR;
    int room = canvas.width() - 10;
    String text = Text.sanitise(t.text(), 600);
    List<String> lines = bad ? Text.wrap(text, room, MOST_LINES) : List.of(Text.cut(text, room));
    int width = lines.stream().mapToInt(Text::width).max().orElse(0);
    for (int i = 0; i < lines.size(); i++) {
      String mark = i > 0 ? "   " : bad ? " ✗ " : " ✓ ";
      canvas.put(
          3,
          canvas.height() - 1 - lines.size() + i,
          mark + Text.padRight(lines.get(i), width) + " ",
          theme.get(bad ? Role.BAD : Role.GOOD));
    }
  }
}
