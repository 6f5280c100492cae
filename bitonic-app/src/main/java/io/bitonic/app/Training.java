package io.bitonic.app;

import io.bitonic.app.cli.Cli;
import io.bitonic.app.dash.HostName;
import io.bitonic.app.dash.TorrentReader;
import io.bitonic.app.demo.Folders;
import io.bitonic.app.demo.LiveSwarm;
import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Signals;
import io.bitonic.core.api.Engine;
import io.bitonic.core.config.UserFolders;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.tui.app.DashboardOptions;
import io.bitonic.tui.app.Rehearsal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Uses what a typical run uses, silently, so that the JVM that makes an AOT cache sees those
 * classes loaded. Leaves nothing behind; never fails, since a smaller cache is still a cache.
 */
final class Training {
  /** Torrents of the demo that are enough to see. */
  private static final int SCENE = 12;

  private static final int LOOKS = 50;

  private Training() {}

  static void run() {
    try {
      Path dir = Files.createTempDirectory("bitonic-train-");
      try {
        train(dir);
      } finally {
        Folders.delete(dir);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // What was loaded so far is in the cache; the rest loads as it would without one.
      return;
    }
  }

  private static void train(Path dir) throws IOException {
    Screen screen = new Screen(true, true, true, () -> new Screen.Size(80, 24));
    PrintStream nothing = new PrintStream(OutputStream.nullOutputStream());
    Env env = env("btbt", dir, nothing, screen);
    Main.run(env, "--help");
    String kept = dir.resolve("demo").toString();
    Cli.run(env, "demo", "--fast", "--size", "4MiB", "--keep", kept);
    String torrent = dir.resolve("demo").resolve("demo.torrent").toString();
    String data = dir.resolve("demo").resolve("seed").toString();
    Cli.run(env, "show", torrent);
    Cli.run(env, "config", "set", "network.listen_port", "0");
    Cli.run(env, "config", "show");
    HashChoice.rehearse();
    Cli.run(env, "verify", torrent, "--output", data);
    Cli.run(env, "download", torrent, "--output", data, "--listen-port", "0");
    Screen plain = new Screen(false, true, false, () -> new Screen.Size(80, 24));
    Env piped = env("btbt", dir, nothing, plain);
    Cli.run(piped, "show", torrent);
    Cli.run(piped, "download", torrent, "--output", data, "--listen-port", "0", "--seed-time", "0");
    dashboard(dir, env("bitonic", dir, nothing, screen));
  }

  /** As the real one, but for where it reads and writes. */
  private static Env env(String program, Path dir, PrintStream nothing, Screen screen) {
    Env real = Env.system(program);
    return new Env(
        program,
        nothing,
        nothing,
        screen,
        dir.resolve("state"),
        dir.resolve("config"),
        Map.of(),
        real.engines(),
        () -> Signals.install(screen),
        real.clock());
  }

  /** Shows the demo to nobody; without a terminal, the dashboard itself only finds out so. */
  private static void dashboard(Path dir, Env env) throws IOException {
    Cli.dashboard(env, "demo", "--help");
    Cli.dashboard(env, "--listen-port", "0");
    try (LiveSwarm swarm = new LiveSwarm(env.engines(), dir.resolve("swarm"))) {
      DashboardOptions options =
          DashboardOptions.of(
              "bitonic@" + HostName.shortName(),
              env.configDir(),
              swarm.downloads(),
              new TorrentReader(UserFolders.system().home()));
      try (Engine engine = env.engines().apply(swarm.settings())) {
        swarm.play(engine);
        for (int i = 0; i < LOOKS && engine.torrents().size() < SCENE; i++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        Rehearsal.play(engine, options);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
