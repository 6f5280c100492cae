package io.bitonic.app.demo;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.run.FreeSpace;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tinylog.Logger;

/**
 * The temporary folder of a running demo. A lock on a file in it tells other demos that it is in
 * use; folders whose lock nobody holds were left by killed ones and are removed by the next demo.
 * {@link #close} may be called by any thread, more than once.
 */
public final class DemoFolder implements AutoCloseable {
  private static final String PREFIX = "bitonic-dashboard-demo-";
  private static final String LOCK = "in-use";

  /** A younger folder may belong to a demo that is about to lock it. */
  private static final long SETTLED_MILLIS = 60_000;

  private static final long SPACE = 2L << 30;

  private final Path path;
  private final FileChannel channel;
  private boolean closed;

  private DemoFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes a folder below {@code parent} and removes what killed demos left there.
   *
   * @throws AppException when it can't be made or too little space is free
   */
  public static DemoFolder create(Path parent) {
    try {
      if (!Files.isDirectory(parent)) {
        throw new AppException(
            ExitCode.STORAGE,
            "'"
                + Text.sanitise(parent.toString())
                + "' is not a folder; choose another with --dir");
      }
      removeStale(parent);
      FreeSpace.require("the demo", SPACE, parent, "another folder with --dir");
      Path path = Files.createTempDirectory(parent, PREFIX);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw new IOException("the file system has no locks");
      }
      return new DemoFolder(path, channel);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.STORAGE,
          "the demo can't make its folder in '"
              + Text.sanitise(parent.toString())
              + "': "
              + Text.sanitise(String.valueOf(e.getMessage()))
              + "; choose another with --dir",
          e);
    }
  }

  public Path path() {
    return path;
  }

  private static void removeStale(Path parent) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : left) {
        if (isStale(folder)) {
          Logger.info("removing {}, left by a demo that was killed", folder);
          Folders.delete(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      Logger.warn("looking for folders of killed demos: {}", e.toString());
    }
  }

  private static boolean isStale(Path folder) {
    Path lock = folder.resolve(LOCK);
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
          || System.currentTimeMillis() - Files.getLastModifiedTime(lock).toMillis()
              < SETTLED_MILLIS) {
        return false;
      }
      try (FileChannel c = FileChannel.open(lock, StandardOpenOption.WRITE);
          FileLock held = c.tryLock()) {
        return held != null;
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody else's, or this process's own.
      return false;
    }
  }

  /** Removes the folder, or waits until another thread has. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Folders.delete(path);
      try {
        channel.close();
      } catch (IOException e) {
        Logger.debug("closing the demo's lock: {}", e.getMessage());
      }
    }
  }
}
