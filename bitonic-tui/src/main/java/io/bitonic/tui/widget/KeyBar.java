package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;

/** The bottom line: keys and what they do, as many as fit. */
public final class KeyBar {
  /** A key as it is written on the keyboard, and one or two words. */
  public record Hint(String key, String label) {}

  private KeyBar() {}

  /**
   * Draws the line over the whole width of row {@code y}.
   *
   * @param right text at the right end, which always stays
   */
  public static void draw(Canvas canvas, Theme theme, int y, List<Hint> hints, String right) {
    int reserved = right.isEmpty() ? 0 : Text.width(right) + 2;
    int room = canvas.width() - reserved;
    int at = 1;
    for (Hint hint : hints) {
      int size = Text.width(hint.key()) + 1 + Text.width(hint.label());
      if (at + size > room) {
        break;
      }
      at += canvas.put(at, y, hint.key(), theme.get(Role.KEY)) + 1;
      at += canvas.put(at, y, hint.label(), theme.get(Role.KEY_LABEL)) + 2;
    }
    canvas.put(canvas.width() - reserved + 1, y, right, theme.get(Role.ACCENT));
  }
}
