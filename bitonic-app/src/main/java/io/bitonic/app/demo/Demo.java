package io.bitonic.app.demo;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.progress.Progress;
import io.bitonic.app.run.FreeSpace;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.StopRule;
import io.bitonic.app.run.Transfer;
import io.bitonic.app.text.Units;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.metainfo.MetainfoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A whole swarm in this process: a tracker, two seeders and a downloader, on loopback only. The
 * download runs through the same engine and display as any other. Used by one thread.
 */
public final class Demo {
  private static final int SEEDERS = 2;
  private static final int WATCHABLE_SECONDS = 6;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int SEEDERS_READY_SECONDS = 60;

  private final Env env;
  private final long size;
  private final boolean fast;
  private final Path keep;
  private final Supplier<Progress> display;
  private final List<Engine> seeders = new ArrayList<>();

  /**
   * @param size bytes of the payload
   * @param fast no rate limit
   * @param keep folder for the files, which stay there; null: a temporary one that is removed
   * @param display shows the download
   */
  public Demo(Env env, long size, boolean fast, Path keep, Supplier<Progress> display) {
    this.env = env;
    this.size = size;
    this.fast = fast;
    this.keep = keep;
    this.display = display;
  }

  /**
   * Runs it and gives the exit code.
   *
   * @throws AppException when it can't be run
   */
  public int run() {
    Path temp = null;
    try (Pulse pulse = env.pulse().get()) {
      temp = Files.createTempDirectory("bitonic-demo-");
      Path work = keep == null ? temp : keep;
      checkSpace(work);
      return swarm(work, temp, pulse);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "the demo can't use its folder: " + e.getMessage() + "; name another with --keep DIR",
          e);
    } finally {
      if (temp != null) {
        Folders.delete(temp);
      }
    }
  }

  private void checkSpace(Path work) throws IOException {
    Path existing = work.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    FreeSpace.require(
        "the demo", 2 * size, existing, "a smaller --size or another folder with --keep DIR");
    if (Files.exists(work) && !isEmpty(work)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + work + "' is not an empty folder; choose another with --keep");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private int swarm(Path work, Path temp, Pulse pulse) throws IOException {
    say("A tracker, two seeders and a downloader in this process, on 127.0.0.1 only.");
    Path source = Files.createDirectories(work.resolve("seed"));
    Path target = Files.createDirectories(work.resolve("download"));
    say("Making " + Units.size(size) + " of random files in " + source);
    if (!DemoPayload.write(source, size, () -> pulse.signal() != 0)) {
      return ExitCode.SIGNAL + pulse.signal();
    }
    try (DemoTracker tracker = new DemoTracker()) {
      byte[] torrent = torrent(source, tracker.url(), pulse);
      if (keep != null) {
        Files.write(work.resolve("demo.torrent"), torrent);
      }
      long limit = fast ? 0 : Math.max(1, size / WATCHABLE_SECONDS / SEEDERS);
      say(
          fast
              ? "Starting the seeders without a rate limit."
              : "Starting the seeders, each held to "
                  + Units.rate(limit)
                  + " so that there is something to watch (--fast lifts it).");
      try {
        for (int i = 0; i < SEEDERS; i++) {
          seed(torrent, source, temp.resolve("state-" + i), limit);
        }
        awaitSeeds(tracker, pulse);
        if (pulse.signal() != 0) {
          return ExitCode.SIGNAL + pulse.signal();
        }
        int code =
            new Transfer(env.clock(), display.get(), StopRule.AT_ONCE, false)
                .run(
                    env,
                    pulse,
                    settings(temp.resolve("state-download")),
                    List.of(AddTorrent.of(torrent, target)));
        return code != ExitCode.OK ? code : compare(source, target);
      } finally {
        seeders.forEach(s -> s.close(Duration.ofMillis(500)));
      }
    } catch (CancellationException e) {
      return ExitCode.SIGNAL + pulse.signal();
    } catch (EngineException e) {
      throw new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
    } catch (MetainfoException e) {
      throw new AppException(ExitCode.FAILED, e.getMessage(), e);
    }
  }

  private static byte[] torrent(Path source, String tracker, Pulse pulse) throws MetainfoException {
    return new TorrentCreator(source.resolve(DemoPayload.NAME))
        .trackers(List.of(List.of(tracker)))
        .comment("made by the Bitonic demo")
        .create((done, total) -> {}, () -> pulse.signal() != 0);
  }

  private Settings settings(Path stateDir) {
    Settings s = Settings.defaults(stateDir);
    Settings.Network n = s.network();
    return s.with(n.with(NetworkDraft::loopback)).with(Settings.Discovery.off());
  }

  private void seed(byte[] torrent, Path source, Path stateDir, long limit) {
    Engine engine = env.engines().apply(settings(stateDir));
    seeders.add(engine);
    engine
        .add(
            new AddTorrent(
                torrent,
                source,
                false,
                true,
                Map.of(),
                FilePriority.NORMAL,
                false,
                "",
                0,
                limit,
                0))
        .join();
  }

  private void awaitSeeds(DemoTracker tracker, Pulse pulse) {
    long start = env.clock().nanos();
    while (tracker.seeds() < SEEDERS && pulse.next(LOOK)) {
      if (env.clock().nanos() - start > SEEDERS_READY_SECONDS * 1_000_000_000L) {
        throw new AppException(
            ExitCode.FAILED,
            "the demo's seeders did not announce themselves within "
                + SEEDERS_READY_SECONDS
                + " s; the log says why");
      }
    }
  }

  private int compare(Path source, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(source)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = target.resolve(source.relativize(file).toString());
      if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
        env.complain("'" + copy + "' differs from what was seeded; please report this");
        return ExitCode.INCOMPLETE;
      }
    }
    say(
        "All "
            + files.size()
            + " files ("
            + Units.size(size)
            + ") compared byte by byte with the originals: identical.");
    if (keep != null) {
      say("Files kept in " + keep);
    }
    return ExitCode.OK;
  }

  private void say(String line) {
    env.out().println(line);
    env.out().flush();
  }
}
