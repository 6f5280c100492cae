package io.bitonic.app.alert;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long torrents have not moved. Not thread-safe. */
final class TorrentTimes {
  /** From when on a torrent counts as stalled. */
  static final double STALLED_SECONDS = 300;

  private static final class Times {
    long received;
    long since;
    long waitingSince = -1;
    long look;
  }

  private final Map<String, Times> byId = new HashMap<>();
  private long looks;
  private long now;

  void look(List<TorrentSnapshot> torrents, long elapsedMillis) {
    now = elapsedMillis;
    looks++;
    for (TorrentSnapshot t : torrents) {
      boolean waits = !t.waiting().isEmpty();
      boolean wants = wants(t);
      if (!waits && !wants) {
        continue;
      }
      Times times = byId.get(t.id());
      if (times == null) {
        times = new Times();
        times.received = t.downloaded();
        times.since = now;
        byId.put(t.id(), times);
      }
      if (!wants || t.downloaded() != times.received) {
        times.received = t.downloaded();
        times.since = now;
      }
      times.waitingSince = !waits ? -1 : times.waitingSince < 0 ? now : times.waitingSince;
      times.look = looks;
    }
    byId.values().removeIf(t -> t.look != looks);
  }

  private static boolean wants(TorrentSnapshot t) {
    return t.state() == TorrentState.FETCHING_METADATA
        || t.state() == TorrentState.DOWNLOADING && !t.isComplete();
  }

  /** Seconds, 0 while it moves or wants nothing. */
  double stalled(String id) {
    Times t = byId.get(id);
    return t == null ? 0 : (now - t.since) / 1000.0;
  }

  /** Seconds, 0 while it can move. */
  double waiting(String id) {
    Times t = byId.get(id);
    return t == null || t.waitingSince < 0 ? 0 : (now - t.waitingSince) / 1000.0;
  }

  int stalledCount() {
    int n = 0;
    for (String id : byId.keySet()) {
      n += stalled(id) >= STALLED_SECONDS ? 1 : 0;
    }
    return n;
  }
}
