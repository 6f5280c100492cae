package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.Version;
import io.bitonic.app.dash.DashboardRun;
import io.bitonic.app.dash.HostName;
import io.bitonic.app.dash.TorrentReader;
import io.bitonic.app.dash.TorrentStreams;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.session.HeadlessRun;
import io.bitonic.app.session.Session;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.UserFolders;
import io.bitonic.tui.app.DashboardOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "bitonic",
    sortOptions = false,
    sortSynopsis = false,
    description = "A full-screen BitTorrent client. Its torrents come back at the next start.",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:There is no terminal, or it went away.",
      "2:The command line is wrong.",
      "4:A file, a folder or the disk.",
      "5:A port or the network.",
      "70:A fault of the program; the log has the details.",
      "130:Stopped by Ctrl+C (129 hang-up, 143 termination)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME}",
      "  ${ROOT-COMMAND-NAME} debian.torrent --output ~/iso",
      "  ${ROOT-COMMAND-NAME} https://example.org/debian.torrent",
      "  ${ROOT-COMMAND-NAME} --headless",
      "  ${ROOT-COMMAND-NAME} demo    # all of it, without a network"
    })
final class DashboardCommand extends Command {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|URL",
      description = "Torrents to add: paths, http(s) addresses or magnet links.")
  List<String> sources = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      description = "Folder for new torrents (default: ~/Downloads).")
  String output;

  @Option(
      names = "--headless",
      order = 2,
      description =
          "Run the same session without a screen, as on a server, until Ctrl+C or SIGTERM.")
  boolean headless;

  @CommandLine.Mixin Look look = new Look();

  @CommandLine.Mixin LimitOptions limits = new LimitOptions();

  @CommandLine.Mixin NetworkOptions network = new NetworkOptions();

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

  @Option(
      names = {"-V", "--version"},
      order = 99,
      description = "Show the version.")
  boolean version;

  DashboardCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (version) {
      env.out().println(env.program() + " " + Version.NUMBER);
      return ExitCode.OK;
    }
    Settings settings = settings();
    LiveSettings.Source source = new LiveSettings.Source(config.path(env), this::settings);
    look.check();
    Path home = UserFolders.system().home();
    Path downloads =
        output == null
            ? home.resolve("Downloads")
            : TorrentSource.path(output).toAbsolutePath().normalize();
    look.log.open(env, settings);
    TorrentReader reader = new TorrentReader(home);
    if (headless) {
      Session.Place place = new Session.Place(source, env.configDir(), downloads, reader);
      return new HeadlessRun(env, settings, place).run(sources);
    }
    TorrentStreams streams = new TorrentStreams();
    DashboardOptions options =
        look.apply(
            DashboardOptions.of(
                    "bitonic@" + HostName.shortName(), env.configDir(), downloads, reader)
                .withStreams(streams)
                .withSources(sources));
    return new DashboardRun(env, settings, source, engine -> {}, streams::close, () -> {})
        .run(options);
  }

  private Settings settings() {
    return network.apply(limits.apply(config.load(env)), env.environment());
  }

  /** Options of everything that shows the dashboard. */
  static final class Look {
    @Option(
        names = "--theme",
        paramLabel = "NAME",
        order = 10,
        description = "Colours for this run.")
    String theme = "";

    @Option(
        names = "--fps",
        paramLabel = "N",
        order = 11,
        description = "Frames a second at most, 1-30 (default: 30); 10 suits a slow link.")
    Integer fps;

    @CommandLine.Mixin LogOptions log = new LogOptions();

    void check() {
      if (fps != null && (fps < 1 || fps > 30)) {
        throw new AppException(
            ExitCode.USAGE, "--fps " + fps + " is out of range; give a number from 1 to 30");
      }
    }

    DashboardOptions apply(DashboardOptions options) {
      return options.withTheme(theme).withFps(fps == null ? 0 : fps);
    }
  }
}
