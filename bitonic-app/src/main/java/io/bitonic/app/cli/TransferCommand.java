package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.progress.BarProgress;
import io.bitonic.app.progress.JsonProgress;
import io.bitonic.app.progress.LineProgress;
import io.bitonic.app.progress.Progress;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.StopRule;
import io.bitonic.core.config.Settings;
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
      names = "--json",
      order = 40,
      description = "Print one JSON object a line instead of the display.")
  boolean json;

  @CommandLine.Mixin LogOptions log = new LogOptions();

  @CommandLine.Mixin LimitOptions limits = new LimitOptions();

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
    return network.apply(limits.apply(config.load(env)), env.environment());
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
