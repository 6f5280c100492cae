package io.bitonic.tui.view;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.FileTree;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.LineEdit;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.TextField;

/** The page that adds a torrent. */
final class AddView {
  private static final int NAME = 14;
  private static final int CANDIDATES = 5;

  private AddView() {}

  static void draw(Canvas canvas, Theme theme, Rect r, AddForm f) {
    Canvas in = Dialog.frame(canvas, theme, r.x(), r.y(), r.width(), r.height(), "Add a torrent");
    int y = 0;
    for (AddForm.Field field : AddForm.Field.values()) {
      if (field != AddForm.Field.FILES) {
        line(in, theme, f, field, y++);
      }
    }
    if (!f.candidates().isEmpty()) {
      QuestionView.candidates(in, theme, f.candidates(), y + 1, CANDIDATES);
    } else if (!f.message().isEmpty()) {
      in.put(
          1,
          y + 1,
          "✗ " + Text.sanitise(f.message(), 400),
          in.width() - 2,
          Dialog.onDialog(theme, Role.BAD));
    } else if (f.loading()) {
      in.put(1, y + 1, "Reading the source… Esc gives up", Dialog.onDialog(theme, Role.ACCENT));
    } else if (f.loaded() != null && f.loaded().isMagnet()) {
      in.put(
          1,
          y + 1,
          Text.cut(Text.sanitise(f.loaded().name(), 200), Math.max(8, in.width() / 2)),
          in.width() - 2,
          Dialog.onDialog(theme, Role.TITLE));
      in.put(
          1,
          y + 2,
          "Peers have to tell its files. Start it paused to choose them before any is downloaded.",
          in.width() - 2,
          Dialog.onDialog(theme, Role.MUTED));
    } else if (f.loaded() != null) {
      files(in, theme, f, y);
    } else {
      in.put(
          1,
          y + 1,
          "Enter adds it. ^F reads it first, so that files can be chosen.",
          in.width() - 2,
          Dialog.onDialog(theme, Role.MUTED));
    }
  }

  private static void line(Canvas in, Theme theme, AddForm f, AddForm.Field field, int y) {
    boolean here = f.focus() == field;
    in.put(1, y, field.title(), NAME - 2, Dialog.onDialog(theme, here ? Role.TITLE : Role.MUTED));
    Style text = Dialog.onDialog(theme, Role.INPUT);
    if (!field.isText()) {
      Style style = here ? theme.get(Role.SELECTED).over(text) : text;
      in.put(NAME, y, f.on(field) ? "[x] yes" : "[ ] no ", style);
      return;
    }
    LineEdit edit = f.edit(field);
    int room = in.width() - NAME - 2;
    if (here) {
      TextField.draw(in, NAME, y, room, edit.text(), edit.cursor(), text.with(Style.UNDERLINE));
    } else {
      boolean none = edit.text().isEmpty();
      String shown = none ? hint(field) : edit.text();
      in.put(NAME, y, shown, room, none ? Dialog.onDialog(theme, Role.MUTED) : text);
    }
  }

  private static String hint(AddForm.Field field) {
    return switch (field) {
      case SOURCE -> "path of a .torrent, http(s):// or magnet:";
      case DOWN, UP -> "none";
      default -> "–";
    };
  }

  private static void files(Canvas in, Theme theme, AddForm f, int y) {
    FileTree tree = f.tree();
    boolean here = f.focus() == AddForm.Field.FILES;
    in.horizontalLine(0, y, in.width(), Dialog.onDialog(theme, Role.BORDER));
    String title =
        " "
            + Text.cut(Text.sanitise(f.loaded().name(), 200), in.width() - 44)
            + "  "
            + Format.count(tree.fileCount())
            + (tree.fileCount() == 1 ? " file, " : " files, ")
            + Format.size(tree.wanted())
            + " to get ";
    in.put(2, y, title, in.width() - 4, Dialog.onDialog(theme, here ? Role.TITLE : Role.MUTED));
    Canvas list = in.sub(0, y + 1, in.width(), in.height() - y - 1);
    if (tree.shown() == 0) {
      list.put(1, 0, "No files", Dialog.onDialog(theme, Role.MUTED));
      return;
    }
    FilesView.tree(list, theme, tree, f.files(), here, false);
  }
}
