package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.progress.WorkBar;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Units;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.AtomicFile;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "create",
    sortOptions = false,
    sortSynopsis = false,
    description = "Make a torrent file from a file or a folder.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} create album/ --tracker http://tracker.example/announce",
      "  ${ROOT-COMMAND-NAME} create disk.img -o disk.torrent --piece-size 4M --private",
      "  ${ROOT-COMMAND-NAME} create album/ --tracker http://a.example/a,http://b.example/a \\",
      "      --tracker udp://c.example:6969   # two tiers, the first of two trackers"
    })
final class CreateCommand extends Command {
  @Parameters(paramLabel = "PATH", description = "The file or folder to share.")
  String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      order = 1,
      description = "The torrent file (default: NAME.torrent in the current folder).")
  String output;

  @Option(
      names = "--piece-size",
      paramLabel = "SIZE",
      order = 2,
      converter = Quantities.Size.class,
      description = "A power of two, 16K to 128M (default: what gives 1000 to 2000 pieces).")
  long pieceSize;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      order = 3,
      defaultValue = "v1",
      description = "v1, hybrid or v2 (default: v1, which every client reads).")
  String format;

  @Option(names = "--private", order = 4, description = "Peers come from the trackers only.")
  boolean privateTorrent;

  @Option(
      names = "--tracker",
      paramLabel = "URL[,URL]",
      order = 5,
      description = "Announce URLs of one tier. Repeatable: each one adds a tier.")
  List<String> trackers = new ArrayList<>();

  @Option(
      names = "--web-seed",
      paramLabel = "URL",
      order = 6,
      description = "Web server that has the files. Repeatable.")
  List<String> webSeeds = new ArrayList<>();

  @Option(names = "--comment", paramLabel = "TEXT", order = 7, description = "A comment.")
  String comment = "";

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      order = 8,
      description = "A source tag, which gives the torrent another info-hash.")
  String source = "";

  @Option(
      names = "--created-by",
      paramLabel = "TEXT",
      order = 9,
      description = "The program named in it, or 'off' (default: Bitonic).")
  String createdBy;

  @Option(names = "--force", order = 10, description = "Write over an existing torrent file.")
  boolean force;

  CreateCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    Path in = TorrentSource.path(input);
    if (!Files.exists(in)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + Text.sanitise(input) + "' does not exist; check the path");
    }
    Path out = outputPath(in);
    TorrentCreator creator = creator(in);
    byte[] torrent;
    try (Pulse pulse = env.pulse().get();
        WorkBar bar = new WorkBar(env.out(), env.screen(), env.clock())) {
      try {
        torrent = creator.create(bar::update, () -> pulse.signal() != 0);
      } catch (CancellationException e) {
        return pulse.signal() == 0 ? ExitCode.FAILED : ExitCode.SIGNAL + pulse.signal();
      } catch (MetainfoException e) {
        throw new AppException(ExitCode.STORAGE, Text.sanitise(e.getMessage()), e);
      }
    }
    write(out, torrent);
    report(out, torrent);
    return ExitCode.OK;
  }

  private Path outputPath(Path in) {
    Path name = in.toAbsolutePath().normalize().getFileName();
    Path out =
        output != null
            ? TorrentSource.path(output)
            : Path.of((name == null ? "files" : name) + ".torrent");
    Path folder = out.toAbsolutePath().getParent();
    if (Files.isDirectory(out)) {
      throw new AppException(
          ExitCode.STORAGE,
          "'" + Text.sanitise(out.toString()) + "' is a folder; name a file with -o");
    }
    if (Files.exists(out) && !force) {
      throw new AppException(
          ExitCode.STORAGE,
          "'"
              + Text.sanitise(out.toString())
              + "' exists; write over it with --force, or name another"
              + " file with -o");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new AppException(
          ExitCode.STORAGE,
          "'"
              + Text.sanitise(folder.toString())
              + "' is not a folder that can be written; choose"
              + " another with -o");
    }
    return out;
  }

  private TorrentCreator creator(Path in) {
    if (pieceSize != 0
        && (pieceSize < TorrentCreator.MIN_PIECE
            || pieceSize > TorrentCreator.MAX_PIECE
            || Long.bitCount(pieceSize) != 1)) {
      throw new AppException(
          ExitCode.USAGE,
          "--piece-size " + pieceSize + " can't be used; give a power of two from 16K to 128M");
    }
    List<List<String>> tiers = new ArrayList<>();
    for (String tier : trackers) {
      List<String> urls =
          Arrays.stream(tier.split(",")).map(String::strip).filter(u -> !u.isEmpty()).toList();
      urls.forEach(u -> checkUrl(u, "--tracker", "(udp|https?)://.+"));
      tiers.add(urls);
    }
    webSeeds.forEach(u -> checkUrl(u, "--web-seed", "https?://.+"));
    TorrentCreator creator =
        new TorrentCreator(in)
            .format(format())
            .pieceLength((int) pieceSize)
            .privateTorrent(privateTorrent)
            .trackers(tiers)
            .webSeeds(webSeeds)
            .comment(comment)
            .source(source);
    return createdBy == null
        ? creator
        : creator.createdBy(createdBy.equals("off") ? "" : createdBy);
  }

  private static void checkUrl(String url, String option, String pattern) {
    if (!url.matches("(?i)" + pattern)) {
      throw new AppException(
          ExitCode.USAGE,
          option
              + " '"
              + Text.sanitise(url)
              + "' is not a URL that can be used; write"
              + (option.equals("--tracker")
                  ? " udp://, http:// or https://"
                  : " http:// or https://")
              + " in full");
    }
  }

  private TorrentCreator.Format format() {
    try {
      return TorrentCreator.Format.valueOf(format.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new AppException(
          ExitCode.USAGE, "--format " + format + " is unknown; choose v1, hybrid or v2", e);
    }
  }

  /** Writes beside the target and renames, so that a torrent file is whole or not there. */
  private static void write(Path out, byte[] torrent) {
    try {
      Path folder = out.toAbsolutePath().getParent();
      // A temporary file is private to its owner; a torrent file is as public as any other.
      Set<PosixFilePermission> mode =
          Files.getFileStore(folder).supportsFileAttributeView("posix")
              ? PosixFilePermissions.fromString("rw-r--r--")
              : null;
      Path temp = Files.createTempFile(folder, ".bitonic-", ".tmp");
      AtomicFile.replace(out, temp, torrent, AtomicFile.Sync.NONE, mode);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "'"
              + Text.sanitise(out.toString())
              + "' can't be written: "
              + e.getMessage()
              + "; choose another place with -o",
          e);
    }
  }

  private void report(Path out, byte[] torrent) {
    try {
      Metainfo m = MetainfoParser.parse(torrent);
      long size =
          m.files().stream().filter(TorrentFile::isStored).mapToLong(TorrentFile::length).sum();
      long files = m.files().stream().filter(TorrentFile::isStored).count();
      env.out()
          .println(
              Text.sanitise(out.toString(), env.screen().unicode())
                  + ": "
                  + Units.size(size)
                  + (files == 1 ? " in 1 file, " : " in " + files + " files, ")
                  + m.layout().pieces()
                  + " pieces of "
                  + Units.size(m.layout().pieceLength()));
      env.out().println("info-hash " + m.infoHash().id());
    } catch (MetainfoException e) {
      throw new AppException(
          ExitCode.FAILED, "the new torrent can't be read back: " + e.getMessage(), e);
    }
  }
}
