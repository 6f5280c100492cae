package io.bitonic.app.progress;

import io.bitonic.app.text.Json;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.util.Clock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One JSON object a line, always UTF-8; the fields are documented in docs/btbt.md. */
public final class JsonProgress implements Progress {
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final Clock clock;
  private long last;

  public JsonProgress(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.last = clock.nanos();
  }

  @Override
  public void update(List<TorrentSnapshot> torrents) {
    long now = clock.nanos();
    if (now - last < EVERY_NANOS) {
      return;
    }
    last = now;
    torrents.forEach(t -> print(torrent("progress", t)));
  }

  private Json line(String type) {
    return new Json().put("type", type).put("time", clock.wallMillis());
  }

  private Json torrent(String type, TorrentSnapshot t) {
    return line(type)
        .put("id", t.id())
        .put("name", t.name())
        .put("state", t.state().name().toLowerCase(Locale.ROOT))
        .put("size", t.wantedSize())
        .put("done", t.doneSize())
        .put("checked", t.checkedFraction(), 2)
        .put("downRate", t.downRate())
        .put("upRate", t.upRate())
        .put("downloaded", t.downloaded())
        .put("uploaded", t.uploaded())
        .put("ratio", t.ratio(), 2)
        .put("peers", t.peers())
        .put("seeds", t.seeds())
        .put("eta", t.etaSeconds());
  }

  private void print(Json json) {
    byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  @Override
  public void state(TorrentSnapshot torrent, TorrentState from) {
    Json json = torrent("state", torrent);
    print(from == null ? json : json.put("from", from.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void warning(TorrentSnapshot torrent, String message) {
    message("warning", torrent, message);
  }

  @Override
  public void error(TorrentSnapshot torrent, String message) {
    message("error", torrent, message);
  }

  private void message(String type, TorrentSnapshot t, String message) {
    Json json = line(type);
    if (t != null) {
      json.put("id", t.id()).put("name", t.name());
    }
    print(json.put("message", message));
  }

  @Override
  public void serving(TorrentSnapshot torrent, String file, String url) {
    print(torrent("stream", torrent).put("file", file).put("url", url));
  }

  @Override
  public void summary(Summary s) {
    print(
        torrent("summary", s.torrent())
            .put("outcome", s.outcome())
            .put("seconds", s.seconds(), 2)
            .put("received", s.received())
            .put("meanRate", s.meanRate())
            .put("savePath", s.torrent().savePath().toString()));
  }

  @Override
  public void close() {
    out.flush();
  }
}
