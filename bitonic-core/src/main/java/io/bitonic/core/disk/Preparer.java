package io.bitonic.core.disk;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;

/**
 * Makes folders, empty files and links, and takes space, before the first write; blocking, used
 * once. Nothing that is there is changed but for growing a file that is too short; after a failure
 * everything made here is gone again.
 */
final class Preparer {
  private static final int ZEROS = 1 << 20;

  private final TorrentFiles files;
  private final FileTable table;
  private final Preallocation mode;
  private final Bits wanted;
  private final BooleanSupplier cancelled;

  private final List<Path> made = new ArrayList<>();
  private final Map<Path, Long> grown = new LinkedHashMap<>();

  Preparer(TorrentFiles files, Preallocation mode, Bits wanted, BooleanSupplier cancelled) {
    this.files = files;
    this.table = files.table();
    this.mode = mode;
    this.wanted = wanted;
    this.cancelled = cancelled;
  }

  void run() throws StorageException {
    long[] sizes = look();
    try {
      Folders.make(table.root, table.root, made);
      made.forEach(files::created);
      checkSpace(sizes);
      for (TorrentFile f : table.meta.files()) {
        if (cancelled.getAsBoolean()) {
          throw DiskErrors.closed("Preparing the files was stopped.");
        }
        if (!wanted.get(f.index())) {
          continue;
        }
        if (f.isSymlink()) {
          link(f);
        } else if (f.isStored()) {
          file(f, sizes[f.index()]);
        }
      }
    } catch (StorageException e) {
      undo();
      throw e;
    }
  }

  /** Sizes of what is there; fails when something there can't be used as the torrent's file. */
  private long[] look() throws StorageException {
    long[] sizes = new long[table.files()];
    Look look = new Look(table.root);
    for (TorrentFile f : table.meta.files()) {
      if (!f.isStored()) {
        continue;
      }
      Path path = table.path(f.index());
      BasicFileAttributes a = look.attributes(path);
      files.found(f.index(), a != null);
      sizes[f.index()] = a == null ? -1 : a.size();
      if (a == null) {
        continue;
      }
      if (!a.isRegularFile()) {
        throw DiskErrors.badPath(
            "Can't use "
                + path
                + ": it is "
                + (a.isDirectory()
                    ? "a folder"
                    : a.isSymbolicLink() ? "a symbolic link" : "special")
                + ". Rename it, or save elsewhere.");
      }
      if (a.size() > f.length()) {
        throw DiskErrors.badPath(
            "Can't use "
                + path
                + ": it has "
                + a.size()
                + " bytes, but the torrent's file has "
                + f.length()
                + ", so it is something else. Rename it, or save elsewhere.");
      }
    }
    return sizes;
  }

  /** Sparse files that are there count as stored: what they still need can't be seen from Java. */
  private void checkSpace(long[] sizes) throws StorageException {
    long needed = 0;
    for (TorrentFile f : table.meta.files()) {
      if (f.isStored() && wanted.get(f.index())) {
        needed += f.length() - Math.max(0, sizes[f.index()]);
      }
    }
    long free;
    try {
      FileStore store = Files.getFileStore(table.root);
      free = store.getUsableSpace();
      if (free < 0 || store.getTotalSpace() <= 0) {
        // Some network and virtual file systems don't tell.
        return;
      }
    } catch (IOException e) {
      Logger.debug("Free space of {} is unknown: {}", table.root, e.getMessage());
      return;
    }
    if (needed > free) {
      throw new StorageException(
          StorageException.Kind.FULL,
          "Not enough space in "
              + table.root
              + ": "
              + mebibytes(needed)
              + " are needed and "
              + mebibytes(free)
              + " are free. Free some, choose fewer files, or save elsewhere.",
          null);
    }
  }

