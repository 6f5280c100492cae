package io.bitonic.tui.fake;

import io.bitonic.core.api.EngineEvent;
import java.nio.file.Path;
import java.util.List;

/** Ready-made casts of fake torrents. */
public final class FakeSwarm {
  private static final long G = 1L << 30;
  private static final long M = 1L << 20;

  private FakeSwarm() {}

  /** About twenty torrents in every state, with the names that break terminals. */
  public static FakeEngine small() {
    return small(FakeEngine.START);
  }

  /** As {@link #small()}, from another time on. */
  public static FakeEngine small(long startMillis) {
    FakeEngine e = new FakeEngine(1, startMillis);
    FakeTorrent t = add(e, "ubuntu-24.04.3-desktop-amd64.iso", "linux", 6 * G, 0.62);
    active(t, 41, 24, 14 * M, 1 * M);
    t.pieces = 6_144;
    t = add(e, "漢字アルバム (2024) [FLAC]", "music", 1_100 * M, 1);
    active(t, 9, 3, 0, 330 << 10);
    t.files = 30;
    t.uploaded = 2_300 * M;
    t = add(e, "Sintel.2010.4K.Open.Movie", "film", 8 * G, 0.31);
    active(t, 66, 31, 22 * M, 6 * M);
    t.files = 40;
    t.pieces = 4_096;
    t = add(e, "debian-13.1.0-amd64-DVD-1.iso", "linux", 4 * G, 0.08);
    active(t, 12, 0, 900 << 10, 0);
    t.diagnosis = "12 of 12 peers choke us; no seed is connected";
    t = add(e, "Cosmos Laundromat 🎬🐑 – First Cycle", "film", 2 * G, 1);
    active(t, 22, 0, 0, 2 * M);
    t.files = 6;
    t.uploaded = 9 * G;
    t = add(e, "big-buck-bunny-8k", "film", 31 * G, 0.44);
    t.error = "No space left on /srv/torrents: 412 MiB are missing. Free some, then resume.";
    t = add(e, "archlinux-2026.11.01-x86_64.iso", "linux", 1_200 * M, 1);
    active(t, 30, 0, 0, 900 << 10);
    t.uploaded = 31 * G;
    t = add(e, "كتاب مفتوح المصدر.pdf", "books", 80 * M, 0.5);
    t.paused = true;
    t = add(e, "Wikipedia dump 2026-10 (en, no images)", "", 96 * G, 0.12);
    t.checking = 0.37;
    t.files = 900;
    t = add(e, "evil\u001b[2J\u001b]0;owned\u0007\u202Egpj.name", "", 700 * M, 0.2);
    active(t, 4, 1, 120 << 10, 10 << 10);
    t.waiting = "Disk is slow: 48 MiB wait to be written";
    t = add(e, "", "", 3 * M, 0.9);
    t.paused = true;
    t = add(e, "x".repeat(700), "books", 5 * G, 0.33);
    active(t, 3, 0, 40 << 10, 0);
    t.tracker = "";
    t = add(e, "zero bytes", "", 0, 1);
    t.pieces = 0;
    active(t, 1, 0, 0, 0);
    t = add(e, "family 👨‍👩‍👧‍👦 flag 🇩🇪 café naïve", "photos", 12 * G, 0.77);
    active(t, 15, 6, 3 * M, 500 << 10);
    t.files = 5_000;
    t = add(e, "two-million-pieces.bin", "", 2_000 * G, 0.4);
    active(t, 7, 2, 5 * M, 1 * M);
    t.pieces = 2_000_000;
    t = add(e, "Blender Open Movies (all)", "film", 120 * G, 0.999);
    active(t, 38, 20, 9 * M, 3 * M);
    t.files = 250;
    for (int i = 0; i < 4; i++) {
      t = add(e, "Librivox collection " + (i + 1), "audio", (2 + i) * G, 1);
      active(t, 2 + i, 0, 0, (60 + 30 * i) << 10);
      t.files = 60;
      t.uploaded = (i + 1) * 3 * G;
    }
    e.torrents().forEach(h -> ((FakeTorrent) h).publish());
    e.advance(250);
    return e;
  }

  /** Many torrents, to see that nothing gets slow. */
  public static FakeEngine many(int count) {
    FakeEngine e = new FakeEngine(2);
    String[] labels = {"linux", "film", "music", "books", ""};
    for (int i = 0; i < count; i++) {
      FakeTorrent t =
          add(
              e,
              String.format("Torrent %05d – %s", i, i % 9 == 0 ? "長い名前" : "release"),
              labels[i % labels.length],
              (1 + i % 50) * 200 * M,
              i % 3 == 0 ? 1 : i % 100 / 100.0);
      if (i % 5 == 4) {
        t.paused = true;
      } else {
        active(t, i % 60, i % 13, i % 4 == 1 ? i % 700 << 10 : 0, i % 300 << 10);
      }
    }
    e.advance(250);
    return e;
  }

  /** Events of every kind, so that alerts and the log have something to show. */
  public static void events(FakeEngine e) {
    List<FakeTorrent> all = e.torrents().stream().map(FakeTorrent.class::cast).toList();
    long now = e.millis();
    FakeTorrent iso = all.get(0);
    FakeTorrent bunny = all.get(5);
    e.emit(new EngineEvent.TorrentAdded(now - 60_000, iso.id(), iso.snapshot().name()));
    e.emit(
        new EngineEvent.TrackerWorking(
            now - 58_000,
            iso.id(),
            iso.snapshot().name(),
            "https://tracker.example.org:443/announce",
            50));
    e.emit(new EngineEvent.HashFailed(now - 40_000, iso.id(), iso.snapshot().name(), 812));
    e.emit(
        new EngineEvent.PeerBanned(
            now - 39_000,
            iso.id(),
            iso.snapshot().name(),
            "203.0.113.9:6881",
            "sent 3 bad pieces"));
    e.emit(
        new EngineEvent.TrackerFailed(
            now - 30_000,
            iso.id(),
            iso.snapshot().name(),
            "udp://open.example.net:1337/announce",
            "connection timed out",
            3));
    e.emit(
        new EngineEvent.TorrentFailed(
            now - 20_000, bunny.id(), bunny.snapshot().name(), bunny.snapshot().error()));
    e.emit(
        new EngineEvent.TorrentFinished(
            now - 10_000, all.get(1).id(), all.get(1).snapshot().name()));
  }

  private static FakeTorrent add(FakeEngine e, String name, String label, long size, double done) {
    FakeTorrent t = FakeTorrent.create(e, name);
    t.label = label;
    t.size = size;
    t.done = (long) (size * done);
    t.savePath = Path.of("/srv/torrents").resolve(label);
    t.addedMillis = FakeEngine.START - 3_600_000L * (1 + e.torrents().size() * 7L);
    return e.put(t);
  }

  private static void active(FakeTorrent t, int peers, int seeds, long down, long up) {
    t.peers = peers;
    t.seeds = seeds;
    t.speed = down;
    t.upSpeed = up;
  }
}
