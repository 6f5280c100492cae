package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.Version;
import io.bitonic.app.dash.DashboardRun;
import io.bitonic.app.dash.HostName;
import io.bitonic.app.dash.TorrentReader;
import io.bitonic.app.dash.TorrentStreams;
import io.bitonic.app.log.Logs;
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

  @CommandLine.Mixin NetworkOptions network = new NetworkOptions();

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

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
      description = "TCP port for peers, 0 any (default: the first free one from 6881 on).")
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
    Logs.toFile(look.logFile, env.stateDir(), env.program(), look.logLevel, settings.log());
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
    return network.apply(
        TransferCommand.settings(config.load(env), maxPeers, listenPort, downLimit, upLimit),
        env.environment());
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
