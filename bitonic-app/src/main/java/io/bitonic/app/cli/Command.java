package io.bitonic.app.cli;

import io.bitonic.app.Env;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A verb of the command line; {@link #call} gives the exit code. */
abstract class Command implements Callable<Integer> {
  final Env env;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 100,
      description = "Show this help.")
  boolean help;

  Command(Env env) {
    this.env = env;
  }
}
