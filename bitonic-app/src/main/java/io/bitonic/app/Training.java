package io.bitonic.app;

import io.bitonic.app.cli.Cli;
import io.bitonic.app.demo.Folders;
import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Signals;
import io.bitonic.core.session.Engines;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uses what a typical run uses, silently, so that the JVM that makes an AOT cache sees those
 * classes loaded. Leaves nothing behind; never fails, since a smaller cache is still a cache.
 */
final class Training {
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

  private static void train(Path dir) {
    Screen screen = new Screen(true, true, true, () -> new Screen.Size(80, 24));
    PrintStream nothing = new PrintStream(OutputStream.nullOutputStream());
    Env env =
        new Env(
            "btbt",
            nothing,
            nothing,
            screen,
            dir.resolve("state"),
            Engines::start,
            () -> Signals.install(screen),
            Clock.SYSTEM);
    Cli.run(env, "--help");
    String kept = dir.resolve("demo").toString();
    Cli.run(env, "demo", "--fast", "--size", "4MiB", "--keep", kept);
    String torrent = dir.resolve("demo").resolve("demo.torrent").toString();
    String data = dir.resolve("demo").resolve("seed").toString();
    Cli.run(env, "show", torrent);
    Cli.run(env, "verify", torrent, "--output", data);
    Cli.run(env, "download", torrent, "--output", data, "--listen-port", "0");
  }
}
