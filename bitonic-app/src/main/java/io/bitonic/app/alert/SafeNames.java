package io.bitonic.app.alert;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.text.Text;
import java.util.Arrays;
import java.util.List;

/**
 * Names of the torrents in a list, safe to show. Many rules ask for them at each look, and they
 * seldom change: they are kept by their place in the list. Not thread-safe.
 */
final class SafeNames {
  private static final int MAX_NAME = 100;

  private List<TorrentSnapshot> looked = List.of();
  private String[] raw = {};
  private String[] safe = {};

  /** Takes a list, unless it is the one of the last call. */
  void look(List<TorrentSnapshot> torrents) {
    if (torrents == looked) {
      return;
    }
    looked = torrents;
    raw = Arrays.copyOf(raw, torrents.size());
    safe = Arrays.copyOf(safe, torrents.size());
    for (int i = 0; i < raw.length; i++) {
      String name = torrents.get(i).name();
      if (!name.equals(raw[i])) {
        raw[i] = name;
        safe[i] = Text.sanitise(name, MAX_NAME);
      }
    }
  }

  /** By the place in the list. */
  String safe(int index) {
    return safe[index];
  }
}
