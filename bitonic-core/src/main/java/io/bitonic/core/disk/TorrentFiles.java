package io.bitonic.core.disk;

import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Reads, writes and creates the files of one torrent; blocking.
 *
 * <p>Threads: methods run on disk workers, several at once, and {@link #table} may be read on the
 * loop. The table is replaced by the loop while a fence holds everything else back; the hand-over
 * through the queues makes that visible.
 */
final class TorrentFiles {
  /** Files made before their folders are looked at again: each look is two calls per level. */
  private static final int LOOKS_SPARED = 256;

  final FileCache cache;
  private FileTable table;
  private final Set<Path> newFolders = new LinkedHashSet<>();

  /** Files that a look has not found, so that making them need not begin by opening them. */
  private final boolean[] absent;

  /** Folders that were found good a moment ago; behind {@link #newFolders}'s lock. */
  private final Set<Path> goodFolders = new HashSet<>();

  /** Files made since {@link #goodFolders} was emptied. */
  private int madeInGoodFolders;

  TorrentFiles(FileTable table, FileCache cache) {
    this.table = table;
    this.cache = cache;
    this.absent = new boolean[table.files()];
  }

  FileTable table() {
    return table;
  }

  void table(FileTable table) {
    this.table = table;
  }

  /** Writes a whole piece, which lies in {@code data[0…size)}: one write for each file. */
  void write(int piece, ByteBuffer data, int size) throws StorageException {
    long pos = table.layout.pieceStart(piece);
    int at = 0;
    for (int i = table.spanAt(pos); at < size; i++) {
      int run = table.run(i, pos + at, size - at);
      TorrentFile f = table.span(i);
      if (f.isStored()) {
        data.limit(at + run).position(at);
        write(f, pos + at - f.offset(), data);
      }
      at += run;
    }
  }

  private void write(TorrentFile f, long at, ByteBuffer data) throws StorageException {
    FileCache.Handle h = openForWriting(f.index(), null);
    try {
      while (data.hasRemaining()) {
        at += h.channel.write(data, at);
      }
    } catch (IOException e) {
      throw DiskErrors.of("write", table.path(f.index()), e);
    } finally {
      cache.release(h);
    }
  }

  /** Fills {@code dst} from position {@code pos} of piece space; padding is zeros. */
  void read(long pos, ByteBuffer dst) throws StorageException {
    int end = dst.limit();
    for (int i = table.spanAt(pos); dst.position() < end; i++) {
      int run = table.run(i, pos, end - dst.position());
      TorrentFile f = table.span(i);
      dst.limit(dst.position() + run);
      if (f.isStored()) {
        read(f, pos - f.offset(), dst);
      } else {
        while (dst.hasRemaining()) {
          dst.put((byte) 0);
        }
      }
      dst.limit(end);
      pos += run;
    }
  }

  private void read(TorrentFile f, long at, ByteBuffer dst) throws StorageException {
    Path path = table.path(f.index());
    FileCache.Handle h = null;
    try {
      h = cache.acquire(path, false);
      while (dst.hasRemaining()) {
        int n = cache.read(h, dst, at);
        if (n < 0) {
          throw tooShort(path, h.channel.size(), f);
        }
        at += n;
      }
    } catch (IOException e) {
      throw DiskErrors.of("read", path, e);
    } finally {
      if (h != null) {
        cache.release(h);
      }
    }
  }

  static StorageException tooShort(Path path, long size, TorrentFile f) {
    return new StorageException(
        StorageException.Kind.MISSING,
        "Can't read "
            + path
            + ": it has "
            + size
            + " of "
            + f.length()
            + " bytes. Check the torrent to download the rest again.",
        null);
  }

  /**
   * Opens a file, and creates it with its folders when it is not there.
   *
   * @param made takes the folders and then the file that were created, or null
   */
  FileCache.Handle openForWriting(int file, List<Path> made) throws StorageException {
    Path path = table.path(file);
    if (absent[file]) {
      absent[file] = false;
      return create(file, path, made);
    }
    try {
      return cache.acquire(path, true);
    } catch (NoSuchFileException e) {
      return create(file, path, made);
    } catch (IOException e) {
      throw DiskErrors.of("write", path, e);
    }
  }

  private FileCache.Handle create(int file, Path path, List<Path> made) throws StorageException {
    List<Path> folders = new ArrayList<>();
    try {
      FileCache.Handle h = createIn(path.getParent(), path, folders);
      if (made != null) {
        made.addAll(folders);
        folders.clear();
        made.add(path);
      }
      created(path);
      if (table.file(file).executable()) {
        Folders.makeExecutable(path);
      }
      return h;
    } catch (FileAlreadyExistsException e) {
      // Another worker was faster.
      try {
        return cache.acquire(path, true);
      } catch (IOException again) {
        throw DiskErrors.of("write", path, again);
      }
    } catch (IOException e) {
      Folders.removeEmpty(folders);
      throw DiskErrors.of("write", path, e);
    } finally {
      folders.forEach(this::created);
    }
  }

  /** Creates a file, its folders made or looked at unless that has been done just now. */
  private FileCache.Handle createIn(Path folder, Path path, List<Path> made)
      throws IOException, StorageException {
    if (isGood(folder)) {
      try {
        return cache.create(path);
      } catch (NoSuchFileException e) {
        Logger.debug("{} has gone", folder);
      }
    }
    Folders.make(table.root, folder, made);
    synchronized (newFolders) {
      goodFolders.add(folder);
    }
    return cache.create(path);
  }

  private boolean isGood(Path folder) {
    synchronized (newFolders) {
      if (++madeInGoodFolders > LOOKS_SPARED) {
        madeInGoodFolders = 0;
        goodFolders.clear();
      }
      return goodFolders.contains(folder);
    }
  }

  /** Says whether a file was found; a look on a disk worker while nothing is written. */
  void found(int file, boolean there) {
    absent[file] = !there;
  }

  /** Whether what is at a file's path can be the torrent's; {@code a} is null for nothing. */
  static boolean isOurs(TorrentFile f, BasicFileAttributes a) {
    if (a == null) {
      return false;
    }
    return f.isSymlink() ? a.isSymbolicLink() : a.isRegularFile() && a.size() <= f.length();
  }

  /** Remembers that a name was made, for the next {@link #takeNewFolders}. */
  void created(Path path) {
    synchronized (newFolders) {
      newFolders.add(path.getParent());
    }
  }

  /** Folders with names that were not forced to the device yet. */
  List<Path> takeNewFolders() {
    synchronized (newFolders) {
      List<Path> taken = new ArrayList<>(newFolders);
      newFolders.clear();
      return taken;
    }
  }

  void putBackFolders(List<Path> folders) {
    synchronized (newFolders) {
      newFolders.addAll(folders);
    }
  }

  /** Stamps of all files by torrent index. */
  List<FileStamp> stamps() {
    FileStamp[] stamps = new FileStamp[table.files()];
    Look look = new Look(table.root);
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = stamp(i, look);
    }
    return Arrays.asList(stamps);
  }

  /** Size of every file by torrent index; -1 where nothing is stored or it is missing. */
  long[] sizes() {
    long[] sizes = new long[table.files()];
    Look look = new Look(table.root);
    for (int i = 0; i < sizes.length; i++) {
      FileStamp s = stamp(i, look);
      sizes[i] = s == null ? -1 : s.size();
    }
    return sizes;
  }

  /** Size and time of one file; null for padding and symlinks. */
  FileStamp stamp(int file) {
    return stamp(file, new Look(table.root));
  }

  private FileStamp stamp(int file, Look look) {
    if (!table.file(file).isStored()) {
      return null;
    }
    try {
      BasicFileAttributes a = look.attributes(table.path(file));
      if (a != null && a.isRegularFile()) {
        return new FileStamp(a.size(), a.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      }
    } catch (StorageException e) {
      Logger.debug(e.getMessage());
    }
    return new FileStamp(-1, 0);
  }
}
