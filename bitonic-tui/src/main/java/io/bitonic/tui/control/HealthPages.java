package io.bitonic.tui.control;

import io.bitonic.core.api.PeerHealth;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.TrackerHealth;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Pages that show what a score is made of. */
final class HealthPages {
  private HealthPages() {}

  static Overlay.Menu of(PeerRow p) {
    PeerHealth h = p.health();
    List<Overlay.Item> lines = new ArrayList<>();
    line(lines, "Health", h.score() + " of 100");
    line(lines, "Rate beside the others", share(h.share()));
    line(lines, "Useful data", Format.size(h.received()));
    line(lines, "Data nobody asked for", Format.size(h.wasted()));
    line(lines, "Calls", String.valueOf(h.calls()));
    line(lines, "Calls that failed", String.valueOf(h.failedCalls()));
    line(lines, "Stalls of 20 s", String.valueOf(h.stalls()));
    line(lines, "Requests too late", String.valueOf(h.timeouts()));
    line(lines, "Requests refused", String.valueOf(h.rejects()));
    line(lines, "Requests made twice", String.valueOf(h.repeats()));
    line(lines, "Part in bad pieces", String.valueOf(h.badPieces()));
    line(lines, "Watched for bad data", h.suspected() ? "yes" : "no");
    return new Overlay.Menu("Peer " + Text.sanitise(p.address(), 60), lines, 0);
  }

  static Overlay.Menu of(TrackerRow t) {
    TrackerHealth h = t.health();
    List<Overlay.Item> lines = new ArrayList<>();
    line(lines, "Health", h.score() + " of 100");
    line(lines, "Answers", String.valueOf(h.answers()));
    line(lines, "Failures", String.valueOf(h.failures()));
    line(lines, "Failures in a row", String.valueOf(t.failures()));
    line(lines, "Time to an answer", h.meanMillis() < 0 ? "unknown" : h.meanMillis() + " ms");
    return new Overlay.Menu("Tracker " + Text.sanitise(t.url(), 60), lines, 0);
  }

  private static void line(List<Overlay.Item> to, String label, String value) {
    to.add(new Overlay.Item(label, value, o -> {}));
  }

  private static String share(double share) {
    return share == 0 ? "unknown" : Math.round(share * 100) + "% of their mean";
  }
}
