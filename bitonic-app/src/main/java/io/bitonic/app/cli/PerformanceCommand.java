package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.log.Logs;
import io.bitonic.app.perf.DiskSpeed;
import io.bitonic.app.perf.HashSpeed;
import io.bitonic.app.perf.Step;
import io.bitonic.app.perf.TransferSpeed;
import io.bitonic.app.progress.WorkBar;
import io.bitonic.app.run.FreeSpace;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
    name = "performance",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Measure how fast this machine hashes, writes, reads and transfers.",
      "A transfer is from one engine to another, both in this process, over loopback. Settings that"
          + " have to do with speed are those of the settings file and of --set."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} performance --output ~/Downloads",
      "  ${ROOT-COMMAND-NAME} performance --only transfer --size 4GiB",
      "  ${ROOT-COMMAND-NAME} performance --only transfer --set hash.workers=1",
      "  ${ROOT-COMMAND-NAME} performance --json --seconds 2"
    })
final class PerformanceCommand extends Command {
  /** What can be measured. */
  enum Part {
    hash,
    disk,
    transfer
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      defaultValue = ".",
      description = "Folder whose disk is measured (default: the current one).")
  String output;

  @Option(
      names = "--only",
      paramLabel = "PART",
      order = 2,
      split = ",",
      description = "Only these: hash, disk, transfer.")
  List<Part> only = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      order = 3,
      defaultValue = "1",
      description = "Time for each way of hashing, 1 to 60 (default: 1).")
  int seconds;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      order = 4,
      defaultValue = "512MiB",
      converter = Quantities.Size.class,
      description =
          "Size of the file that is written, and of the payload that is transferred, which needs"
              + " twice as much (default: 512MiB).")
  long size;

  @Option(names = "--json", order = 5, description = "Print one JSON object.")
  boolean json;

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

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
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    Settings settings = config.load(env);
    Path folder = folder();
    try {
      checkSpace(folder, parts);
      Logs.toFile(null, env.stateDir(), env.program(), null, settings.log());
      return measure(parts, settings, folder);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "can't measure '" + Text.sanitise(folder.toString()) + "': " + e.getMessage(),
          e);
    }
  }

  private Path folder() {
    Path folder = TorrentSource.path(output).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + Text.sanitise(folder.toString()) + "' is not a folder");
    }
    return folder;
  }

  private void checkSpace(Path folder, Set<Part> parts) throws IOException {
    long needed = parts.contains(Part.transfer) ? 2 * size : parts.contains(Part.disk) ? size : 0;
    FreeSpace.require("this", needed, folder, "a smaller --size or another folder with --output");
  }

  private int measure(Set<Part> parts, Settings settings, Path folder) throws IOException {
    PerformanceReport report =
        json
            ? new PerformanceReport.OfJson(env.out())
            : new PerformanceReport.OfText(env.out(), env.screen().unicode());
    try (Pulse pulse = env.pulse().get()) {
      boolean whole =
          (!parts.contains(Part.hash) || hash(report, pulse))
              && (!parts.contains(Part.disk) || disk(report, folder, pulse))
              && (!parts.contains(Part.transfer) || transfer(report, settings, folder, pulse));
      if (!whole) {
        return ExitCode.SIGNAL + pulse.signal();
      }
      report.end();
      return ExitCode.OK;
    }
  }

  private boolean hash(PerformanceReport report, Pulse pulse) {
    List<HashSpeed.Row> rows = new ArrayList<>();
    for (HashSpeed.Way way : HashSpeed.ways()) {
      if (!pulse.next(Duration.ZERO)) {
        return false;
      }
      rows.add(HashSpeed.measure(way, Duration.ofSeconds(seconds), rows));
      report.hash(rows);
    }
    return true;
  }

  private boolean disk(PerformanceReport report, Path folder, Pulse pulse) throws IOException {
    DiskSpeed disk;
    try (Bars bars = new Bars()) {
      disk = DiskSpeed.measure(folder, size, bars, () -> pulse.signal() != 0);
    }
    if (disk != null) {
      report.disk(disk, folder, size);
    }
    return disk != null;
  }

  private boolean transfer(PerformanceReport report, Settings settings, Path folder, Pulse pulse)
      throws IOException {
    TransferSpeed.Plan plan = new TransferSpeed.Plan(env.engines(), settings, folder, size);
    TransferSpeed speed;
    try (Bars bars = new Bars()) {
      speed = TransferSpeed.measure(plan, bars, pulse);
    } catch (TransferSpeed.Failure e) {
      throw new AppException(ExitCode.FAILED, "the transfer failed: " + e.getMessage(), e);
    } catch (EngineException e) {
      throw new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
    }
    if (speed != null) {
      report.transfer(speed, settings);
    }
    return speed != null;
  }

  /** A progress bar for each phase; none beside JSON. */
  private final class Bars implements Supplier<Step>, AutoCloseable {
    private WorkBar shown;

    @Override
    public Step get() {
      close();
      if (json) {
        return (done, total) -> {};
      }
      shown = new WorkBar(env.out(), env.screen(), env.clock());
      return shown::update;
    }

    @Override
    public void close() {
      if (shown != null) {
        shown.close();
        shown = null;
      }
    }
  }
}
