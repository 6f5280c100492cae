package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;

/** A line to type into at the bottom of the screen, with a list of completions above it. */
public final class Prompt {
  /** Most completions on screen at once. */
  public static final int MAX_SHOWN = 8;

  /** Something to complete to, and what it is. */
  public record Completion(String text, String hint) {}

  private Prompt() {}

  /**
   * Draws the prompt over the whole width of row {@code y} and the list above it.
   *
   * @param label such as ":" or "filter"
   * @param cursor char index in {@code text}
   * @param chosen index in {@code completions}, or −1
   */
  public static void draw(
      Canvas canvas,
      Theme theme,
      int y,
      String label,
      String text,
      int cursor,
      List<Completion> completions,
      int chosen) {
    canvas.fill(0, y, canvas.width(), 1, ' ', theme.get(Role.INPUT));
    int at = 1 + canvas.put(1, y, label, theme.get(Role.KEY)) + (label.length() > 1 ? 1 : 0);
    TextField.draw(canvas, at, y, canvas.width() - at - 1, text, cursor, theme.get(Role.INPUT));
    int shown = Math.min(Math.min(completions.size(), MAX_SHOWN), y - 2);
    if (shown > 0) {
      list(canvas, theme, y, completions, chosen, shown);
    }
  }

  private static void list(
      Canvas canvas, Theme theme, int y, List<Completion> completions, int chosen, int shown) {
    int words = 0;
    int hints = 0;
    for (Completion completion : completions) {
      words = Math.max(words, Text.width(completion.text()));
      hints = Math.max(hints, Text.width(completion.hint()));
    }
    int columns = Math.min(canvas.width(), words + hints + 6);
    int top = Math.clamp(chosen - shown / 2, 0, completions.size() - shown);
    Canvas inside = Dialog.frame(canvas, theme, 0, y - shown - 2, columns, shown + 2, "");
    for (int i = 0; i < shown; i++) {
      Completion completion = completions.get(top + i);
      Style text = theme.get(Role.DIALOG);
      Style hint = Dialog.onDialog(theme, Role.MUTED);
      if (top + i == chosen) {
        text = theme.get(Role.SELECTED).over(text);
        hint = theme.get(Role.SELECTED).over(hint);
      }
      inside.fill(0, i, inside.width(), 1, ' ', text);
      inside.put(1, i, completion.text(), inside.width() - 1, text);
      inside.put(words + 3, i, completion.hint(), inside.width() - words - 3, hint);
    }
    ScrollBar.draw(canvas, theme, columns - 1, y - shown - 1, shown, completions.size(), top);
  }
}
