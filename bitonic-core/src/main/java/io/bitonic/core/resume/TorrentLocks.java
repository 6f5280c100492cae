package io.bitonic.core.resume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Exclusive locks on the torrents of a state folder, against other processes and other holders in
 * this one. Any thread.
 *
 * <p>A torrent's lock is one byte far behind the end of one of {@value #FILES} empty files, so that
 * thousands of torrents need few open files; with a single file the system would search a list of
 * thousands at each lock. On POSIX systems a process loses all locks on a file when it closes any
 * descriptor of it: the open files are shared by all holders in the process, and closed by the
 * last.
 */
final class TorrentLocks {
  private static final int FILES = 64;
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  /** An open lock file; {@code locks} are those of all holders in this process. */
  private record Shared(Path file, FileChannel channel, Map<String, FileLock> locks) {}

  private final Path folder;
  private final Map<String, Shared> mine = new HashMap<>();

  /**
   * @param folder as {@link Path#toRealPath} has it, else two names of one folder would be two
   */
  TorrentLocks(Path folder) {
    this.folder = folder;
  }

  /**
   * @return false when another process or another holder has it
   */
  boolean lock(String id) throws IOException {
    synchronized (OPEN) {
      Shared s = shared(id);
      try {
        FileLock lock = s.locks.containsKey(id) ? null : s.channel.tryLock(position(id), 1, false);
        if (lock == null) {
          return false;
        }
        s.locks.put(id, lock);
        mine.put(id, s);
        return true;
      } catch (OverlappingFileLockException e) {
        return false;
      } finally {
        closeUnused(s);
      }
    }
  }

  void unlock(String id) {
    synchronized (OPEN) {
      Shared s = mine.remove(id);
      if (s != null) {
        release(s, id);
      }
    }
  }

  void close() {
    synchronized (OPEN) {
      mine.forEach((id, s) -> release(s, id));
      mine.clear();
    }
  }

  private Shared shared(String id) throws IOException {
    int number = Integer.parseInt(id.substring(0, 2), 16) % FILES;
    Path file = folder.resolve("lock-" + number);
    Shared s = OPEN.get(file);
    if (s == null) {
      FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      s = new Shared(file, c, new HashMap<>());
      OPEN.put(file, s);
    }
    return s;
  }

  private static void release(Shared s, String id) {
    try {
      s.locks.remove(id).release();
    } catch (IOException e) {
      Logger.debug("Unlocking {} failed: {}", id, e.getMessage());
    }
    closeUnused(s);
  }

  private static void closeUnused(Shared s) {
    if (!s.locks.isEmpty()) {
      return;
    }
    OPEN.remove(s.file);
    try {
      s.channel.close();
    } catch (IOException e) {
      Logger.debug("Closing {} failed: {}", s.file, e.getMessage());
    }
  }

  /** Its byte, from all of its digits: two torrents of a session don't meet by chance. */
  private static long position(String id) {
    long h = 0;
    for (int i = 0; i < id.length(); i++) {
      h = h * 0x9E3779B97F4A7C15L + id.charAt(i);
    }
    return (h ^ h >>> 32) >>> 2;
  }
}
