package io.bitonic.core.disk;

import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;

/**
 * Brings the files from where one table has them to where another has them; blocking, used once.
 *
 * <p>A file is renamed where the system can do that, else copied and forced to the device; sources
 * of copies are deleted only when every file has arrived. After a failure everything is as before.
 * Only copying can be cancelled, since nothing else takes long. Files that are not there, and
 * things at their paths that are not the torrent's, are left alone.
 */
final class Mover {
  private record Step(TorrentFile file, Path from, Path to, boolean link) {}

  private static final int CHUNK = 1 << 20;

  private final TorrentFiles files;
  private final FileTable now;
  private final FileTable then;
  private final BooleanSupplier cancelled;

  private final List<Path> folders = new ArrayList<>();
  private final List<Step> renamed = new ArrayList<>();
  private final List<Step> copied = new ArrayList<>();

  Mover(TorrentFiles files, FileTable then, BooleanSupplier cancelled) {
    this.files = files;
    this.now = files.table();
    this.then = then;
    this.cancelled = cancelled;
  }

  void run() throws StorageException {
    List<Step> steps = plan();
    try {
      for (Step s : steps) {
        step(s);
      }
    } catch (StorageException e) {
      undo();
      throw e;
    }
    Set<Path> targets = new LinkedHashSet<>();
    folders.forEach(f -> targets.add(f.getParent()));
    steps.forEach(s -> targets.add(s.to.getParent()));
    targets.forEach(AtomicFile::forceNames);
    for (Step s : copied) {
      try {
        Files.delete(s.from);
      } catch (IOException e) {
        Logger.warn("{} was copied to {} but can't be deleted: {}", s.from, s.to, e.getMessage());
      }
    }
    Folders.removeEmpty(Folders.between(now.root, left()));
  }

  private List<Path> left() {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < now.files(); i++) {
      if (now.path(i) != null && !now.path(i).equals(then.path(i))) {
        paths.add(now.path(i));
      }
    }
    return paths;
  }

  private List<Step> plan() throws StorageException {
    List<Step> steps = new ArrayList<>();
    for (TorrentFile f : now.meta.files()) {
      Path from = now.path(f.index());
      Path to = then.path(f.index());
      if (from == null || from.equals(to)) {
        continue;
      }
      BasicFileAttributes a = Folders.attributes(from);
      if (!TorrentFiles.isOurs(f, a)) {
        continue;
      }
      if (Folders.attributes(to) != null && !same(from, to)) {
        throw DiskErrors.badPath(
            "Can't move "
                + from
                + " to "
                + to
                + ": something is there already. Remove it, or choose another place.");
      }
      steps.add(new Step(f, from, to, a.isSymbolicLink()));
    }
    return steps;
  }

  /** On a file system that ignores case, another spelling is the same file. */
  private static boolean same(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  private void step(Step s) throws StorageException {
    Folders.make(then.root, s.to.getParent(), folders);
    files.cache.forget(s.from);
    try {
      Files.move(s.from, s.to, StandardCopyOption.ATOMIC_MOVE);
      renamed.add(s);
    } catch (AtomicMoveNotSupportedException e) {
      copied.add(s);
      copy(s);
    } catch (IOException e) {
      throw DiskErrors.of("move", s.from, e);
    }
  }

  private void copy(Step s) throws StorageException {
    try {
      if (s.link) {
        Files.copy(s.from, s.to, LinkOption.NOFOLLOW_LINKS);
        return;
      }
      try (FileChannel in =
              FileChannel.open(s.from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          FileChannel out =
              FileChannel.open(
                  s.to,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW,
                  LinkOption.NOFOLLOW_LINKS)) {
        copy(in, out);
        out.force(true);
      }
      if (s.file.executable()) {
        Folders.makeExecutable(s.to);
      }
      Files.setLastModifiedTime(s.to, Files.getLastModifiedTime(s.from, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw DiskErrors.of("write", s.to, e);
    }
  }

  /** Copies and keeps holes: a half-loaded file must not take all of its space elsewhere. */
  private void copy(FileChannel in, FileChannel out) throws IOException, StorageException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
    long size = in.size();
    for (long at = 0; at < size; ) {
      if (cancelled.getAsBoolean()) {
        throw DiskErrors.closed("Moving the files was stopped; they are where they were.");
      }
      int n = in.read(chunk.clear(), at);
      if (n < 0) {
        throw new IOException("the file became shorter while it was copied");
      }
      chunk.flip();
      boolean hole = at + n < size && chunk.mismatch(zeros.clear().limit(n)) < 0;
      for (long to = at; !hole && chunk.hasRemaining(); ) {
        to += out.write(chunk, to);
      }
      at += n;
    }
  }

  private void undo() {
    for (Step s : copied) {
      try {
        Files.deleteIfExists(s.to);
      } catch (IOException e) {
        Logger.warn("The copy {} can't be deleted: {}", s.to, e.getMessage());
      }
    }
    for (Step s : renamed.reversed()) {
      try {
        Files.move(s.to, s.from, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Logger.error("{} can't be moved back to {}: {}", s.to, s.from, e.getMessage());
      }
    }
    Folders.removeEmpty(folders);
  }
}
