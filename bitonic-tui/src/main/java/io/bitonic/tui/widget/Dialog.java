package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;

/** Boxes that lie over the screen. */
public final class Dialog {
  private Dialog() {}

  /** Opens a box in the middle, no larger than the canvas, and returns the view of its inside. */
  public static Canvas open(Canvas canvas, Theme theme, int columns, int rows, String title) {
    int width = Math.min(columns, canvas.width());
    int height = Math.min(rows, canvas.height());
    int x = (canvas.width() - width) / 2;
    int y = (canvas.height() - height) / 2;
    return frame(canvas, theme, x, y, width, height, title);
  }

  /** Opens a box at a place and returns the view of its inside. */
  public static Canvas frame(
      Canvas canvas, Theme theme, int x, int y, int columns, int rows, String title) {
    canvas.fill(x, y, columns, rows, ' ', theme.get(Role.DIALOG));
    canvas.box(x, y, columns, rows, onDialog(theme, Role.BORDER_FOCUS));
    if (!title.isEmpty()) {
      Panel.label(canvas, x + 2, y, columns - 4, title, onDialog(theme, Role.TITLE));
    }
    return canvas.sub(x + 1, y + 1, columns - 2, rows - 2);
  }

  /**
   * Asks a question: lines of text, then the keys that answer.
   *
   * @param role colour of the first line, such as {@link Role#BAD} for what can't be undone
   */
  public static void confirm(
      Canvas canvas,
      Theme theme,
      String title,
      List<String> lines,
      Role role,
      List<KeyBar.Hint> answers) {
    Canvas inside = openFor(canvas, theme, title, lines, answers, 0);
    body(inside, theme, lines, role);
    answers(inside, theme, inside.height() - 1, answers);
  }

  /**
   * Asks for a word to be typed, for what must not happen by a slip.
   *
   * @param word what has to be typed
   * @param typed what has been typed so far
   */
  public static void confirmTyped(
      Canvas canvas,
      Theme theme,
      String title,
      List<String> lines,
      String word,
      String typed,
      List<KeyBar.Hint> answers) {
    Canvas inside = openFor(canvas, theme, title, lines, answers, 2);
    body(inside, theme, lines, Role.BAD);
    int y = lines.size() + 2;
    int at = 2 + inside.put(2, y, "Type ", theme.get(Role.DIALOG));
    at += inside.put(at, y, word, onDialog(theme, Role.KEY));
    at += inside.put(at, y, ": ", theme.get(Role.DIALOG));
    TextField.draw(
        inside,
        at,
        y,
        inside.width() - at - 2,
        typed,
        typed.length(),
        onDialog(theme, Role.INPUT).with(Style.UNDERLINE));
    answers(inside, theme, inside.height() - 1, answers);
  }

  /** The style of a role on the background of dialogs. */
  public static Style onDialog(Theme theme, Role role) {
    return theme.get(role).withBackground(theme.get(Role.DIALOG).background());
  }

  private static Canvas openFor(
      Canvas canvas,
      Theme theme,
      String title,
      List<String> lines,
      List<KeyBar.Hint> answers,
      int more) {
    int widest = Text.width(title);
    for (String line : lines) {
      widest = Math.max(widest, Text.width(line));
    }
    int keys = 0;
    for (KeyBar.Hint answer : answers) {
      keys += Text.width(answer.key()) + Text.width(answer.label()) + 4;
    }
    int columns = Math.max(Math.max(widest, keys) + 6, 36);
    return open(canvas, theme, columns, lines.size() + 5 + more, title);
  }

  private static void body(Canvas inside, Theme theme, List<String> lines, Role first) {
    for (int i = 0; i < lines.size(); i++) {
      Style style = i == 0 ? onDialog(theme, first) : theme.get(Role.DIALOG);
      inside.put(2, i + 1, lines.get(i), inside.width() - 4, style);
    }
  }

  private static void answers(Canvas inside, Theme theme, int y, List<KeyBar.Hint> answers) {
    inside.fill(0, y, inside.width(), 1, ' ', theme.get(Role.DIALOG));
    int at = 2;
    for (KeyBar.Hint answer : answers) {
      int key = Text.width(answer.key());
      if (at + key + 1 + Text.width(answer.label()) > inside.width()) {
        break;
      }
      inside.put(at, y, answer.key(), onDialog(theme, Role.KEY));
      at += key + 1;
      at += inside.put(at, y, answer.label(), onDialog(theme, Role.MUTED)) + 3;
    }
  }
}
