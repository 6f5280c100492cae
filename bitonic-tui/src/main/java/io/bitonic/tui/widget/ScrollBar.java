package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;

/** Where in a long list the screen is; drawn over a panel's right border. */
public final class ScrollBar {
  private ScrollBar() {}

  /**
   * Draws nothing when everything fits.
   *
   * @param total rows of the list
   * @param top first row on screen
   */
  public static void draw(
      Canvas canvas, Theme theme, int x, int y, int height, int total, int top) {
    if (total <= height || height < 2) {
      return;
    }
    int thumb = Math.max(1, (int) ((long) height * height / total));
    int free = height - thumb;
    int start =
        (int) Math.clamp(Math.round(top / (double) (total - height) * free), 0L, (long) free);
    canvas.fill(x, y + start, 1, thumb, '▐', theme.get(Role.SCROLL_THUMB));
  }
}
