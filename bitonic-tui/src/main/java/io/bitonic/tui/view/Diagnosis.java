package io.bitonic.tui.view;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.theme.Role;

/** One line: how the torrent is, and why it is slow or stopped. */
record Diagnosis(String sign, String text, Role role) {

  static Diagnosis of(TorrentRow row) {
    TorrentSnapshot t = row.snapshot();
    if (!t.error().isEmpty()) {
      return new Diagnosis("✗", t.error(), Role.BAD);
    }
    if (!t.waiting().isEmpty()) {
      return new Diagnosis("!", "Waiting: " + t.waiting(), Role.WARN);
    }
    if (!t.diagnosis().isEmpty()) {
      return new Diagnosis("?", "Why: " + t.diagnosis(), Role.WARN);
    }
    return switch (t.state()) {
      case QUEUED -> new Diagnosis("○", "Waits for its turn in the queue", Role.MUTED);
      case FETCHING_METADATA ->
          new Diagnosis(
              "◔",
              "Asks peers for the list of files, " + Format.percent(row.progress()),
              Role.ACCENT);
      case PREPARING -> new Diagnosis("◔", "Takes its place on the disk", Role.MUTED);
      case CHECKING ->
          new Diagnosis(
              "◔", "Checks the data on disk, " + Format.percent(row.progress()), Role.ACCENT);
      case PAUSED -> new Diagnosis("‖", "Paused: p resumes it", Role.MUTED);
      case SEEDING, FINISHED -> seeding(t);
      case DOWNLOADING -> downloading(t);
      case ERROR -> new Diagnosis("✗", "Stopped by an error", Role.BAD);
    };
  }

  private static Diagnosis seeding(TorrentSnapshot t) {
    if (atLimit(t.upRate(), t.upLimit())) {
      return new Diagnosis(
          "▲", "Uploads as fast as its limit of " + Format.limit(t.upLimit()), Role.ACCENT);
    }
    return t.peers() == 0
        ? new Diagnosis("△", "Complete; no peer asks for it now", Role.MUTED)
        : new Diagnosis("▲", "Complete; gives to " + t.peers() + " peers", Role.GOOD);
  }

  private static Diagnosis downloading(TorrentSnapshot t) {
    if (atLimit(t.downRate(), t.downLimit())) {
      return new Diagnosis(
          "▼", "Downloads as fast as its limit of " + Format.limit(t.downLimit()), Role.ACCENT);
    }
    if (t.peers() == 0) {
      return new Diagnosis("▽", "No peer is connected; " + t.knownPeers() + " known", Role.WARN);
    }
    if (t.availability() < 1 && t.seeds() == 0) {
      return new Diagnosis(
          "▽", "Connected peers don't have everything: no seed among them", Role.WARN);
    }
    return t.downRate() == 0
        ? new Diagnosis("▽", "Connected, but nobody sends", Role.WARN)
        : new Diagnosis("▼", "Nothing holds it back", Role.GOOD);
  }

  private static boolean atLimit(long rate, long limit) {
    return limit > 0 && rate >= limit - limit / 10;
  }
}
