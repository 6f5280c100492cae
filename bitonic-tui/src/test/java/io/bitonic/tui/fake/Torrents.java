package io.bitonic.tui.fake;

import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.nio.file.Path;

/** A snapshot with few words, for tests. */
public final class Torrents {
  public static final long G = 1L << 30;
  public static final long M = 1L << 20;

  public String id = "0".repeat(40);
  public String name = "a torrent";
  public TorrentState state = TorrentState.DOWNLOADING;
  public String error = "";
  public String waiting = "";
  public long size = G;
  public long done = G / 2;
  public double checked;
  public int pieces = 1024;
  public int files = 1;
  public long down;
  public long up;
  public long downloaded;
  public long uploaded;
  public long wasted;
  public long eta = -1;
  public int peers;
  public int seeds;
  public double availability;
  public long added = 1_700_000_000_000L;
  public long finished;
  public long downLimit;
  public long upLimit;
  public int queue;
  public boolean sequential;
  public String label = "";
  public Sharing sharing = Sharing.DEFAULT;
  public String path = "/srv/data";
  public String tracker = "";
  public String diagnosis = "";

  public static Torrents named(String name) {
    Torrents t = new Torrents();
    t.name = name;
    return t;
  }

  public TorrentSnapshot snapshot() {
    return new TorrentSnapshot(
        id,
        name,
        state,
        error,
        waiting,
        size,
        size,
        done,
        checked,
        pieces,
        size == 0 ? pieces : (int) (pieces * (done / (double) size)),
        1 << 20,
        files,
        down,
        up,
        downloaded,
        uploaded,
        wasted,
        eta,
        Math.max(downloaded, done) == 0 ? 0 : uploaded / (double) Math.max(downloaded, done),
        peers,
        seeds,
        peers * 3,
        tracker.isEmpty() ? -1 : seeds * 2,
        tracker.isEmpty() ? -1 : peers * 2,
        availability,
        added,
        finished,
        3_600,
        finished == 0 ? 0 : 1_800,
        downLimit,
        upLimit,
        TorrentRules.NONE,
        queue,
        sequential,
        false,
        label,
        Path.of(path),
        tracker,
        diagnosis,
        sharing);
  }
}
