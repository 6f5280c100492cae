package io.bitonic.core.disk;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.PieceLayout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which file holds which bytes of piece space, and where it lies on disk. Arithmetic only.
 *
 * <p>A span is a file with at least one byte; spans are in the order of piece space. Immutable: a
 * move or rename makes a new table, which shares the arrays of spans.
 */
final class FileTable {
  /** The longest name that all common file systems take, in bytes. */
  private static final int MAX_NAME = 255;

  final Metainfo meta;
  final PieceLayout layout;
  final Path root;

  /** By torrent index; null for padding. */
  private final Path[] paths;

  private final long[] starts;
  private final TorrentFile[] spans;

  private FileTable(Metainfo meta, Path root, Path[] paths, long[] starts, TorrentFile[] spans) {
    this.meta = meta;
    this.layout = meta.layout();
    this.root = root;
    this.paths = paths;
    this.starts = starts;
    this.spans = spans;
  }

  static FileTable of(Metainfo meta, Path root, Map<Integer, List<String>> renames)
      throws StorageException {
    TorrentFile[] spans =
        meta.files().stream().filter(f -> f.length() > 0).toArray(TorrentFile[]::new);
    long[] starts = new long[spans.length];
    for (int i = 0; i < spans.length; i++) {
      starts[i] = spans[i].offset();
      if (i > 0 && starts[i] < starts[i - 1] + spans[i - 1].length()) {
        throw new IllegalArgumentException("files overlap at " + spans[i].displayPath());
      }
    }
    Path absolute = root.toAbsolutePath().normalize();
    Path[] paths = new Path[meta.files().size()];
    Set<Path> taken = new HashSet<>();
    for (TorrentFile f : meta.files()) {
      if (f.padding()) {
        continue;
      }
      Path path = resolve(absolute, renames.getOrDefault(f.index(), f.path()));
      if (!taken.add(path)) {
        throw DiskErrors.badPath(
            "Two files of the torrent would be "
                + path
                + ". Rename one of them in the torrent's file list.");
      }
      paths[f.index()] = path;
    }
    return new FileTable(meta, absolute, paths, starts, spans);
  }

  /** The same files below another folder. */
  FileTable movedTo(Path newRoot) throws StorageException {
    Path absolute = newRoot.toAbsolutePath().normalize();
    Path[] moved = new Path[paths.length];
    try {
      for (int i = 0; i < paths.length; i++) {
        moved[i] = paths[i] == null ? null : absolute.resolve(root.relativize(paths[i]).toString());
      }
    } catch (InvalidPathException e) {
      throw unusable(e);
    }
    return new FileTable(meta, absolute, moved, starts, spans);
  }

  /** The same with one file at another place below the root. */
  FileTable renamed(int file, List<String> components) throws StorageException {
    Path path = resolve(root, components);
    for (int i = 0; i < paths.length; i++) {
      Path other = paths[i];
      if (other != null && i != file && (path.startsWith(other) || other.startsWith(path))) {
        throw DiskErrors.badPath(
            path + " is in the way of " + other + " of the same torrent. Choose another name.");
      }
    }
    Path[] renamed = paths.clone();
    renamed[file] = path;
    return new FileTable(meta, root, renamed, starts, spans);
  }

  /** A path below {@code root}; nothing that a path component says can lead out of it. */
  private static Path resolve(Path root, List<String> components) throws StorageException {
    if (components.isEmpty()) {
      throw DiskErrors.badPath("A file of the torrent has no name. Rename it.");
    }
    Path path = root;
    try {
      for (String c : components) {
        if (c.isEmpty()
            || c.equals(".")
            || c.equals("..")
            || c.indexOf('/') >= 0
            || c.indexOf('\0') >= 0
            || c.indexOf(root.getFileSystem().getSeparator()) >= 0
            || c.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME) {
          throw DiskErrors.badPath(
              "\"" + c + "\" can't be the name of a file or folder. Rename the file.");
        }
        path = path.resolve(c);
      }
    } catch (InvalidPathException e) {
      throw unusable(e);
    }
    return path;
  }

  private static StorageException unusable(InvalidPathException e) {
    return DiskErrors.badPath(
        "\""
            + e.getInput()
            + "\" can't be a file name on this system ("
            + e.getReason()
            + "). Set a UTF-8 locale such as LC_ALL=C.UTF-8, or rename the file.");
  }

  Path path(int file) {
    return paths[file];
  }

  TorrentFile file(int index) {
    return meta.files().get(index);
  }

  int files() {
    return paths.length;
  }

  /** The folder that a multi-file torrent makes below the root, or the root itself. */
  Path torrentFolder() {
    return meta.multiFile() ? root.resolve(meta.name()) : root;
  }

  /** The span that holds position {@code pos} of piece space. */
  int spanAt(long pos) {
    int i = Arrays.binarySearch(starts, pos);
    return i >= 0 ? i : -i - 2;
  }

  TorrentFile span(int i) {
    return spans[i];
  }

  /** Bytes from {@code pos} to the end of span {@code i}, at most {@code length}. */
  int run(int i, long pos, int length) {
    return (int) Math.min(length, starts[i] + spans[i].length() - pos);
  }

  /** Whether all bytes of {@code piece} lie inside files of these sizes (by torrent index). */
  boolean present(int piece, long[] sizes) {
    long pos = layout.pieceStart(piece);
    int left = layout.pieceSize(piece);
    for (int i = spanAt(pos); left > 0; i++) {
      int run = run(i, pos, left);
      TorrentFile f = spans[i];
      if (f.isStored() && sizes[f.index()] < pos + run - f.offset()) {
        return false;
      }
      pos += run;
      left -= run;
    }
    return true;
  }
}
