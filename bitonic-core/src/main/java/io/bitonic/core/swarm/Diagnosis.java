package io.bitonic.core.swarm;

import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.core.tracker.TrackerList;

/** One line that says why a torrent is slow or stands still; empty when there is nothing to say. */
final class Diagnosis {
  private static final long SLOW = 50_000;
  private static final String LIMITED = "held by the torrent's download limit";

  private Diagnosis() {}

  static String of(Torrent t, int seeds, long downRate) {
    if (!t.life().error().isEmpty()) {
      return t.life().error();
    }
    if (!t.life().waiting().isEmpty()) {
      return t.life().waiting();
    }
    if (t.life().state() == TorrentState.QUEUED && t.life().isStarted()) {
      return "waits for its turn in the queue";
    }
    if (t.life().state() == TorrentState.PAUSED
        && t.options().sharing().progress() == Sharing.Progress.REACHED) {
      return "its share goal is reached: resume it to seed on";
    }
    if (t.life().state() != TorrentState.DOWNLOADING) {
      return "";
    }
    if (t.swarm().webSeeds().active() > 0) {
      return isLimited(t, downRate) ? LIMITED : "";
    }
    return t.swarm().peers().connected() == 0
        ? noPeers(t.trackers(), t.swarm().peers().known())
        : ofPeers(t, seeds, downRate);
  }

  private static String ofPeers(Torrent t, int seeds, long downRate) {
    Connections<PeerSession> peers = t.swarm().peers();
    int[] count = new int[3];
    peers.forEach(
        s -> {
          count[0] += s.amInterested ? 1 : 0;
          count[1] += s.amInterested && s.peerChoking ? 1 : 0;
          count[2] += s.requests.isSnubbed() ? 1 : 0;
        });
    if (count[0] == 0) {
      return "none of " + peers.connected() + " peers has a piece that we miss";
    }
    if (count[1] == count[0]) {
      return "all " + count[0] + " useful peers choke us";
    }
    if (isLimited(t, downRate)) {
      return LIMITED;
    }
    if (downRate < SLOW && count[2] > 0) {
      return count[2] + " of " + count[0] + " useful peers have stopped sending";
    }
    if (seeds == 0 && t.picker().distributedCopies() < 1) {
      return "no seed is connected and the peers together lack some pieces";
    }
    return "";
  }

  private static boolean isLimited(Torrent t, long rate) {
    long limit = t.options().downLimit();
    return limit > 0 && rate > limit * 9 / 10;
  }

  static String noPeers(TrackerList trackers, PeerList known) {
    for (TrackerRow r : trackers.rows()) {
      if (r.failures() > 0) {
        return "no peers: " + r.url() + ": " + r.message();
      }
    }
    return known.size() == 0
        ? trackers.rows().isEmpty() ? "no peers: the torrent has no tracker" : "no peers known yet"
        : "none of " + known.size() + " known peers answers";
  }
}
