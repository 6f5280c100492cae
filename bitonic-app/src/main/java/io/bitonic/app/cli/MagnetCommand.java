package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.core.metainfo.MagnetParser;
import io.bitonic.tui.text.Text;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "magnet",
    sortOptions = false,
    sortSynopsis = false,
    description = "Download what magnet links name; stops when it is complete.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} magnet 'magnet:?xt=urn:btih:...' --output ~/Downloads",
      "  ${ROOT-COMMAND-NAME} magnet 'magnet:?xt=urn:btih:...&x.pe=10.0.0.7:6881' --files 0,2-4"
    })
final class MagnetCommand extends GetCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "URI",
      description = "Magnet links; quote them, for they hold ampersands.")
  List<String> links;

  MagnetCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    for (String link : links) {
      if (!MagnetParser.looksLikeMagnet(link)) {
        throw new AppException(
            ExitCode.USAGE,
            "'" + Text.sanitise(link) + "' is no magnet link; torrent files go with 'download'");
      }
    }
    return get(links);
  }
}
