package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MagnetParser;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.tui.text.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "show",
    sortOptions = false,
    sortSynopsis = false,
    description = "Print what a torrent file holds, or what a magnet link says.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} show debian.torrent",
      "  ${ROOT-COMMAND-NAME} show debian.torrent --json | jq .infoHashV1"
    })
final class ShowCommand extends Command {
  private static final long LAST_DATE = 253_402_300_799L;

  @Parameters(paramLabel = "TORRENT", description = "A torrent file or a magnet link.")
  String torrent;

  @Option(names = "--json", order = 1, description = "Print one JSON object.")
  boolean json;

  ShowCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (MagnetParser.looksLikeMagnet(torrent)) {
      Magnet magnet = TorrentSource.magnet(torrent);
      if (json) {
        write(json(magnet));
      } else {
        print(magnet);
      }
      return ExitCode.OK;
    }
    TorrentSource source = TorrentSource.load(torrent);
    if (json) {
      write(json(source.metainfo()));
    } else {
      print(source.metainfo());
    }
    return ExitCode.OK;
  }

  private void write(Json object) {
    byte[] line = (object + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(line, 0, line.length);
  }

  private void print(Magnet m) {
    row("Name", m.name());
    row("Info-hash v1", m.infoHash().v1Hex());
    row("Info-hash v2", m.infoHash().v2Hex());
    m.trackers().forEach(url -> row("Tracker", url));
    m.webSeeds().forEach(url -> row("Web seed", url));
    m.peers().forEach(p -> row("Peer", p));
    row("Files", selection(m));
    row("Link", m.uri());
  }

  private static String selection(Magnet m) {
    return m.selected().stream()
        .map(r -> r.first() == r.last() ? Integer.toString(r.first()) : r.first() + "-" + r.last())
        .collect(Collectors.joining(","));
  }

  private static Json json(Magnet m) {
    return new Json()
        .put("name", m.name())
        .put("infoHashV1", m.infoHash().v1Hex())
        .put("infoHashV2", m.infoHash().v2Hex())
        .put("trackers", m.trackers())
        .put("webSeeds", m.webSeeds())
        .put("peers", m.peers())
        .put("select", selection(m))
        .put("link", m.uri());
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
