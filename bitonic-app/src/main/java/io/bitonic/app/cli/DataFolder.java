package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.tui.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the data is that a verb looks at. */
final class DataFolder {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      required = true,
      description = "Folder that holds the torrent's file or folder.")
  String output;

  /**
   * @throws AppException when it is none
   */
  Path path() {
    Path folder = TorrentSource.path(output).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new AppException(
          ExitCode.STORAGE,
          "'"
              + Text.sanitise(folder.toString())
              + "' is not a folder; give the one that holds the data");
    }
    return folder;
  }
}
