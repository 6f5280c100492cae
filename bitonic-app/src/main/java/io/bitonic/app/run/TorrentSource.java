package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MagnetParser;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A torrent file that was read and parsed.
 *
 * @param argument what the user wrote
 * @param bytes the file
 * @param metainfo what it says
 */
public record TorrentSource(String argument, byte[] bytes, Metainfo metainfo) {
  /** Bytes of a torrent file at most; the largest real ones are a few tens of MiB. */
  public static final int MAX_BYTES = 128 << 20;

  /**
   * Reads a torrent file.
   *
   * @throws AppException that names the cause and the cure
   */
  public static TorrentSource load(String argument) {
    return of(argument, read(argument));
  }

  /**
   * Parses a torrent file that was read already.
   *
   * @throws AppException that names the cause and the cure
   */
  public static TorrentSource of(String argument, byte[] bytes) {
    try {
      return new TorrentSource(argument, bytes, MetainfoParser.parse(bytes));
    } catch (MetainfoException e) {
      throw new AppException(
          ExitCode.BAD_TORRENT, shown(argument) + ": " + Text.sanitise(e.getMessage()), e);
    }
  }

  /**
   * Reads a magnet link.
   *
   * @throws AppException that names the cause
   */
  public static Magnet magnet(String link) {
    try {
      return MagnetParser.parse(link);
    } catch (MetainfoException e) {
      throw new AppException(ExitCode.BAD_TORRENT, Text.sanitise(e.getMessage()), e);
    }
  }

  /** Reads several and refuses the same torrent twice. */
  public static List<TorrentSource> loadAll(List<String> arguments) {
    List<TorrentSource> all = new ArrayList<>();
    for (String argument : arguments) {
      TorrentSource next = load(argument);
      for (TorrentSource other : all) {
        if (other.metainfo().infoHash().equals(next.metainfo().infoHash())) {
          throw new AppException(
              ExitCode.USAGE,
              "'"
                  + shown(other.argument())
                  + "' and '"
                  + shown(argument)
                  + "' are the same torrent; give it once");
        }
      }
      all.add(next);
    }
    return all;
  }

  private static byte[] read(String argument) {
    Path path = file(argument);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new AppException(
            ExitCode.BAD_TORRENT,
            "'" + shown(argument) + "' is larger than 128 MiB and can't be a torrent file");
      }
      if (bytes.length == 0) {
        throw new AppException(
            ExitCode.BAD_TORRENT, "'" + shown(argument) + "' is empty; fetch the torrent again");
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw new AppException(
          ExitCode.BAD_TORRENT,
          "'" + shown(argument) + "' may not be read; change its permissions",
          e);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.BAD_TORRENT,
          "'"
              + shown(argument)
              + "' can't be read: "
              + Text.sanitise(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** Refuses what is no file before it is opened: each in its own words. */
  private static Path file(String argument) {
    if (MagnetParser.looksLikeMagnet(argument)) {
      throw new AppException(
          ExitCode.USAGE,
          "'" + shown(argument) + "' is a magnet link; use it with 'magnet', 'download' or 'show'");
    }
    if (argument.matches("(?i)[a-z]{2,6}://.*")) {
      throw new AppException(
          ExitCode.USAGE,
          "'" + shown(argument) + "' is a link; download the .torrent file and give its path");
    }
    Path path = path(argument);
    if (Files.isDirectory(path)) {
      throw new AppException(
          ExitCode.BAD_TORRENT,
          "'"
              + shown(argument)
              + "' is a folder; give a .torrent file, for example "
              + shown(argument.endsWith("/") ? argument : argument + "/")
              + "NAME.torrent");
    }
    if (!Files.exists(path)) {
      throw new AppException(
          ExitCode.BAD_TORRENT, "'" + shown(argument) + "' does not exist; check the path");
    }
    return path;
  }

  /**
   * A path from the command line.
   *
   * @throws AppException when this system can't express it
   */
  public static Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      throw new AppException(
          ExitCode.USAGE, "'" + shown(argument) + "' is not a possible path on this system", e);
    }
  }

  private static String shown(String argument) {
    return Text.sanitise(argument);
  }

  /** The safe name of the torrent. */
  public String name() {
    return Text.sanitise(metainfo.name());
  }
}
