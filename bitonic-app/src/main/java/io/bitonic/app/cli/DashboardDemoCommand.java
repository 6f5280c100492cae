package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.dash.DashboardRun;
import io.bitonic.app.dash.HostName;
import io.bitonic.app.dash.TorrentReader;
import io.bitonic.app.demo.DemoFolder;
import io.bitonic.app.demo.LiveSwarm;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.UserFolders;
import io.bitonic.tui.app.DashboardOptions;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
    name = "demo",
    sortOptions = false,
    sortSynopsis = false,
    description =
        "Show the dashboard on a swarm inside this process, on 127.0.0.1 only: nothing in it is"
            + " real, and all of its files are removed at the end.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} demo",
      "  ${ROOT-COMMAND-NAME} demo --theme nord",
      "  ${ROOT-COMMAND-NAME} demo --dir /var/tmp"
    })
final class DashboardDemoCommand extends Command {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      order = 1,
      description =
          "Make the temporary folder there (default: the system's place for such folders). Up to"
              + " 2 GiB are used after half an hour.")
  String dir;

  @CommandLine.Mixin DashboardCommand.Look look = new DashboardCommand.Look();

  DashboardDemoCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    look.check();
    look.log.open(env, Settings.defaults(env.stateDir()));
    Path parent =
        dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : TorrentSource.path(dir);
    DemoFolder folder = DemoFolder.create(parent.toAbsolutePath().normalize());
    try (LiveSwarm swarm = new LiveSwarm(env.engines(), folder.path())) {
      DashboardOptions options =
          look.apply(
              DashboardOptions.of(
                      "bitonic@" + HostName.shortName(),
                      folder.path().resolve("config"),
                      swarm.downloads(),
                      new TorrentReader(UserFolders.system().home()))
                  .asDemo());
      Runnable end =
          () -> {
            swarm.close();
            folder.close();
          };
      return new DashboardRun(env, swarm.settings(), null, swarm::play, end, folder::close)
          .run(options);
    } finally {
      folder.close();
    }
  }
}
