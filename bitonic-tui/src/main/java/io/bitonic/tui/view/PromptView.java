package io.bitonic.tui.view;

import io.bitonic.tui.control.Action;
import io.bitonic.tui.control.ActionTable;
import io.bitonic.tui.control.CommandLine;
import io.bitonic.tui.control.PromptActions;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.Prompt;
import io.bitonic.tui.widget.ScrollBar;
import io.bitonic.tui.widget.TextField;
import java.util.ArrayList;
import java.util.List;

/** The prompt in the bottom line, and the palette. */
final class PromptView {
  private PromptView() {}

  static void draw(Canvas canvas, Theme theme, UiState s, Overlay.Prompt p) {
    int y = canvas.height() - 1;
    List<Prompt.Completion> list = new ArrayList<>();
    for (String c : p.candidates()) {
      Action a = p.kind() == Overlay.Prompt.Kind.COMMAND ? ActionTable.DASHBOARD.named(c) : null;
      list.add(new Prompt.Completion(c, a == null ? "" : a.title()));
    }
    boolean idle = p.edit().text().isEmpty() && p.kind() != Overlay.Prompt.Kind.COMMAND;
    Prompt.draw(
        canvas,
        theme,
        y,
        label(p.kind()),
        p.edit().text(),
        p.edit().cursor(),
        idle || !p.error().isEmpty() ? List.of() : list,
        p.chosen());
    beside(canvas, theme, s, p, y);
  }

  private static String label(Overlay.Prompt.Kind kind) {
    return switch (kind) {
      case COMMAND -> ":";
      case TORRENTS, FILES, PEERS, LOG -> "/";
    };
  }

  /** An error with its place marked, or what the line may be. */
  private static void beside(Canvas canvas, Theme theme, UiState s, Overlay.Prompt p, int y) {
    String hint =
        switch (p.kind()) {
          case COMMAND -> CommandLine.hint(p.edit().text());
          case TORRENTS ->
              p.edit().text().isEmpty()
                  ? "words, or state=error  ratio>2  size>4G  name~regex  !  &  |"
                  : s.torrents().visible().size() + " match";
          case FILES ->
              p.edit().text().isEmpty() ? "words, or path~\\.mkv$  size>1G  priority=skip" : "";
          case PEERS -> p.edit().text().isEmpty() ? "words, or client~qb  down>1M  done<50%" : "";
          case LOG -> "";
        };
    int used = 4 + Text.width(p.edit().text());
    if (!p.error().isEmpty()) {
      if (p.errorAt() >= 0) {
        int at =
            2
                + Text.width(
                    p.edit().text().substring(0, Math.min(p.errorAt(), p.edit().text().length())));
        canvas.overlay(at, y, 1, 1, theme.get(Role.BAD).with(Style.UNDERLINE));
      }
      String error = "✗ " + p.error();
      int room = canvas.width() - 4;
      canvas.put(2, y - 1, " " + Text.cut(error, room - 2) + " ", theme.get(Role.BAD));
      return;
    }
    int room = canvas.width() - used - 2;
    if (room > 10 && !hint.isEmpty()) {
      canvas.put(used, y, room, hint, Text.Align.RIGHT, theme.get(Role.MUTED));
    }
  }

  static void palette(Canvas canvas, Theme theme, UiState s, Overlay.Palette p) {
    int width = Math.min(canvas.width() - 4, 76);
    int rows = PromptActions.paletteRows(s);
    int x = (canvas.width() - width) / 2;
    Canvas in = Dialog.frame(canvas, theme, x, 2, width, rows + 4, "Actions");
    TextField.draw(
        in,
        1,
        0,
        in.width() - 2,
        p.edit().text(),
        p.edit().cursor(),
        Dialog.onDialog(theme, Role.INPUT));
    in.horizontalLine(0, 1, in.width(), Dialog.onDialog(theme, Role.BORDER));
    List<Action> hits = ActionTable.DASHBOARD.search(p.edit().text());
    int top = p.cursor().top();
    for (int i = 0; i < rows && top + i < hits.size(); i++) {
      row(in, theme, s, hits.get(top + i), i + 2, top + i == p.cursor().index());
    }
    if (hits.isEmpty()) {
      in.put(1, 2, "no action has this", Dialog.onDialog(theme, Role.MUTED));
    }
    ScrollBar.draw(canvas, theme, x + width - 1, 5, rows, hits.size(), top);
  }

  private static void row(Canvas in, Theme theme, UiState s, Action a, int y, boolean chosen) {
    String reason = a.reason().apply(s);
    Style text = Dialog.onDialog(theme, reason.isEmpty() ? Role.TEXT : Role.MUTED);
    Style key = Dialog.onDialog(theme, Role.KEY);
    if (chosen) {
      text = theme.get(Role.SELECTED).over(text);
      key = theme.get(Role.SELECTED).over(key);
      in.fill(0, y, in.width(), 1, ' ', text);
    }
    String keys = String.join(" ", a.keys());
    int right = Text.width(keys);
    String title = reason.isEmpty() ? a.title() : a.title() + " – " + reason;
    in.put(1, y, title, in.width() - right - 3, text);
    in.put(in.width() - right - 1, y, keys, key);
  }
}
