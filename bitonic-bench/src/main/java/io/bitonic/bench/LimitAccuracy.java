package io.bitonic.bench;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Label;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.session.Engines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How exactly rate limits hold: two engines on loopback, ten seconds for each limit, two torrents
 * that want all they can get. Prints a table. Arguments: a folder with room for 2 GiB.
 */
public final class LimitAccuracy {
  private static final long[] RATES = {100_000, 1_000_000, 20_000_000};
  private static final int SECONDS = 10;
  private static final long SIZE = 512L << 20;

  private final Path dir;

  private LimitAccuracy(Path dir) {
    this.dir = dir;
  }

  /** Runs all of it. */
  public static void main(String[] args) throws Exception {
    new LimitAccuracy(Files.createTempDirectory(Path.of(args[0]), "limits")).run();
  }

  private enum Kind {
    ALL_TORRENTS,
    TORRENT,
    LABEL,
    PEER
  }

  private void run() throws Exception {
    List<byte[]> torrents = List.of(payload("one", 1), payload("two", 2));
    System.out.println("| limit | set, B/s | measured, B/s | off by | shares |");
    System.out.println("|---|---|---|---|---|");
    Settings quiet = settings("seed");
    try (Engine seed = Engines.start(quiet)) {
      for (byte[] t : torrents) {
        add(seed, AddTorrent.of(t, dir.resolve("seed")).forSeeding());
      }
      for (TorrentHandle t : seed.torrents()) {
        while (t.snapshot().state() != TorrentState.SEEDING) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
      int number = 0;
      for (Kind kind : Kind.values()) {
        for (long rate : RATES) {
          measure(seed, torrents, kind, rate, "n" + number++);
        }
      }
    }
  }

  private void measure(Engine seed, List<byte[]> torrents, Kind kind, long rate, String name)
      throws Exception {
    Settings s = settings(name);
    Label label = new Label(rate, 0, TorrentRules.NONE, Optional.empty(), List.of());
    if (kind == Kind.ALL_TORRENTS) {
      s = s.with(s.limits().withRates(rate, 0));
    } else if (kind == Kind.LABEL) {
      s = s.withLabels(Map.of("x", label));
    }
    boolean one = kind == Kind.TORRENT || kind == Kind.PEER;
    try (Engine n = Engines.start(s)) {
      List<TorrentHandle> got = new ArrayList<>();
      for (byte[] t : one ? torrents.subList(0, 1) : torrents) {
        TorrentHandle h = add(n, AddTorrent.of(t, dir.resolve(name)));
        got.add(h);
        limit(n, h, kind, rate);
        String address = "127.0.0.1:" + seed.snapshot().listenPort();
        done(n.submit(new EngineCommand.AddPeer(h.id(), address)));
      }
      TimeUnit.SECONDS.sleep(3);
      long[] parts = got.stream().mapToLong(h -> -h.snapshot().downloaded()).toArray();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      for (int i = 0; i < parts.length; i++) {
        parts[i] += got.get(i).snapshot().downloaded();
      }
      report(kind, rate, parts, seconds);
    }
    delete(dir.resolve(name));
  }

  /** Sets those limits that belong to the torrent. */
  private static void limit(Engine n, TorrentHandle h, Kind kind, long rate) throws Exception {
    if (kind == Kind.LABEL) {
      done(n.submit(new EngineCommand.SetLabel(h.id(), "x")));
    }
    TorrentRules r = TorrentRules.NONE;
    long peer = kind == Kind.PEER ? rate : 0;
    long own = kind == Kind.TORRENT ? rate : 0;
    TorrentRules rules =
        new TorrentRules(own, 0, peer, 0, 0, 0, r.order(), r.priority(), r.ratio(), -1);
    done(n.submit(new EngineCommand.SetRules(h.id(), rules)));
  }

  /** Prints a row; {@code parts} are the bytes of each torrent. */
  private static void report(Kind kind, long rate, long[] parts, double seconds) {
    long sum = LongStream.of(parts).sum();
    StringBuilder shares = new StringBuilder();
    for (long part : parts) {
      shares.append(shares.isEmpty() ? "" : " : ").append(Math.round(100.0 * part / sum));
    }
    double measured = sum / seconds;
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %,d | %+.1f %% | %s |%n",
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        rate,
        Math.round(measured),
        100 * (measured - rate) / rate,
        shares);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }

  private Settings settings(String name) {
    Settings s = Settings.defaults(dir.resolve(name + "-state"));
    return s.with(s.network().with(NetworkDraft::loopback)).with(Settings.Discovery.off());
  }

  private byte[] payload(String name, int seed) throws Exception {
    Path file = Files.createDirectories(dir.resolve("seed")).resolve(name);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long i = 0; i < SIZE; i += chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    return new TorrentCreator(file)
        .pieceLength(256 << 10)
        .creationDate(0)
        .create((done, total) -> {}, () -> false);
  }

  private static TorrentHandle add(Engine engine, AddTorrent request) throws Exception {
    return engine.add(request).get(10, TimeUnit.SECONDS);
  }

  private static void done(CompletableFuture<Void> answer) throws Exception {
    answer.get(10, TimeUnit.SECONDS);
  }
}
