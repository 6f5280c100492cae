package io.bitonic.app.progress;

import io.bitonic.app.text.Units;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.text.Text;

/** Draws one torrent in one or two lines of given width. Pure functions. */
final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Bar() {}

  /**
   * A bar of exactly {@code columns}: eighths of a block, or {@code #} and {@code -} in brackets.
   *
   * @param fraction 0–1
   */
  static String bar(double fraction, int columns, boolean unicode) {
    double f = Math.clamp(fraction, 0, 1);
    if (!unicode) {
      int inner = Math.max(0, columns - 2);
      int full = (int) (f * inner);
      return "[" + "#".repeat(full) + "-".repeat(inner - full) + "]";
    }
    int eighths = (int) (f * columns * 8);
    StringBuilder b = new StringBuilder(columns).append("█".repeat(eighths / 8));
    if (b.length() < columns) {
      b.append(EIGHTHS.charAt(eighths % 8));
    }
    return b.append(" ".repeat(columns - b.length())).toString();
  }

  /** What the state is called in front of users. */
  static String word(TorrentSnapshot t) {
    return switch (t.state()) {
      case QUEUED -> "queued";
      case FETCHING_METADATA -> "fetching metadata";
      case PREPARING -> "preparing";
      case CHECKING -> "checking";
      case DOWNLOADING -> "downloading";
      case SEEDING -> "seeding";
      case FINISHED -> "finished";
      case PAUSED -> "paused";
      case ERROR -> "failed";
    };
  }

  static double fraction(TorrentSnapshot t) {
    return isChecking(t) ? t.checkedFraction() : t.progress();
  }

  static boolean isChecking(TorrentSnapshot t) {
    return t.state() == TorrentState.PREPARING
        || t.state() == TorrentState.CHECKING
        || t.state() == TorrentState.FETCHING_METADATA;
  }

  /** Name left; state or peers and time right. At most {@code columns} wide. */
  static String heading(TorrentSnapshot t, int columns, boolean unicode) {
    String right = status(t);
    if (Text.width(right) > columns - 12) {
      right = t.state() == TorrentState.DOWNLOADING ? "ETA " + eta(t) : word(t);
    }
    int room = columns - Text.width(right) - 2;
    if (room < 4) {
      return Text.cut(Text.sanitise(t.name(), unicode), columns, unicode);
    }
    String name = Text.cut(Text.sanitise(t.name(), unicode), room, unicode);
    return Text.padRight(name, room) + "  " + right;
  }

  private static String status(TorrentSnapshot t) {
    return switch (t.state()) {
      case DOWNLOADING -> peers(t) + "  ETA " + eta(t);
      case FETCHING_METADATA -> word(t) + "  " + peers(t);
      case SEEDING, FINISHED -> word(t) + "  " + peers(t) + "  ratio " + Units.fixed(t.ratio(), 2);
      default -> word(t);
    };
  }

  static String peers(TorrentSnapshot t) {
    return t.peers() == 1 ? "1 peer" : t.peers() + " peers";
  }

  static String eta(TorrentSnapshot t) {
    return Units.time(t.etaSeconds());
  }

  /** The bar, then as many of percent, size, rates as fit. At most {@code columns} wide. */
  static String gauge(TorrentSnapshot t, int columns, boolean unicode) {
    String down = (unicode ? "↓ " : "down ") + Units.rate(t.downRate());
    String up = (unicode ? "↑ " : "up ") + Units.rate(t.upRate());
    String percent = Text.padLeft(Units.percent(fraction(t)), 6);
    String size = Text.padLeft(Units.sizeOf(t.doneSize(), t.wantedSize()), 13);
    int rate = unicode ? 12 : 15;
    StringBuilder tail = new StringBuilder("  ").append(percent);
    int left = columns - 8 - tail.length();
    boolean rates = !isChecking(t);
    boolean seeding = t.state() == TorrentState.SEEDING || t.state() == TorrentState.FINISHED;
    boolean showFirst = rates && left >= rate + 2;
    left -= showFirst ? rate + 2 : 0;
    boolean showSize = left >= 15;
    left -= showSize ? 15 : 0;
    boolean showSecond = showFirst && left >= rate + 2;
    if (showSize) {
      tail.append("  ").append(size);
    }
    if (showFirst && (!seeding || showSecond)) {
      tail.append("  ").append(Text.padLeft(down, rate));
    }
    if (showFirst && (seeding || showSecond)) {
      tail.append("  ").append(Text.padLeft(up, rate));
    }
    return bar(fraction(t), Math.max(0, columns - tail.length()), unicode) + tail;
  }

  /** Everything in one line, for many torrents at once. At most {@code columns} wide. */
  static String compact(TorrentSnapshot t, int columns, boolean unicode) {
    String percent = Text.padLeft(Units.percent(fraction(t)), 6);
    String right =
        t.state() == TorrentState.DOWNLOADING
            ? Text.padLeft(Units.rate(t.downRate()), 10) + "  " + Text.padLeft(eta(t), 7)
            : Text.padRight(word(t), 19);
    int room = columns - percent.length() - 2 - right.length() - 2;
    if (room < 8) {
      right = "";
      room = Math.max(0, columns - percent.length() - 2);
    }
    int bar = room >= 40 ? room / 3 : 0;
    String name =
        Text.cut(Text.sanitise(t.name(), unicode), room - (bar > 0 ? bar + 2 : 0), unicode);
    return Text.padRight(name, room - (bar > 0 ? bar + 2 : 0))
        + (bar > 0 ? "  " + bar(fraction(t), bar, unicode) : "")
        + "  "
        + percent
        + (right.isEmpty() ? "" : "  " + right);
  }
}
