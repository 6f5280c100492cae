package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.log.Logs;
import io.bitonic.app.progress.BarProgress;
import io.bitonic.app.progress.JsonProgress;
import io.bitonic.app.progress.LineProgress;
import io.bitonic.app.progress.Progress;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.StopRule;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of the verbs that move data. */
abstract class TransferCommand extends Command {
  @Option(
      names = "--seed-time",
      paramLabel = "MIN",
      order = 20,
      converter = Quantities.NotNegative.class,
      description = "Seed a complete torrent for this many minutes; 0 stops at once.")
  Double seedTime;

  @Option(
      names = "--seed-ratio",
      paramLabel = "R",
      order = 21,
      converter = Quantities.NotNegative.class,
      description = "Seed until uploaded/downloaded reaches R. With --seed-time: what comes first.")
  Double seedRatio;

  @Option(
      names = "--max-peers",
      paramLabel = "N",
      order = 30,
      description = "Connections at most, 1-10000 (default: 200, 100 a torrent).")
  Integer maxPeers;

  @Option(
      names = "--listen-port",
      paramLabel = "P",
      order = 31,
      description = "TCP port for peers, 0 any (default: the first free one of 6881-6889).")
  Integer listenPort;

  @Option(
      names = "--down-limit",
      paramLabel = "RATE",
      order = 32,
      converter = Quantities.Rate.class,
      description = "Download at most, as 500K or 1.5MiB/s; 0 is no limit.")
  Long downLimit;

  @Option(
      names = "--up-limit",
      paramLabel = "RATE",
      order = 33,
      converter = Quantities.Rate.class,
      description = "Upload at most, as 500K or 1.5MiB/s; 0 is no limit.")
  Long upLimit;

  @Option(
      names = "--json",
      order = 40,
      description = "Print one JSON object a line instead of the display.")
  boolean json;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      order = 41,
      description = "trace, debug, info, warn, error or off (default: as log.level is set).")
  String logLevel;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      order = 42,
      description = "Append the log to FILE (default: a rotated one in the state folder).")
  Path logFile;

  @CommandLine.Mixin NetworkOptions network = new NetworkOptions();

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

  TransferCommand(Env env) {
    super(env);
  }

  /** The rule that the options give, or {@code otherwise} without them. */
  StopRule stopRule(StopRule otherwise) {
    if (seedTime == null && seedRatio == null) {
      return otherwise;
    }
    return new StopRule(seedTime == null ? -1 : seedTime * 60, seedRatio == null ? -1 : seedRatio);
  }

  /** Where the settings of this command come from, now and when the file changes. */
  LiveSettings.Source source() {
    return new LiveSettings.Source(config.path(env), this::settings);
  }

  private Settings settings() {
    return network.apply(
        settings(config.load(env), maxPeers, listenPort, downLimit, upLimit), env.environment());
  }

  /**
   * Checks what picocli can't, then gives the engine's settings.
   *
   * @param s without these options
   * @param maxPeers null: the default
   * @param listenPort null: the default
   */
  static Settings settings(
      Settings s, Integer maxPeers, Integer listenPort, Long downLimit, Long upLimit) {
    if (maxPeers != null && (maxPeers < 1 || maxPeers > 10_000)) {
      throw new AppException(
          ExitCode.USAGE, "--max-peers " + maxPeers + " is out of range; give 1 to 10000");
    }
    if (listenPort != null && (listenPort < 0 || listenPort > 65_535)) {
      throw new AppException(
          ExitCode.USAGE, "--listen-port " + listenPort + " is not a port; give 0 to 65535");
    }
    return s.with(
            s.network()
                .with(
                    n -> {
                      if (listenPort != null) {
                        n.listenPort = listenPort;
                        n.listenPortTries = 1;
                      }
                      if (maxPeers != null) {
                        n.maxPeers = maxPeers;
                        n.maxPeersPerTorrent = maxPeers;
                      }
                    }))
        .with(
            s.limits()
                .withRates(
                    downLimit == null ? s.limits().downBytesPerSecond() : downLimit,
                    upLimit == null ? s.limits().upBytesPerSecond() : upLimit));
  }

  void openLog(Settings settings) {
    Logs.toFile(logFile, env.stateDir(), env.program(), logLevel, settings.log());
  }

  Progress progress() {
    return progress(env, json);
  }

  /** The display that fits the options and the terminal. */
  static Progress progress(Env env, boolean json) {
    if (json) {
      return new JsonProgress(env.out(), env.clock());
    }
    return env.screen().interactive()
        ? new BarProgress(env.out(), env.screen())
        : new LineProgress(env.out(), env.screen().unicode(), env.clock());
  }
}
