package io.bitonic.app.perf;

import io.bitonic.app.demo.Folders;
import io.bitonic.app.run.Pulse;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.metainfo.MetainfoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Speed of a whole transfer: one engine seeds, another downloads from it over loopback, both in
 * this process and as every engine does it. The copy is compared with the original.
 *
 * @param bytes payload
 * @param seconds from the start of the download to its last piece
 * @param seeder CPU seconds of the seeding engine's threads; NaN where they are not measured
 * @param downloader CPU seconds of the downloading engine's threads
 * @param rest CPU seconds of the JVM meanwhile: its compiler, its collector
 */
public record TransferSpeed(
    long bytes, double seconds, double seeder, double downloader, double rest) {
  /** Sizes of the payload. */
  public static final long MIN = 1 << 20;

  private static final int SEED_SECONDS = 120;
  private static final int STALL_SECONDS = 30;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofMillis(500);
  private static final double GIB = 1L << 30;

  /** Bytes a second. */
  public double rate() {
    return bytes / seconds;
  }

  /** CPU seconds per GiB. */
  public double perGib(double cpuSeconds) {
    return cpuSeconds * GIB / bytes;
  }

  /** What was measured could not be. */
  public static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  /**
   * What is measured.
   *
   * @param engines starts an engine
   * @param settings of both, as far as they have to do with speed
   * @param folder in which a folder is made and removed again; twice the payload must fit
   * @param size bytes of the payload
   */
  public record Plan(
      Function<Settings, Engine> engines, Settings settings, Path folder, long size) {

    private Settings engine(Path stateDir) {
      Settings s = Settings.defaults(stateDir);
      Settings.Network network = settings.network().with(NetworkDraft::loopback);
      return s.with(network)
          .with(settings.disk())
          .with(settings.hash())
          .with(settings.strategy())
          .with(new Settings.Security(settings.security().encryption(), List.of()))
          .with(Settings.Discovery.off());
    }
  }

  /**
   * Makes the payload, transfers it, and removes both copies; null when stopped.
   *
   * @param phases gives who is told of the payload being made, then of the download
   * @throws EngineException when an engine can't be started
   */
  public static TransferSpeed measure(Plan plan, Supplier<Step> phases, Pulse pulse)
      throws IOException, Failure {
    Path folder = Files.createTempDirectory(plan.folder(), ".bitonic-performance-");
    try {
      Path source = Files.createDirectory(folder.resolve("seed"));
      Path file = source.resolve("payload");
      if (!Payload.write(file, plan.size(), phases.get(), () -> pulse.signal() != 0)) {
        return null;
      }
      byte[] torrent =
          new TorrentCreator(file).create((done, total) -> {}, () -> pulse.signal() != 0);
      TransferSpeed speed = new Run(plan, folder, torrent, phases.get(), pulse).run();
      if (speed != null && Files.mismatch(file, folder.resolve("download/payload")) >= 0) {
        throw new Failure("the copy differs from the original; please report this");
      }
      return speed;
    } catch (CancellationException e) {
      return null;
    } catch (MetainfoException e) {
      throw new Failure(e.getMessage());
    } catch (CompletionException e) {
      throw new Failure(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      Folders.delete(folder);
    }
  }

  /** The two engines. */
  private static final class Run {
    private final Plan plan;
    private final Path folder;
    private final byte[] torrent;
    private final Step progress;
    private final Pulse pulse;
    private final ThreadTimes seeding = new ThreadTimes("seeder");
    private final ThreadTimes downloading = new ThreadTimes("downloader");

    Run(Plan plan, Path folder, byte[] torrent, Step progress, Pulse pulse) {
      this.plan = plan;
      this.folder = folder;
      this.torrent = torrent;
      this.progress = progress;
      this.pulse = pulse;
    }

    TransferSpeed run() throws InterruptedException, Failure {
      Engine seeder = engine(seeding, "seeder");
      try {
        TorrentHandle seed = add(seeder, folder.resolve("seed"), true);
        if (!awaitSeed(seed)) {
          return null;
        }
        Engine downloader = engine(downloading, "downloader");
        try {
          return transfer(seeder, downloader);
        } finally {
          downloader.close(CLOSE);
        }
      } finally {
        seeder.close(CLOSE);
      }
    }

    private Engine engine(ThreadTimes times, String name) throws InterruptedException {
      Settings settings = plan.engine(folder.resolve("state-" + name));
      return times.call(() -> plan.engines().apply(settings));
    }

    private TorrentHandle add(Engine engine, Path savePath, boolean seed) {
      return engine
          .add(
              new AddTorrent(
                  torrent,
                  savePath,
                  false,
                  seed,
                  Map.of(),
                  FilePriority.NORMAL,
                  false,
                  "",
                  0,
                  0,
                  0))
          .join();
    }

    private boolean awaitSeed(TorrentHandle seed) throws Failure {
      long start = System.nanoTime();
      while (seed.snapshot().state() != TorrentState.SEEDING) {
        if (seed.snapshot().state() == TorrentState.ERROR) {
          throw new Failure(seed.snapshot().error());
        }
        if (System.nanoTime() - start > SEED_SECONDS * 1_000_000_000L) {
          throw new Failure("the seeder was not ready within " + SEED_SECONDS + " s");
        }
        if (!pulse.next(LOOK)) {
          return false;
        }
      }
      return true;
    }

    private TransferSpeed transfer(Engine seeder, Engine downloader)
        throws InterruptedException, Failure {
      String peer = "127.0.0.1:" + seeder.snapshot().listenPort();
      try (EventSubscription events = downloader.subscribe(64)) {
        seeding.begin();
        downloading.begin();
        double process = ThreadTimes.process();
        long start = System.nanoTime();
        TorrentHandle download = add(downloader, folder.resolve("download"), false);
        downloader.submit(new EngineCommand.AddPeer(download.id(), peer)).join();
        if (!awaitEnd(events, download)) {
          return null;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double up = seeding.seconds();
        double down = downloading.seconds();
        double rest = Math.max(0, ThreadTimes.process() - process - up - down);
        return new TransferSpeed(plan.size(), seconds, up, down, rest);
      }
    }

    /** Waits for the last piece; false when stopped. */
    private boolean awaitEnd(EventSubscription events, TorrentHandle download)
        throws InterruptedException, Failure {
      long moved = -1;
      long movedAt = System.nanoTime();
      while (pulse.next(Duration.ZERO)) {
        switch (events.poll(LOOK)) {
          case EngineEvent.TorrentFinished _ -> {
            return true;
          }
          case EngineEvent.TorrentFailed e -> throw new Failure(e.error());
          case EngineEvent.TorrentWaiting e -> throw new Failure(e.reason());
          case null, default -> {
            // The display has the state.
          }
        }
        long now = download.snapshot().downloaded();
        progress.at(Math.min(now, plan.size()), plan.size());
        if (now != moved) {
          moved = now;
          movedAt = System.nanoTime();
        } else if (System.nanoTime() - movedAt > STALL_SECONDS * 1_000_000_000L) {
          throw new Failure("nothing arrived for " + STALL_SECONDS + " s; the log says why");
        }
      }
      return false;
    }
  }
}
