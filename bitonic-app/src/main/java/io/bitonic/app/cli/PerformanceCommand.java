package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.perf.DiskSpeed;
import io.bitonic.app.perf.HashSpeed;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
    name = "performance",
    sortOptions = false,
    sortSynopsis = false,
    description = "Measure how fast this machine hashes, and writes and reads a folder.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} performance --output ~/Downloads",
      "  ${ROOT-COMMAND-NAME} performance --json --seconds 2"
    })
final class PerformanceCommand extends Command {
  private static final int NAME_COLUMNS = 20;
  private static final int NUMBER_COLUMNS = 8;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      defaultValue = ".",
      description = "Folder whose disk is measured (default: the current one).")
  String output;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      order = 2,
      defaultValue = "1",
      description = "Time for each measurement, 1 to 60 (default: 1).")
  int seconds;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      order = 3,
      defaultValue = "256MiB",
      converter = Quantities.Size.class,
      description = "Size of the file that is written (default: 256MiB).")
  long size;

  @Option(names = "--json", order = 4, description = "Print one JSON object.")
  boolean json;

  PerformanceCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > 60) {
      throw new AppException(ExitCode.USAGE, "--seconds is out of range; give 1 to 60");
    }
    if (size < DiskSpeed.MIN || size > DiskSpeed.MAX) {
      throw new AppException(ExitCode.USAGE, "--size is out of range; give 1MiB to 64GiB");
    }
    Path folder = TorrentSource.path(output).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + Text.sanitise(folder.toString()) + "' is not a folder");
    }
    try (Pulse pulse = env.pulse().get()) {
      List<HashSpeed.Row> rows = new ArrayList<>();
      if (!json) {
        env.out().println("Hashing, one thread, MB/s (* is used; + once there is enough to hash)");
        env.out().flush();
      }
      for (HashSpeed.Way way : HashSpeed.ways()) {
        if (!pulse.next(Duration.ZERO)) {
          return ExitCode.SIGNAL + pulse.signal();
        }
        HashSpeed.Row row = HashSpeed.measure(way, Duration.ofSeconds(seconds));
        rows.add(row);
        print(row);
      }
      DiskSpeed disk = DiskSpeed.measure(folder, size, () -> pulse.signal() != 0);
      if (disk == null) {
        return ExitCode.SIGNAL + pulse.signal();
      }
      print(rows, disk, folder);
      return ExitCode.OK;
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "can't measure '" + Text.sanitise(folder.toString()) + "': " + e.getMessage(),
          e);
    }
  }

  private void print(HashSpeed.Row row) {
    if (!json) {
      line(row.way().title(), row.bytesPerSecond(), row.mark());
    }
  }

  private void line(String name, double rate, String mark) {
    String number = Text.padLeft(Long.toString(Math.round(rate / 1e6)), NUMBER_COLUMNS);
    env.out().println("  " + Text.padRight(name, NAME_COLUMNS) + number + " " + mark);
    env.out().flush();
  }

  private void print(List<HashSpeed.Row> rows, DiskSpeed disk, Path folder) {
    if (!json) {
      String where = Text.sanitise(folder.toString(), env.screen().unicode());
      env.out().println("One file of " + Units.size(size) + " in " + where + ", MB/s");
      line("write, forced", disk.write(), "");
      line("read, cached", disk.read(), "");
      line("read and SHA-1", disk.hash(), "");
      return;
    }
    List<Object> hashes = new ArrayList<>();
    for (HashSpeed.Row row : rows) {
      hashes.add(
          new Json()
              .put("algorithm", row.way().algorithm())
              .put("backend", row.way().backend())
              .put("bytesPerSecond", Math.round(row.bytesPerSecond()))
              .put("use", row.use()));
    }
    Json out =
        new Json()
            .put("processors", Runtime.getRuntime().availableProcessors())
            .put("hash", hashes)
            .put("folder", folder.toString())
            .put("size", size)
            .put("write", Math.round(disk.write()))
            .put("read", Math.round(disk.read()))
            .put("readAndHash", Math.round(disk.hash()));
    byte[] bytes = (out + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(bytes, 0, bytes.length);
  }
}
