package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@CommandLine.Command(
    sortOptions = false,
    sortSynopsis = false,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Failed for a reason without a code of its own.",
      "2:The command line is wrong.",
      "3:A torrent file is missing, damaged or hostile.",
      "4:A file, a folder or the disk.",
      "5:A port or the network.",
      "6:Data is incomplete or does not match the torrent.",
      "130:Stopped by Ctrl+C (129 hang-up, 143 termination)."
    })
final class Root extends Command {
  @Option(
      names = {"-V", "--version"},
      order = 99,
      description = "Show the version.")
  boolean version;

  @Spec CommandLine.Model.CommandSpec spec;

  Root(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(env.err());
    return ExitCode.USAGE;
  }
}
