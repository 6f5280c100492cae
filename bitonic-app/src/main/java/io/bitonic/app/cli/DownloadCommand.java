package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.OutputFolder;
import io.bitonic.app.run.StopRule;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.run.Transfer;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "download",
    sortOptions = false,
    sortSynopsis = false,
    description = "Download torrents; stops when they are complete.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} download debian.torrent",
      "  ${ROOT-COMMAND-NAME} download album.torrent --output ~/Music --files 0,2,5-9",
      "  ${ROOT-COMMAND-NAME} download film.torrent --sequential --down-limit 4M",
      "  ${ROOT-COMMAND-NAME} download debian.torrent --seed-ratio 1.0   # give back what you took"
    })
final class DownloadCommand extends TransferCommand {
  @Parameters(arity = "1..*", paramLabel = "TORRENT", description = "Torrent files.")
  List<String> torrents;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      defaultValue = ".",
      description = "Folder for the files (default: the current one).")
  String output;

  @Option(
      names = "--files",
      paramLabel = "LIST",
      order = 2,
      description = "Only these files, by the numbers that 'show' prints, as 0,2,5-9.")
  String files;

  @Option(
      names = "--file-priority",
      paramLabel = "FILE=PRIO",
      order = 3,
      description = "Priority of a file: skip, low, normal or high, as 0=high. Repeatable.")
  List<String> priorities = new ArrayList<>();

  @Option(names = "--sequential", order = 4, description = "Ask for pieces in order.")
  boolean sequential;

  @Option(
      names = "--overwrite",
      order = 5,
      description = "Write over existing files whose content is not the torrent's.")
  boolean overwrite;

  DownloadCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    List<TorrentSource> sources = TorrentSource.loadAll(torrents);
    if (sources.size() > 1 && (files != null || !priorities.isEmpty())) {
      throw new AppException(
          ExitCode.USAGE, "--files and --file-priority go with a single torrent");
    }
    Path folder = TorrentSource.path(output).toAbsolutePath().normalize();
    List<Map<Integer, FilePriority>> choices = new ArrayList<>();
    for (TorrentSource source : sources) {
      choices.add(FileChoice.of(source.metainfo().files(), files, priorities));
    }
    OutputFolder.check(folder, sources, choices, overwrite);
    Settings settings = settings();
    openLog();
    List<AddTorrent> requests = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      requests.add(
          new AddTorrent(
              sources.get(i).bytes(),
              folder,
              false,
              false,
              choices.get(i),
              FilePriority.NORMAL,
              sequential,
              "",
              0,
              0,
              0));
    }
    StopRule rule = stopRule(StopRule.AT_ONCE);
    return new Transfer(env.clock(), progress(), rule, false).run(env, settings, requests);
  }
}
