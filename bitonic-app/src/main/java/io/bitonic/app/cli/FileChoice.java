package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.ControlServer;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads --files and --file-priority. Pure functions. */
final class FileChoice {
  private FileChoice() {}

  /**
   * Priorities by file index; files not named are NORMAL.
   *
   * @param list as {@code 0,2,5-9}, or null for all
   * @param priorities as {@code 0=high}
   * @throws AppException when a number or word is wrong, or nothing is left
   */
  static Map<Integer, FilePriority> of(
      List<TorrentFile> files, String list, List<String> priorities) {
    Map<Integer, FilePriority> result = new HashMap<>();
    if (list != null) {
      for (TorrentFile f : files) {
        if (f.isStored()) {
          result.put(f.index(), FilePriority.SKIP);
        }
      }
      for (String part : list.split(",", -1)) {
        int dash = part.indexOf('-', 1);
        int first = index(dash < 0 ? part : part.substring(0, dash), files, list);
        int last = dash < 0 ? first : index(part.substring(dash + 1), files, list);
        if (last < first) {
          throw new AppException(
              ExitCode.USAGE, "--files " + list + ": " + part + " runs backwards");
        }
        for (int i = first; i <= last; i++) {
          result.put(i, FilePriority.NORMAL);
        }
      }
    }
    for (String p : priorities) {
      int at = p.indexOf('=');
      if (at < 0) {
        throw new AppException(
            ExitCode.USAGE, "--file-priority " + p + ": write FILE=PRIORITY, as 0=high");
      }
      result.put(index(p.substring(0, at), files, p), priority(p.substring(at + 1), p));
    }
    if (files.stream()
        .filter(TorrentFile::isStored)
        .allMatch(f -> result.get(f.index()) == FilePriority.SKIP)) {
      throw new AppException(ExitCode.USAGE, "all files are skipped; choose at least one");
    }
    return result;
  }

  /**
   * File numbers.
   *
   * @param list as {@code 0,2,5-9}
   */
  static List<Integer> numbers(String list) {
    try {
      return ControlServer.ranges(list.replace(" ", ""));
    } catch (IllegalArgumentException e) {
      throw new AppException(
          ExitCode.USAGE, "'" + list + "' are not file numbers, as in 0,2,5-9", e);
    }
  }

  private static int index(String text, List<TorrentFile> files, String whole) {
    int i;
    try {
      i = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new AppException(
          ExitCode.USAGE, "'" + whole + "': '" + text + "' is not a file number, as in 0,2,5-9");
    }
    if (i < 0 || i >= files.size()) {
      throw new AppException(
          ExitCode.USAGE,
          "the torrent has no file "
              + i
              + "; its files are 0 to "
              + (files.size() - 1)
              + ", 'show' lists them");
    }
    return i;
  }

  private static FilePriority priority(String word, String whole) {
    try {
      return FilePriority.valueOf(word.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new AppException(
          ExitCode.USAGE, "--file-priority " + whole + ": choose skip, low, normal or high");
    }
  }
}
