package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.text.Units;
import io.bitonic.app.verify.Verifier;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Looks at the download folder before anything is written to it. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Refuses a folder that can't take the download.
   *
   * @param choices file priorities of each torrent
   * @param overwrite files that are not the torrent's may be written over
   * @throws AppException that names the cause and the cure
   */
  public static void check(
      Path folder,
      List<TorrentSource> sources,
      List<Map<Integer, FilePriority>> choices,
      boolean overwrite) {
    Path existing = folder;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing)) {
      throw new AppException(
          ExitCode.STORAGE, "'" + existing + "' is not a folder; choose another with --output");
    }
    if (!Files.isWritable(existing)) {
      throw new AppException(
          ExitCode.STORAGE,
          "no permission to write in '" + existing + "'; choose another folder with --output");
    }
    long needed = 0;
    for (int i = 0; i < sources.size(); i++) {
      needed += missingBytes(folder, sources.get(i), choices.get(i));
    }
    checkSpace(existing, needed);
    for (int i = 0; i < sources.size() && !overwrite; i++) {
      Path foreign = Verifier.foreignFile(sources.get(i).metainfo(), folder, choices.get(i));
      if (foreign != null) {
        throw new AppException(
            ExitCode.STORAGE,
            "'"
                + Text.sanitise(foreign.toString())
                + "' exists and is not from this torrent; move it away, choose another folder with"
                + " --output, or write over it with --overwrite");
      }
    }
  }

  private static long missingBytes(
      Path folder, TorrentSource source, Map<Integer, FilePriority> choice) {
    long needed = 0;
    boolean nothing = isEmpty(folder, source.metainfo());
    for (TorrentFile f : source.metainfo().files()) {
      if (!f.isStored() || choice.get(f.index()) == FilePriority.SKIP) {
        continue;
      }
      needed += Math.max(0, f.length() - (nothing ? 0 : size(resolve(folder, f))));
    }
    return needed;
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Whether nothing of the torrent is below {@code folder}, by a look at the outermost names only;
   * thousands of files need not be asked for one by one.
   */
  public static boolean isEmpty(Path folder, Metainfo meta) {
    String seen = null;
    for (TorrentFile f : meta.files()) {
      String outermost = f.path().getFirst();
      if (!outermost.equals(seen)) {
        seen = outermost;
        if (!Files.notExists(resolve(folder, List.of(outermost), f), LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The file's place below {@code folder}. */
  public static Path resolve(Path folder, TorrentFile file) {
    return resolve(folder, file.path(), file);
  }

  private static Path resolve(Path folder, List<String> parts, TorrentFile file) {
    try {
      Path path = folder;
      for (String part : parts) {
        path = path.resolve(part);
      }
      return path;
    } catch (InvalidPathException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "this locale can't express the file name '"
              + Text.sanitise(file.displayPath())
              + "'; run the command with LC_ALL=C.UTF-8",
          e);
    }
  }

  private static void checkSpace(Path existing, long needed) {
    long free;
    try {
      free = Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return;
    }
    if (needed > free) {
      throw new AppException(
          ExitCode.STORAGE,
          "the download needs "
              + Units.size(needed)
              + " but '"
              + existing
              + "' has only "
              + Units.size(free)
              + " free; make room, choose another folder with --output or fewer files with"
              + " --files");
    }
  }
}
