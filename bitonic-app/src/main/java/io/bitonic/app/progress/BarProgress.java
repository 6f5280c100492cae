package io.bitonic.app.progress;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.text.Text;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bars redrawn in place at the foot of a terminal; messages scroll by above them.
 *
 * <p>Each redraw is one write: cursor up, every line with its rest cleared. Lines are one column
 * narrower than the terminal, so none wraps; after a resize the rows that the old lines may have
 * been wrapped into are counted and cleared.
 */
public final class BarProgress implements Progress {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";

  private final PrintStream out;
  private final Screen screen;
  private final boolean unicode;
  private List<String> drawn = List.of();
  private List<TorrentSnapshot> latest = List.of();

  public BarProgress(PrintStream out, Screen screen) {
    this.out = out;
    this.screen = screen;
    this.unicode = screen.unicode();
  }

  @Override
  public void update(List<TorrentSnapshot> torrents) {
    latest = torrents;
    redraw("", torrents);
  }

  private void redraw(String above, List<TorrentSnapshot> torrents) {
    Screen.Size size = screen.size();
    List<String> lines = lines(torrents, size);
    if (above.isEmpty() && lines.equals(drawn)) {
      return;
    }
    boolean headings = isRoomy(torrents, size);
    StringBuilder b = new StringBuilder(1024);
    b.append("\u001b[?25l");
    int rows = 0;
    for (String line : drawn) {
      rows += Math.max(1, Math.ceilDiv(Text.width(line), Math.max(1, size.columns())));
    }
    b.append('\r');
    if (rows > 0) {
      b.append("\u001b[").append(rows).append('A');
    }
    if (rows != drawn.size() || !above.isEmpty() || lines.size() < drawn.size()) {
      b.append("\u001b[J");
    }
    b.append(above);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      b.append(headings && i % 2 == 0 && screen.colour() ? BOLD + line + RESET : line)
          .append("\u001b[K\n");
    }
    b.append("\u001b[?25h");
    out.append(b);
    out.flush();
    drawn = lines;
  }

  private static boolean isRoomy(List<TorrentSnapshot> torrents, Screen.Size size) {
    return 2 * torrents.size() < size.rows();
  }

  private List<String> lines(List<TorrentSnapshot> torrents, Screen.Size size) {
    int columns = Math.max(1, size.columns() - 1);
    List<String> lines = new ArrayList<>();
    if (isRoomy(torrents, size)) {
      for (TorrentSnapshot t : torrents) {
        lines.add(Bar.heading(t, columns, unicode));
        lines.add(Bar.gauge(t, columns, unicode));
      }
      return lines;
    }
    int room = Math.max(1, size.rows() - 2);
    int hidden = Math.max(0, torrents.size() - room);
    torrents.stream()
        .sorted((x, y) -> Boolean.compare(isIdle(x), isIdle(y)))
        .limit(room)
        .forEach(t -> lines.add(Bar.compact(t, columns, unicode)));
    if (hidden > 0) {
      lines.add(Text.cut("and " + hidden + " more", columns, unicode));
    }
    return lines;
  }

  private static boolean isIdle(TorrentSnapshot t) {
    return t.isComplete() || t.state() == TorrentState.QUEUED || t.state() == TorrentState.ERROR;
  }

  private void print(String colour, String message) {
    String line = screen.colour() && !colour.isEmpty() ? colour + message + RESET : message;
    redraw(line + "\u001b[K\n", latest);
  }

  @Override
  public void state(TorrentSnapshot torrent, TorrentState from) {
    // The bar's heading shows it.
  }

  @Override
  public void warning(TorrentSnapshot torrent, String message) {
    print(YELLOW, Lines.warning(torrent, message, unicode));
  }

  @Override
  public void error(TorrentSnapshot torrent, String message) {
    print(RED, Lines.error(torrent, message, unicode));
  }

  @Override
  public void serving(TorrentSnapshot torrent, String file, String url) {
    print(GREEN, Lines.serving(file, url, unicode));
  }

  @Override
  public void summary(Summary summary) {
    latest = List.of();
    boolean good = !summary.outcome().equals("failed") && !summary.outcome().equals("incomplete");
    print(good ? GREEN : YELLOW, Lines.summary(summary, unicode));
  }

  @Override
  public void close() {
    out.print("\u001b[?25h");
    out.flush();
  }
}
