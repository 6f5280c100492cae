package io.bitonic.core.disk;

import io.bitonic.core.metainfo.TorrentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/**
 * Deletes a torrent's files and then the folders that became empty, never the save path; blocking,
 * used once. What is at a file's path but can't be the torrent's (a folder, a link, a longer file)
 * stays. Goes on after an error and reports the first one.
 */
final class Remover {
  private final TorrentFiles files;

  Remover(TorrentFiles files) {
    this.files = files;
  }

  void run() throws StorageException {
    FileTable table = files.table();
    StorageException first = null;
    List<Path> paths = new ArrayList<>();
    for (TorrentFile f : table.meta.files()) {
      Path path = table.path(f.index());
      if (path == null) {
        continue;
      }
      paths.add(path);
      files.cache.forget(path);
      try {
        BasicFileAttributes a = Folders.attributes(path);
        if (TorrentFiles.isOurs(f, a)) {
          Files.delete(path);
        } else if (a != null) {
          Logger.info("{} stays: it is not the torrent's file", path);
        }
      } catch (IOException e) {
        first = first == null ? DiskErrors.of("delete", path, e) : first;
      } catch (StorageException e) {
        first = first == null ? e : first;
      }
    }
    Folders.removeEmpty(Folders.between(table.root, paths));
    if (first != null) {
      throw first;
    }
  }
}
