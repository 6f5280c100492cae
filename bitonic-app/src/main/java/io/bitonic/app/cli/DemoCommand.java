package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.demo.Demo;
import io.bitonic.app.log.Logs;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.core.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
    name = "demo",
    sortOptions = false,
    sortSynopsis = false,
    description = "Run a whole swarm on this machine: tracker, two seeders, one download.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} demo",
      "  ${ROOT-COMMAND-NAME} demo --fast --size 1GiB",
      "  ${ROOT-COMMAND-NAME} demo --keep /tmp/demo"
    })
final class DemoCommand extends Command {
  private static final long MIN = 1L << 16;
  private static final long MAX = 1L << 40;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      order = 1,
      defaultValue = "256MiB",
      converter = Quantities.Size.class,
      description = "Size of the test data (default: 256MiB); twice that is needed on disk.")
  long size;

  @Option(names = "--fast", order = 2, description = "No rate limit: as fast as it goes.")
  boolean fast;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      order = 3,
      description = "Use this empty folder and keep the files (default: a temporary one).")
  String keep;

  @Option(names = "--json", order = 4, description = "Print one JSON object a line.")
  boolean json;

  DemoCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (size < MIN || size > MAX) {
      throw new AppException(ExitCode.USAGE, "--size is out of range; give 64KiB to 1TiB");
    }
    Logs.toFile(
        null, env.stateDir(), env.program(), "info", Settings.defaults(env.stateDir()).log());
    Env quiet = json ? env.silent() : env;
    return new Demo(
            quiet,
            size,
            fast,
            keep == null ? null : TorrentSource.path(keep).toAbsolutePath().normalize(),
            () -> TransferCommand.progress(env, json))
        .run();
  }
}
