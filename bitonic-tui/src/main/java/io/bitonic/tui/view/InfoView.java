package io.bitonic.tui.view;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.GoalText;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.ProgressBar;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The info tab: what holds the torrent back, then everything known about it. */
final class InfoView {
  private static final int NAME = 10;
  private static final int COLUMN = 38;

  /** Fewer rows below the lines are left blank. */
  private static final int GRAPH_ROWS = 6;

  private record Line(String name, String value, Role role) {}

  private InfoView() {}

  static void draw(Canvas in, Theme theme, UiState s, TorrentRow row) {
    TorrentSnapshot t = row.snapshot();
    int width = in.width() - 2;
    Diagnosis d = Diagnosis.of(row);
    int x = 1 + in.put(1, 0, d.sign(), theme.get(d.role())) + 1;
    in.put(x, 0, Text.sanitise(d.text(), 400), in.width() - x - 1, theme.get(d.role()));
    String percent = Format.percent(row.progress());
    ProgressBar.draw(in, theme, 1, 1, width - 6, row.progress(), TorrentsView.barRole(row));
    in.put(width - 4, 1, 5, percent, Text.Align.RIGHT, theme.get(Role.TEXT));
    List<Line> lines = lines(s, t);
    int columns = Math.clamp(width / COLUMN, 1, 3);
    int rows = Math.max(1, in.height() - 2);
    if (columns > 1) {
      rows = Math.min(rows, (lines.size() + columns - 1) / columns);
    }
    int each = width / columns;
    for (int i = 0; i < lines.size() && i < rows * columns; i++) {
      Line l = lines.get(i);
      int cx = 1 + i / rows * each;
      int y = 2 + i % rows;
      in.put(cx, y, l.name, NAME - 1, theme.get(Role.MUTED));
      in.put(cx + NAME, y, l.value, each - NAME - 1, theme.get(l.role));
    }
    int used = 2 + Math.min(rows, lines.size());
    if (in.height() - used > GRAPH_ROWS && row.history() != null) {
      GraphView.under(in, theme, s, used + 1, row.history());
    }
  }

  private static List<Line> lines(UiState s, TorrentSnapshot t) {
    ZoneId zone = s.place().zone();
    List<Line> list = new ArrayList<>();
    add(list, "Name", s.torrents().selected().name());
    add(list, "State", s.torrents().selected().stateWord());
    add(list, "Size", size(t));
    add(list, "Left", left(t));
    add(list, "Down", rate(t.downRate(), t.downLimit(), t.downloaded(), "got"));
    add(list, "Up", rate(t.upRate(), t.upLimit(), t.uploaded(), "given"));
    add(list, "Ratio", Format.ratio(t.ratio()) + goal(t));
    add(list, "Peers", peers(t));
    add(list, "Swarm", swarm(t));
    add(list, "Copies", Format.ratio(t.availability()) + " among connected peers");
    add(list, "Tracker", t.tracker().isEmpty() ? "none answers" : clean(t.tracker()));
    add(list, "Folder", clean(String.valueOf(t.savePath())));
    add(list, "Label", t.label().isEmpty() ? "–" : clean(t.label()));
    add(
        list,
        "Pieces",
        Format.count(t.havePieces())
            + " of "
            + Format.count(t.pieces())
            + " × "
            + Format.size(t.pieceLength()));
    add(
        list,
        "Order",
        (t.sequential() ? "from the first piece" : "rarest first")
            + ", queue "
            + (t.queuePosition() + 1)
            + (t.sharing().forced() ? ", forced" : ""));
    add(list, "Files", Format.count(t.fileCount()) + (t.privateTorrent() ? ", private" : ""));
    add(list, "Added", Format.date(t.addedMillis(), zone));
    add(list, "Finished", Format.date(t.finishedMillis(), zone));
    add(list, "Active", active(t));
    add(list, "Wasted", Format.size(t.wasted()));
    add(list, "Hash", t.id());
    TorrentDetail d = s.detail().rows();
    if (d != null && d.id().equals(t.id())) {
      add(list, "Hash v2", d.infoHashV2().isEmpty() ? "–" : d.infoHashV2());
      add(list, "Comment", d.comment().isEmpty() ? "–" : clean(d.comment()));
      add(list, "Made", made(d, zone));
    }
    return list;
  }

  /** Its own goal; that of the settings is not the torrent's. */
  private static String goal(TorrentSnapshot t) {
    ShareGoal g = t.sharing().own();
    return g == null ? "" : "  goal " + GoalText.of(g);
  }

  private static void add(List<Line> list, String name, String value) {
    list.add(new Line(name, value, Role.TEXT));
  }

  private static String clean(String text) {
    return Text.sanitise(text, 300);
  }

  private static String size(TorrentSnapshot t) {
    String all = Format.size(t.totalSize());
    return t.wantedSize() == t.totalSize() ? all : Format.size(t.wantedSize()) + " of " + all;
  }

  private static String left(TorrentSnapshot t) {
    long left = Math.max(0, t.wantedSize() - t.doneSize());
    if (left == 0) {
      return "nothing";
    }
    return Format.size(left)
        + (t.etaSeconds() < 0 ? "" : ", done in " + Format.duration(t.etaSeconds()));
  }

  private static String rate(long rate, long limit, long total, String word) {
    return Format.size(rate)
        + "/s"
        + (limit > 0 ? " of at most " + Format.size(limit) : "")
        + ", "
        + word
        + " "
        + Format.size(total);
  }

  private static String peers(TorrentSnapshot t) {
    String seeds = t.seeds() == 1 ? "1 seed" : t.seeds() + " seeds";
    return t.peers() + " with " + seeds + ", " + Format.count(t.knownPeers()) + " known";
  }

  private static String swarm(TorrentSnapshot t) {
    return t.swarmSeeds() < 0
        ? "not known"
        : Format.count(t.swarmSeeds())
            + " seeds, "
            + Format.count(Math.max(0, t.swarmPeers()))
            + " peers";
  }

  private static String active(TorrentSnapshot t) {
    return Format.duration(t.activeSeconds())
        + (t.state() == TorrentState.SEEDING || t.seedingSeconds() > 0
            ? ", seeding " + Format.duration(t.seedingSeconds())
            : "");
  }

  private static String made(TorrentDetail d, ZoneId zone) {
    String by = d.createdBy().isEmpty() ? "" : "by " + clean(d.createdBy());
    if (d.creationSeconds() <= 0) {
      return by.isEmpty() ? "–" : by;
    }
    String at = Format.date(d.creationSeconds() * 1000, zone);
    return by.isEmpty() ? at : at + " " + by;
  }
}
