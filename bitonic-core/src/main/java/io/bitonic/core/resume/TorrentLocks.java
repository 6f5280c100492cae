package io.bitonic.core.resume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tinylog.Logger;

/**
 * Exclusive locks on files, against other processes and other holders in this one. Any thread.
 *
 * <p>On POSIX systems a process loses its lock when it closes any descriptor of the file, so a file
 * that is locked in this process must not even be opened: {@link #HELD} is looked at first.
 */
final class TorrentLocks {
  private static final Set<Path> HELD = new HashSet<>();

  private final Map<Path, FileChannel> mine = new HashMap<>();

  boolean lock(Path file) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return false;
      }
      FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      FileLock lock = null;
      try {
        lock = c.tryLock();
      } catch (OverlappingFileLockException e) {
        Logger.debug("{} is locked under another name", file);
      } finally {
        if (lock == null) {
          c.close();
        }
      }
      if (lock == null) {
        return false;
      }
      HELD.add(file);
      mine.put(file, c);
      return true;
    }
  }

  void unlock(Path file) {
    synchronized (HELD) {
      FileChannel c = mine.remove(file);
      if (c != null) {
        HELD.remove(file);
        close(file, c);
      }
    }
  }

  void close() {
    synchronized (HELD) {
      mine.forEach(TorrentLocks::close);
      HELD.removeAll(mine.keySet());
      mine.clear();
    }
  }

  private static void close(Path file, FileChannel c) {
    try {
      c.close();
    } catch (IOException e) {
      Logger.debug("Unlocking {} failed: {}", file, e.getMessage());
    }
  }
}
