package io.bitonic.app.cli;

import io.bitonic.app.Env;
import java.util.List;
import picocli.CommandLine;
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
      "  ${ROOT-COMMAND-NAME} download 'magnet:?xt=urn:btih:...'",
      "  ${ROOT-COMMAND-NAME} download film.torrent --sequential --down-limit 4M",
      "  ${ROOT-COMMAND-NAME} download debian.torrent --seed-ratio 1.0   # give back what you took"
    })
final class DownloadCommand extends GetCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "TORRENT",
      description = "Torrent files and magnet links.")
  List<String> torrents;

  DownloadCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    return get(torrents);
  }
}
