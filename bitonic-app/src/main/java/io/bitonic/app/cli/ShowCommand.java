package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.tui.text.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "show",
    sortOptions = false,
    sortSynopsis = false,
    description = "Print what a torrent file holds.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} show debian.torrent",
      "  ${ROOT-COMMAND-NAME} show debian.torrent --json | jq .infoHashV1"
    })
final class ShowCommand extends Command {
  private static final long LAST_DATE = 253_402_300_799L;

  @Parameters(paramLabel = "TORRENT", description = "A torrent file.")
  String torrent;

  @Option(names = "--json", order = 1, description = "Print one JSON object.")
  boolean json;

  ShowCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    TorrentSource source = TorrentSource.load(torrent);
    if (json) {
      byte[] line = (json(source.metainfo()) + "\n").getBytes(StandardCharsets.UTF_8);
      env.out().write(line, 0, line.length);
    } else {
      print(source.metainfo());
    }
    return ExitCode.OK;
  }

  private void print(Metainfo m) {
    row("Name", m.name());
    row("Info-hash v1", m.infoHash().v1Hex());
    row("Info-hash v2", m.infoHash().v2Hex());
    List<TorrentFile> stored = m.files().stream().filter(TorrentFile::isStored).toList();
    long size = size(m);
    row("Size", Units.size(size) + " (" + size + " bytes)");
    row("Pieces", m.layout().pieces() + " of " + Units.size(m.layout().pieceLength()));
    row("Private", m.privateTorrent() ? "yes" : "no");
    row("Created", date(m.creationDate()));
    row("Created by", m.createdBy());
    row("Source", m.source());
    row("Comment", m.comment());
    for (int tier = 0; tier < m.trackers().size(); tier++) {
      for (String url : m.trackers().get(tier)) {
        row("Tracker tier " + (tier + 1), url);
      }
    }
    m.webSeeds().forEach(url -> row("Web seed", url));
    PrintStream out = env.out();
    out.println();
    out.println(stored.size() == 1 ? "1 file:" : stored.size() + " files:");
    boolean unicode = env.screen().unicode();
    for (TorrentFile f : m.files()) {
      if (f.isStored() || f.isSymlink()) {
        String link = f.isSymlink() ? " -> " + String.join("/", f.symlink()) : "";
        out.println(
            Text.padLeft(Integer.toString(f.index()), 5)
                + Text.padLeft(f.isSymlink() ? "link" : Units.size(f.length()), 11)
                + "  "
                + Text.sanitise(f.displayPath() + link, unicode));
      }
    }
  }

  private void row(String key, String value) {
    if (value != null && !value.isEmpty()) {
      env.out()
          .println(
              Text.padRight(key + ":", 15) + " " + Text.sanitise(value, env.screen().unicode()));
    }
  }

  private static String date(long seconds) {
    return seconds <= 0 || seconds > LAST_DATE ? "" : Instant.ofEpochSecond(seconds).toString();
  }

  private static long size(Metainfo m) {
    return m.files().stream().filter(TorrentFile::isStored).mapToLong(TorrentFile::length).sum();
  }

  private static Json json(Metainfo m) {
    List<Object> files = new ArrayList<>();
    for (TorrentFile f : m.files()) {
      if (f.isStored()) {
        files.add(
            new Json()
                .put("index", f.index())
                .put("path", f.displayPath())
                .put("size", f.length()));
      }
    }
    return new Json()
        .put("name", m.name())
        .put("infoHashV1", m.infoHash().v1Hex())
        .put("infoHashV2", m.infoHash().v2Hex())
        .put("size", size(m))
        .put("pieces", m.layout().pieces())
        .put("pieceLength", m.layout().pieceLength())
        .put("private", m.privateTorrent())
        .put("creationDate", m.creationDate())
        .put("createdBy", m.createdBy())
        .put("source", m.source())
        .put("comment", m.comment())
        .put("trackers", m.trackers())
        .put("webSeeds", m.webSeeds())
        .put("files", files);
  }
}
