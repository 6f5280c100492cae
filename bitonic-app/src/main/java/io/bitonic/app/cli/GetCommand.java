package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.progress.Progress;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.OutputFolder;
import io.bitonic.app.run.StopRule;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.run.Transfer;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.config.Label;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MagnetParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Downloads torrents by their files and by magnet links. */
abstract class GetCommand extends TransferCommand {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      description = "Folder for the files (default: the label's, else the current one).")
  String output;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      order = 7,
      defaultValue = "",
      description = "Give it a label, whose settings are under [labels.NAME].")
  String label;

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

  GetCommand(Env env) {
    super(env);
  }

  /**
   * @param arguments torrent files and magnet links
   */
  int get(List<String> arguments) {
    if (arguments.size() > 1 && (files != null || !priorities.isEmpty())) {
      throw new AppException(
          ExitCode.USAGE, "--files and --file-priority go with a single torrent");
    }
    List<String> paths = arguments.stream().filter(a -> !MagnetParser.looksLikeMagnet(a)).toList();
    List<TorrentSource> sources = TorrentSource.loadAll(paths);
    List<Magnet> links =
        arguments.stream()
            .filter(MagnetParser::looksLikeMagnet)
            .map(TorrentSource::magnet)
            .toList();
    refuseTwins(sources, links);
    LiveSettings.Source settings = source();
    Path folder = folder(settings.settings());
    List<Map<Integer, FilePriority>> choices = new ArrayList<>();
    for (TorrentSource source : sources) {
      choices.add(choice(source));
    }
    OutputFolder.check(folder, sources, choices, overwrite);
    log.open(env, settings.settings());
    List<AddTorrent> requests = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      requests.add(request(sources.get(i).bytes(), folder, choices.get(i)));
    }
    Map<String, Magnet> byId = new HashMap<>();
    for (Magnet link : links) {
      byId.put(link.infoHash().id(), link);
      // Nothing is written before it is known what.
      requests.add(request(null, folder, Map.of()).withMagnet(link.uri(), true));
    }
    Progress progress = progress();
    Transfer transfer =
        new Transfer(env.clock(), progress, stopRule(otherwise()), false)
            .choosing((id, torrent) -> choose(byId.get(id), torrent, folder))
            .whenKnown(handle -> known(handle, progress));
    return transfer.run(env, settings, requests);
  }

  private Path folder(Settings settings) {
    Path ofLabel =
        settings.labels().getOrDefault(label, Label.NONE).savePath().orElse(Path.of("."));
    Path chosen = output == null ? ofLabel : TorrentSource.path(output);
    return chosen.toAbsolutePath().normalize();
  }

  /** What files of a torrent are wanted. */
  Map<Integer, FilePriority> choice(TorrentSource source) {
    return FileChoice.of(source.metainfo().files(), files, priorities);
  }

  /** When to stop without an option that says it. */
  StopRule otherwise() {
    return StopRule.AT_ONCE;
  }

  /** The files of a torrent that has been added are known and chosen. */
  void known(TorrentHandle torrent, Progress progress) {
    // Nothing to do for a mere download.
  }

  private AddTorrent request(byte[] torrent, Path folder, Map<Integer, FilePriority> choice) {
    return new AddTorrent(
        torrent, folder, false, false, choice, FilePriority.NORMAL, sequential, label, 0, 0, 0);
  }

  private static void refuseTwins(List<TorrentSource> sources, List<Magnet> links) {
    Set<String> seen = new HashSet<>();
    sources.forEach(s -> seen.add(s.metainfo().infoHash().id()));
    for (Magnet link : links) {
      if (!seen.add(link.infoHash().id())) {
        throw new AppException(
            ExitCode.USAGE,
            "the magnet link of "
                + link.infoHash().id()
                + " names a torrent that was given already;"
                + " give it once");
      }
    }
  }

  /** The files of a link are known: which of them, and do they fit the folder? */
  private Map<Integer, FilePriority> choose(Magnet link, byte[] torrent, Path folder) {
    TorrentSource source = TorrentSource.of(link.title(), torrent);
    Map<Integer, FilePriority> choice = new HashMap<>();
    if (files == null) {
      source.metainfo().files().stream()
          .filter(f -> f.isStored() && !link.selects(f.index()))
          .forEach(f -> choice.put(f.index(), FilePriority.SKIP));
    }
    choice.putAll(choice(source));
    OutputFolder.check(folder, List.of(source), List.of(choice), overwrite);
    return choice;
  }
}
