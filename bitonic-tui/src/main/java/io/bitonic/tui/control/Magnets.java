package io.bitonic.tui.control;

import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.TorrentRow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Magnet links of torrents that are in the list (BEP 9). */
final class Magnets {
  private Magnets() {}

  /** With the trackers when the detail pane knows them. */
  static String of(TorrentRow row, DetailState detail) {
    StringBuilder b = new StringBuilder("magnet:?xt=urn:btih:").append(row.id());
    if (!row.snapshot().name().isBlank()) {
      b.append("&dn=").append(encode(row.snapshot().name()));
    }
    TorrentDetail d = detail.rows();
    if (d != null && d.id().equals(row.id())) {
      for (TrackerRow t : d.trackers()) {
        b.append("&tr=").append(encode(t.url()));
      }
    }
    return b.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
