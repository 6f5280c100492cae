package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.progress.Progress;
import io.bitonic.app.run.StopRule;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.stream.MediaTypes;
import io.bitonic.app.stream.StreamServer;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "stream",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Download a film or a song and play it meanwhile: prints a URL for mpv, VLC or"
          + " a browser, and fetches first what the player asks for. Runs until"
          + " Ctrl+C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} stream film.torrent --output ~/Films",
      "  ${ROOT-COMMAND-NAME} stream 'magnet:?xt=urn:btih:...' 3 --port 8080"
    })
final class StreamCommand extends GetCommand {
  private static final int OPEN_SECONDS = 30;

  @Parameters(index = "0", paramLabel = "TORRENT", description = "A torrent file or a magnet link.")
  String torrent;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = {
        "Number of the file, as 'show' prints it (default: the largest that can be"
            + " played). Other files are left out unless --files names them."
      })
  Integer file;

  @Option(
      names = "--port",
      paramLabel = "P",
      order = 6,
      defaultValue = "0",
      description = "Port of the URL, on 127.0.0.1 only; 0 any (default: 0).")
  int port;

  private StreamServer server;
  private TorrentFile chosen;

  StreamCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (port < 0 || port > 65_535) {
      throw new AppException(ExitCode.USAGE, "--port " + port + " is not a port; give 0 to 65535");
    }
    try (StreamServer s = new StreamServer(port)) {
      server = s;
      return get(List.of(torrent));
    }
  }

  @Override
  StopRule otherwise() {
    return StopRule.NEVER;
  }

  @Override
  Map<Integer, FilePriority> choice(TorrentSource source) {
    List<TorrentFile> all = source.metainfo().files();
    chosen = file == null ? MediaTypes.largest(all) : named(all, file);
    String list = files == null ? Integer.toString(chosen.index()) : files;
    Map<Integer, FilePriority> choice = FileChoice.of(all, list, priorities);
    if (choice.get(chosen.index()) == FilePriority.SKIP) {
      throw new AppException(
          ExitCode.USAGE,
          "file " + chosen.index() + " is to be streamed, but the options leave it out");
    }
    return choice;
  }

  private static TorrentFile named(List<TorrentFile> all, int index) {
    if (index < 0 || index >= all.size() || !all.get(index).isStored()) {
      throw new AppException(
          ExitCode.USAGE,
          "the torrent has no file "
              + index
              + "; its files are 0 to "
              + (all.size() - 1)
              + ", 'show' lists them");
    }
    if (all.get(index).length() == 0) {
      throw new AppException(ExitCode.USAGE, "file " + index + " is empty");
    }
    return all.get(index);
  }

  @Override
  void known(TorrentHandle handle, Progress progress) {
    int index = chosen.index();
    ContentReader ends;
    try {
      // Open for as long as the torrent is, for the sake of the file's first and last pieces.
      ends = handle.read(index).get(OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AppException(
          ExitCode.FAILED, "file " + index + " can't be streamed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    StreamServer.Shared shared =
        new StreamServer.Shared(chosen.path().getLast(), ends.length(), () -> handle.read(index));
    progress.serving(handle.snapshot(), ends.path(), server.share(shared));
  }
}
