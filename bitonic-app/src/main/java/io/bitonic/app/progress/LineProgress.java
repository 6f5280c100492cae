package io.bitonic.app.progress;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.util.Clock;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plain lines for pipes, files and simple terminals: on changes and every few seconds. */
public final class LineProgress implements Progress {
  private static final long EVERY_NANOS = 5_000_000_000L;

  /** Every torrent is queued for a moment at its start, which is not worth a line. */
  private static final long QUEUED_NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final boolean unicode;
  private final Clock clock;
  private final Map<String, Long> queued = new HashMap<>();
  private long last;

  public LineProgress(PrintStream out, boolean unicode, Clock clock) {
    this.out = out;
    this.unicode = unicode;
    this.clock = clock;
    this.last = clock.nanos();
  }

  @Override
  public void update(List<TorrentSnapshot> torrents) {
    long now = clock.nanos();
    if (now - last < EVERY_NANOS) {
      torrents.stream().filter(t -> waits(t, now)).forEach(this::progress);
      return;
    }
    last = now;
    queued.clear();
    torrents.stream().filter(t -> t.state() != TorrentState.ERROR).forEach(this::progress);
  }

  /** True once, when a torrent has been queued for a while. */
  private boolean waits(TorrentSnapshot t, long now) {
    Long since = queued.get(t.id());
    return since != null && now - since >= QUEUED_NANOS && queued.remove(t.id()) != null;
  }

  private void progress(TorrentSnapshot t) {
    print(Lines.progress(t, unicode));
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void state(TorrentSnapshot torrent, TorrentState from) {
    if (torrent.state() == TorrentState.QUEUED) {
      queued.put(torrent.id(), clock.nanos());
      return;
    }
    queued.remove(torrent.id());
    if (torrent.state() != TorrentState.ERROR) {
      progress(torrent);
    }
  }

  @Override
  public void warning(TorrentSnapshot torrent, String message) {
    print(Lines.warning(torrent, message, unicode));
  }

  @Override
  public void error(TorrentSnapshot torrent, String message) {
    print(Lines.error(torrent, message, unicode));
  }

  @Override
  public void serving(TorrentSnapshot torrent, String file, String url) {
    print(Lines.serving(file, url, unicode));
  }

  @Override
  public void summary(Summary summary) {
    print(Lines.summary(summary, unicode));
  }

  @Override
  public void close() {
    out.flush();
  }
}
