package io.bitonic.app.support;

import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.nio.file.Path;

/** Builds snapshots. */
public final class Snaps {
  private final String name;
  private final TorrentState state;
  private String id = "0123456789abcdef0123456789abcdef01234567";
  private String error = "";
  private long size = 1000;
  private long done;
  private double checked = 0.5;
  private int pieces = 10;
  private int have;
  private long down;
  private long up;
  private long downloaded;
  private long uploaded;
  private long eta = -1;
  private int peers = 12;
  private Path savePath = Path.of("/data");

  private Snaps(String name, TorrentState state) {
    this.name = name;
    this.state = state;
  }

  public static Snaps of(String name, TorrentState state) {
    return new Snaps(name, state);
  }

  public Snaps id(String v) {
    id = v;
    return this;
  }

  public Snaps size(long total, long have) {
    size = total;
    done = have;
    return this;
  }

  public Snaps pieces(int total, int verified) {
    pieces = total;
    have = verified;
    return this;
  }

  public Snaps rates(long d, long u) {
    down = d;
    up = u;
    return this;
  }

  public Snaps transferred(long d, long u) {
    downloaded = d;
    uploaded = u;
    return this;
  }

  public Snaps eta(long seconds) {
    eta = seconds;
    return this;
  }

  public Snaps peers(int n) {
    peers = n;
    return this;
  }

  public Snaps error(String e) {
    error = e;
    return this;
  }

  public Snaps savePath(Path p) {
    savePath = p;
    return this;
  }

  public TorrentSnapshot build() {
    double ratio =
        Math.max(downloaded, done) == 0 ? 0 : (double) uploaded / Math.max(downloaded, done);
    return new TorrentSnapshot(
        id,
        name,
        state,
        error,
        "",
        size,
        size,
        done,
        checked,
        pieces,
        have,
        16384,
        1,
        down,
        up,
        downloaded,
        uploaded,
        0,
        eta,
        ratio,
        peers,
        3,
        40,
        -1,
        -1,
        3.5,
        0,
        0,
        0,
        0,
        0,
        0,
        TorrentRules.NONE,
        0,
        false,
        false,
        "",
        savePath,
        "",
        "",
        Sharing.DEFAULT);
  }
}
