package io.bitonic.tui.view;

import io.bitonic.core.api.FilePriority;
import io.bitonic.tui.model.FileTree;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.ListCursor;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.Dialog;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.ProgressBar;
import io.bitonic.tui.widget.ScrollBar;
import java.util.List;

/** Files as a tree, in the files tab and in the page that adds a torrent. */
final class FilesView {
  private static final int RIGHT = 30;
  private static final int RIGHT_NARROW = 20;

  private FilesView() {}

  static void draw(Canvas canvas, Canvas in, Theme theme, UiState s) {
    FileTree tree = s.detail().files();
    TorrentRow row = s.torrents().selected();
    if (row != null && !row.snapshot().hasMetadata()) {
      Notice.draw(
          in, theme, List.of("Waiting for metadata", "A peer has to send the list of files first"));
      return;
    }
    if (s.detail().rows() == null || tree.fileCount() == 0) {
      Notice.draw(in, theme, List.of("Reading the files…"));
      return;
    }
    if (tree.shown() == 0) {
      Notice.draw(in, theme, List.of("No file matches", "Esc drops the filter"));
      return;
    }
    ListCursor c = s.detail().fileCursor();
    tree(in, theme, tree, c, s.focus() == Focus.DETAIL, true);
    Rect r = s.layout().detail();
    ScrollBar.draw(
        canvas, theme, r.x() + r.width() - 1, r.y() + 1, in.height(), tree.shown(), c.top());
  }

  /** Draws the rows that fit; without progress for a torrent that is not added yet. */
  static void tree(
      Canvas in, Theme theme, FileTree tree, ListCursor c, boolean focused, boolean progress) {
    int last = Math.min(tree.shown(), c.top() + in.height());
    for (int row = c.top(); row < last; row++) {
      row(in, theme, tree, tree.node(row), row - c.top(), row == c.index(), focused, progress);
    }
  }

  private static void row(
      Canvas in,
      Theme theme,
      FileTree tree,
      int node,
      int y,
      boolean chosen,
      boolean focused,
      boolean progress) {
    boolean skip = tree.priority(node) == FilePriority.SKIP.ordinal();
    boolean folder = tree.isFolder(node);
    Style over = chosen ? theme.get(focused ? Role.SELECTED : Role.SELECTED_IDLE) : null;
    Style text = style(theme, skip ? Role.MUTED : folder ? Role.ACCENT : Role.TEXT, over, progress);
    Style muted = style(theme, Role.MUTED, over, progress);
    if (chosen) {
      in.fill(0, y, in.width(), 1, ' ', text);
    }
    boolean wide = in.width() >= 66 && progress;
    int right = wide ? RIGHT : progress ? RIGHT_NARROW : 14;
    int x = 1 + in.put(1, y, box(tree.priority(node)), muted) + 1;
    x += Math.min(tree.depth(node) * 2, Math.max(0, in.width() - right - 24));
    x += in.put(x, y, folder ? tree.isOpen(node) ? "▾ " : "▸ " : "  ", muted);
    in.put(x, y, tree.name(node), in.width() - right - x - 1, text);
    int at = in.width() - right;
    in.put(at, y, 5, Format.size(tree.size(node)), Text.Align.RIGHT, text);
    at += 7;
    if (progress) {
      double done = tree.size(node) == 0 ? 1 : (double) tree.done(node) / tree.size(node);
      if (wide) {
        Role full =
            skip
                ? Role.MUTED
                : done >= 1
                    ? chosen ? Role.GOOD : Role.BAR_DONE
                    : chosen ? Role.ACCENT : Role.BAR_FULL;
        Style track = chosen ? ProgressBar.trackOnChosen(muted) : theme.get(Role.BAR_EMPTY);
        ProgressBar.row(in, at, y, 9, done, style(theme, full, over, true), track);
        at += 10;
      }
      in.put(at, y, 5, Format.percent(done), Text.Align.RIGHT, text);
      at += 6;
    }
    in.put(
        at, y, word(tree.priority(node)), style(theme, role(tree.priority(node)), over, progress));
  }

  /** Rows without progress lie on a page, which has a background of its own. */
  private static Style style(Theme theme, Role role, Style over, boolean pane) {
    Style style = pane ? theme.get(role) : Dialog.onDialog(theme, role);
    return over == null ? style : over.over(style);
  }

  private static String box(byte priority) {
    return priority == FileTree.MIXED
        ? "[~]"
        : priority == FilePriority.SKIP.ordinal() ? "[ ]" : "[x]";
  }

  private static String word(byte priority) {
    return switch (priority) {
      case 0 -> "skip";
      case 1 -> "low";
      case 2 -> "normal";
      case 3 -> "high";
      default -> "mixed";
    };
  }

  private static Role role(byte priority) {
    return priority == FilePriority.HIGH.ordinal() ? Role.WARN : Role.MUTED;
  }
}
