package io.bitonic.app.progress;

import io.bitonic.app.text.Units;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.text.Text;

/** Messages about torrents in plain words. Pure functions. */
final class Lines {
  private Lines() {}

  static String name(TorrentSnapshot t, boolean unicode) {
    return Text.sanitise(t.name(), unicode);
  }

  static String warning(TorrentSnapshot t, String message, boolean unicode) {
    return "warning: " + prefixed(t, message, unicode);
  }

  static String error(TorrentSnapshot t, String message, boolean unicode) {
    return "error: " + prefixed(t, message, unicode);
  }

  private static String prefixed(TorrentSnapshot t, String message, boolean unicode) {
    String safe = Text.sanitise(message, unicode);
    return t == null ? safe : name(t, unicode) + ": " + safe;
  }

  /** The URL is a line of its own, to be copied as it is. */
  static String serving(String file, String url, boolean unicode) {
    return "Play " + Text.sanitise(file, unicode) + ":\n" + url;
  }

  static String summary(Progress.Summary s, boolean unicode) {
    TorrentSnapshot t = s.torrent();
    String name = name(t, unicode);
    String time =
        s.seconds() < 60 ? Units.fixed(s.seconds(), 1) + " s" : Units.time((long) s.seconds());
    String ratio = "ratio " + Units.fixed(t.ratio(), 2);
    return switch (s.outcome()) {
      case "complete" ->
          s.received() == 0
              ? name + ": complete, " + Units.size(t.wantedSize()) + " was there already, " + ratio
              : name
                  + ": complete, "
                  + Units.size(t.wantedSize())
                  + " in "
                  + time
                  + ", "
                  + Units.rate(s.meanRate())
                  + " on average, "
                  + ratio;
      case "seeded" -> name + ": sent " + Units.size(t.uploaded()) + ", " + ratio;
      case "failed" -> name + ": failed at " + Units.percent(t.progress());
      default ->
          name
              + ": stopped at "
              + Units.percent(t.progress())
              + " after "
              + time
              + "; the same command goes on from there";
    };
  }

  /** One line on how a torrent goes on. */
  static String progress(TorrentSnapshot t, boolean unicode) {
    StringBuilder b = new StringBuilder(name(t, unicode));
    b.append(": ").append(Bar.word(t)).append(' ').append(Units.percent(Bar.fraction(t)));
    if (t.state() == TorrentState.FETCHING_METADATA) {
      return b.append(", ").append(Bar.peers(t)).toString();
    }
    if (Bar.isChecking(t)) {
      return b.toString();
    }
    b.append(" of ").append(Units.size(t.wantedSize()));
    if (t.state() == TorrentState.QUEUED) {
      return b.append(", waits for its turn").toString();
    }
    b.append(", down ").append(Units.rate(t.downRate()));
    b.append(", up ").append(Units.rate(t.upRate()));
    b.append(", ").append(Bar.peers(t));
    return t.isComplete()
        ? b.append(", ratio ").append(Units.fixed(t.ratio(), 2)).toString()
        : b.append(", ETA ").append(Bar.eta(t)).toString();
  }
}
