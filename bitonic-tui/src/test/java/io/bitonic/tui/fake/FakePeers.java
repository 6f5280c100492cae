package io.bitonic.tui.fake;

import io.bitonic.core.api.PeerHealth;
import io.bitonic.core.api.PeerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Peers of a fake torrent. */
final class FakePeers {
  private static final String[] CLIENTS = {
    "qBittorrent 5.1.2", "Transmission 4.0.6", "libtorrent 2.0.11", "Deluge 2.2.0", "µTorrent 3.6",
    "Bitonic 0.1", "BiglyBT 3.9", "rTorrent 0.15.6", "種子 1.0 \u001b[31mred", "WebTorrent 2.5"
  };
  private static final String[] FLAGS = {
    "D E", "DU EP", "d I", "u XE", "DO HP", "U S", "dU I", "D T"
  };
  private static final String[] SOURCES = {"tracker", "incoming", "resume", "manual"};

  private FakePeers() {}

  static List<PeerRow> rows(FakeTorrent t, Random ignored, Set<String> banned) {
    int n = t.now().peers();
    List<PeerRow> rows = new ArrayList<>(n);
    Random r = new Random(t.id().hashCode());
    for (int i = 0; i < n; i++) {
      String address =
          i % 7 == 3
              ? "[2001:db8::" + Integer.toHexString(0x100 + i) + "]:51413"
              : "198.51." + (100 + i % 100) + "." + (1 + r.nextInt(250)) + ":" + (6_881 + i);
      boolean seed = i < t.seeds;
      double progress = seed ? 1 : r.nextDouble();
      long down = t.now().downRate() * (n - i) * 2 / ((long) n * (n + 1));
      long up = seed ? 0 : t.now().upRate() / Math.max(1, n - t.seeds);
      if (!banned.contains(address)) {
        rows.add(
            new PeerRow(
                address,
                CLIENTS[i % CLIENTS.length],
                FLAGS[i % FLAGS.length],
                progress,
                down,
                up,
                down * 100,
                up * 90,
                down > 0 ? 16 : 0,
                up > 0 ? 4 : 0,
                i % 11 == 5 ? 1 : 0,
                60 + i * 37L,
                SOURCES[i % SOURCES.length],
                health(i, down)));
      }
    }
    return rows;
  }

  private static PeerHealth health(int i, long down) {
    int bad = i % 11 == 5 ? 1 : 0;
    int late = i % 5 == 2 ? i % 9 : 0;
    int score = Math.max(0, (down > 0 ? 98 : 75) - 30 * bad - 3 * late);
    return new PeerHealth(score, 1, 0, bad, false, late / 4, late, 0, 0, down * 100, 0, 1.2);
  }
}
