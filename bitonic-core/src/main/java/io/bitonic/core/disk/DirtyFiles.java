package io.bitonic.core.disk;

import io.bitonic.core.metrics.DiskMeters;
import io.bitonic.core.util.AtomicFile;
import io.bitonic.core.util.Bits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tinylog.Logger;

/**
 * Which files of a torrent have been written since they were last forced, and the job that forces
 * them. All fields belong to the loop; a job takes a copy to its disk worker.
 */
final class DirtyFiles {
  /** From as many files on, forcing the whole file system is cheaper than forcing each. */
  private static final int MANY_FILES = 64;

  private final TorrentFiles files;
  private final JobQueue jobs;
  private final DiskMeters meters;
  private final Bits dirty;

  /**
   * @param count of the torrent's files
   */
  DirtyFiles(TorrentFiles files, JobQueue jobs, DiskMeters meters, int count) {
    this.files = files;
    this.jobs = jobs;
    this.meters = meters;
    this.dirty = new Bits(count);
  }

  /** A piece has been written, or as much of it as could be. */
  void written(int piece) {
    FileTable table = files.table();
    long pos = table.layout.pieceStart(piece);
    int left = table.layout.pieceSize(piece);
    for (int i = table.spanAt(pos); left > 0; i++) {
      int run = table.run(i, pos, left);
      if (table.span(i).isStored()) {
        dirty.set(table.span(i).index());
      }
      pos += run;
      left -= run;
    }
  }

  /** The files have been deleted. */
  void forget() {
    dirty.clearAll();
  }

  /** A job that forces what is dirty when it starts. */
  JobQueue.Work sync(Storage.Done done) {
    return new Sync(done);
  }

  private final class Sync extends JobQueue.Work {
    private final Storage.Done done;
    private Bits written;
    private List<Path> folders;

    Sync(Storage.Done done) {
      super(jobs);
      this.done = done;
    }

    @Override
    void start(DiskPool disk) {
      written = dirty.copy();
      dirty.clearAll();
      super.start(disk);
    }

    @Override
    void work() throws StorageException {
      long start = System.nanoTime();
      folders = files.takeNewFolders();
      if (written.count() >= MANY_FILES && FileSystemSync.isPossible()) {
        forceTogether();
      } else {
        forceEach();
      }
      folders.forEach(AtomicFile::forceNames);
      if (written.count() > 0) {
        meters.syncs.recordShared(System.nanoTime() - start);
      }
    }

    private void forceTogether() throws StorageException {
      Set<Path> parents = new HashSet<>();
      for (int i = written.nextSet(0); i >= 0; i = written.nextSet(i + 1)) {
        parents.add(files.table().path(i).getParent());
      }
      try {
        FileSystemSync.force(parents);
      } catch (IOException e) {
        throw DiskErrors.of("write", files.table().path(written.nextSet(0)), e);
      }
    }

    private void forceEach() throws StorageException {
      for (int i = written.nextSet(0); i >= 0; i = written.nextSet(i + 1)) {
        Path path = files.table().path(i);
        try {
          FileCache.Handle h = files.cache.acquire(path, true);
          try {
            h.channel.force(false);
          } finally {
            files.cache.release(h);
          }
        } catch (IOException e) {
          throw DiskErrors.of("write", path, e);
        }
      }
    }

    @Override
    void completed() {
      if (error != null && written != null) {
        for (int i = written.nextSet(0); i >= 0; i = written.nextSet(i + 1)) {
          dirty.set(i);
        }
        if (folders != null) {
          files.putBackFolders(folders);
        }
        Logger.debug("Sync failed: {}", error.getMessage());
      }
      done.done(error);
    }
  }
}
