package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.StopRule;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.run.Transfer;
import io.bitonic.core.api.AddTorrent;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "seed",
    sortOptions = false,
    sortSynopsis = false,
    description = "Check that data is complete, then upload it until Ctrl+C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} seed album.torrent --output ~/Music",
      "  ${ROOT-COMMAND-NAME} seed album.torrent --output ~/Music --seed-time 120 --up-limit 2M"
    })
final class SeedCommand extends TransferCommand {
  @Parameters(arity = "1..*", paramLabel = "TORRENT", description = "Torrent files.")
  List<String> torrents;

  @CommandLine.Mixin DataFolder data = new DataFolder();

  SeedCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    List<TorrentSource> sources = TorrentSource.loadAll(torrents);
    Path folder = data.path();
    LiveSettings.Source source = source();
    log.open(env, source.settings());
    List<AddTorrent> requests =
        sources.stream().map(s -> AddTorrent.of(s.bytes(), folder).forSeeding()).toList();
    StopRule rule = stopRule(StopRule.NEVER);
    return new Transfer(env.clock(), progress(), rule, true).run(env, source, requests);
  }
}
