package io.bitonic.app.dash;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineException.Kind;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MagnetParser;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.tui.model.AddService;
import io.bitonic.tui.model.Paths;
import io.bitonic.tui.text.Text;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads what a user named to add: a magnet link, or a path or an http(s) URL of a torrent file.
 * Thread-safe.
 */
public final class TorrentReader implements AddService {
  private final Path home;
  private final TorrentDownload download = new TorrentDownload();

  /**
   * @param home what {@code ~} stands for
   */
  public TorrentReader(Path home) {
    this.home = home;
  }

  @Override
  public Loaded load(String source) throws InterruptedException {
    String wanted = source.strip();
    String low = wanted.toLowerCase(Locale.ROOT);
    try {
      if (MagnetParser.looksLikeMagnet(wanted)) {
        Magnet link = TorrentSource.magnet(wanted);
        return new Loaded(null, link.uri(), link.title(), List.of());
      }
      if (low.startsWith("http://") || low.startsWith("https://")) {
        return loaded(TorrentSource.of(wanted, download.fetch(wanted)));
      }
      if (low.matches("[a-z][a-z0-9+.-]+://.*") && !low.startsWith("file:")) {
        throw new EngineException(
            Kind.BAD_ARGUMENT,
            "'"
                + Text.sanitise(low.substring(0, low.indexOf(':')))
                + "' addresses can't be read; give a path, magnet:, http:// or https://");
      }
      return loaded(TorrentSource.load(path(wanted).toString()));
    } catch (AppException e) {
      throw new EngineException(kind(e.exitCode()), e.getMessage(), e);
    }
  }

  private Path path(String text) {
    Path path;
    try {
      path =
          text.regionMatches(true, 0, "file:", 0, 5)
              ? Path.of(URI.create(text))
              : Paths.expand(text, home);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new EngineException(
          Kind.BAD_ARGUMENT,
          "'" + Text.sanitise(text) + "' is not a possible path on this system",
          e);
    }
    if (path == null) {
      throw new EngineException(Kind.BAD_ARGUMENT, "write a path or an http(s) address");
    }
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      // A pipe would be waited for, a device might never end.
      throw new EngineException(
          Kind.BAD_TORRENT, "'" + Text.sanitise(text) + "' is a device or a pipe; give a file");
    }
    return path;
  }

  private static Loaded loaded(TorrentSource source) {
    List<Entry> files =
        source.metainfo().files().stream()
            .filter(TorrentFile::isStored)
            .map(f -> new Entry(f.index(), f.displayPath(), f.length()))
            .toList();
    return new Loaded(source.bytes(), source.metainfo().name(), files);
  }

  private static Kind kind(int exitCode) {
    return switch (exitCode) {
      case ExitCode.BAD_TORRENT -> Kind.BAD_TORRENT;
      case ExitCode.STORAGE -> Kind.STORAGE;
      case ExitCode.NETWORK -> Kind.NETWORK;
      default -> Kind.BAD_ARGUMENT;
    };
  }
}
