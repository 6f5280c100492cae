package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.log.Logs;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How much is logged in a run, and where. */
final class LogOptions {
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

  void open(Env env, Settings settings) {
    Logs.toFile(logFile, env.stateDir(), env.program(), logLevel, settings.log());
  }
}