  private static String mebibytes(long bytes) {
    return bytes < 10L << 20 ? (bytes + 1023 >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  private void file(TorrentFile f, long size) throws StorageException {
    Path path = table.path(f.index());
    if (size >= 0) {
      // Its folders are not made here, so nobody else looks whether they are links.
      Folders.make(table.root, path.getParent(), made);
    }
    if (size == f.length() || f.length() > 0 && !takesSpace(f)) {
      return;
    }
    FileCache.Handle h = files.openForWriting(f.index(), made);
    try {
      if (size >= 0) {
        grown.put(path, size);
      }
      if (f.length() > 0) {
        if (mode == Preallocation.FULL) {
          long from = Math.max(0, size);
          if (!files.cache.isPlain() || !Space.take(path, from, f.length())) {
            fill(h.channel, from, f.length());
          }
        } else {
          zero(h.channel, f.length() - 1, ByteBuffer.allocate(1));
        }
      }
    } catch (IOException e) {
      throw DiskErrors.of("write", path, e);
    } finally {
      files.cache.release(h);
    }
  }

  /** A file no longer than a piece is made whole, or nearly so, by its first write. */
  private boolean takesSpace(TorrentFile f) {
    return mode == Preallocation.FULL
        || mode == Preallocation.SPARSE && f.length() > table.layout.pieceLength();
  }

  private void fill(FileChannel channel, long from, long to) throws IOException, StorageException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, to - from));
    while (from < to) {
      if (cancelled.getAsBoolean()) {
        throw DiskErrors.closed("Taking space for the files was stopped.");
      }
      zeros.clear().limit((int) Math.min(zeros.capacity(), to - from));
      from += zero(channel, from, zeros);
    }
  }

  private static int zero(FileChannel channel, long at, ByteBuffer zeros) throws IOException {
    int n = zeros.remaining();
    while (zeros.hasRemaining()) {
      at += channel.write(zeros, at);
    }
    return n;
  }

  /** BEP 47; the target is inside the torrent's folder, or there is no link. */
  private void link(TorrentFile f) throws StorageException {
    Path link = table.path(f.index());
    Path target = linkTarget(table, f);
    if (target == null) {
      Logger.warn("The link {} is left out: it leads out of the torrent's folder", link);
      return;
    }
    if (Folders.attributes(link) != null) {
      return;
    }
    List<Path> folders = new ArrayList<>();
    Folders.make(table.root, link.getParent(), folders);
    made.addAll(folders);
    try {
      Files.createSymbolicLink(link, target);
      made.add(link);
      files.created(link);
      folders.forEach(files::created);
    } catch (IOException | UnsupportedOperationException e) {
      Logger.warn("The link {} is left out: {}", link, e.getMessage());
    }
  }

  /** What the link says, relative to its own folder; null when that is not inside the torrent. */
  static Path linkTarget(FileTable table, TorrentFile f) {
    Path folder = table.torrentFolder();
    Path target = folder;
    try {
      for (String c : f.symlink()) {
        target = target.resolve(c);
      }
    } catch (java.nio.file.InvalidPathException e) {
      return null;
    }
    Path normal = target.normalize();
    Path from = table.path(f.index()).getParent();
    return normal.equals(target) && target.startsWith(folder) && !target.equals(folder)
        ? from.relativize(target)
        : null;
  }

  private void undo() {
    for (Map.Entry<Path, Long> e : grown.entrySet()) {
      try {
        FileCache.Handle h = files.cache.acquire(e.getKey(), true);
        try {
          h.channel.truncate(e.getValue());
        } finally {
          files.cache.release(h);
        }
      } catch (IOException x) {
        Logger.warn("{} could not be cut back: {}", e.getKey(), x.getMessage());
      }
    }
    List<Path> folders = new ArrayList<>();
    for (Path p : made) {
      if (Files.isDirectory(p, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        folders.add(p);
        continue;
      }
      files.cache.forget(p);
      try {
        Files.deleteIfExists(p);
      } catch (IOException x) {
        Logger.warn("{} could not be removed: {}", p, x.getMessage());
      }
    }
    Folders.removeEmpty(folders);
  }
}
