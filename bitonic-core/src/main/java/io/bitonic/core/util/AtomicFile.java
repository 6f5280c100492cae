package io.bitonic.core.util;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.tinylog.Logger;

/**
 * Replaces files as a whole: the new content is written to a temporary file beside the old one,
 * which it then takes the name of. Who reads the file sees the old content or the new one, and so
 * does the next run after the process was killed at any moment. No state; blocks on the disk.
 */
public final class AtomicFile {
  /** What is on the disk before {@link #replace} goes on, and so survives a loss of power. */
  public enum Sync {
    /** Nothing: for what may be lost. */
    NONE,

    /** The new content before it takes the name: then it is the old one or the new one. */
    CONTENT,

    /** Also the name, before the call returns: then it is the new one. */
    CONTENT_AND_NAME
  }

  private AtomicFile() {}

  /**
   * Replaces a file, or makes it.
   *
   * @param temporary in the same folder; written over when it is there, gone at the end. Of two
   *     calls at once each needs one of its own.
   * @throws IOException when the file could not be replaced: it is as it was
   */
  public static void replace(Path file, Path temporary, byte[] content, Sync sync)
      throws IOException {
    replace(file, temporary, content, sync, null);
  }

  /**
   * As {@link #replace(Path, Path, byte[], Sync)}.
   *
   * @param mode of the new file; null: that which the temporary file has
   */
  public static void replace(
      Path file, Path temporary, byte[] content, Sync sync, Set<PosixFilePermission> mode)
      throws IOException {
    try {
      write(temporary, content, sync != Sync.NONE);
      if (mode != null) {
        Files.setPosixFilePermissions(temporary, mode);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      remove(temporary);
      throw e;
    }
    if (sync == Sync.CONTENT_AND_NAME) {
      forceNames(file.toAbsolutePath().getParent());
    }
  }

  private static void write(Path file, byte[] content, boolean force) throws IOException {
    try (FileChannel c =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer b = ByteBuffer.wrap(content);
      while (b.hasRemaining()) {
        c.write(b);
      }
      if (force) {
        c.force(true);
      }
    }
  }

  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      Logger.debug("{} stays: {}", temporary, e.getMessage());
    }
  }

  /** Makes new and deleted names in a folder survive a loss of power, where the system can. */
  public static void forceNames(Path folder) {
    try (FileChannel c = FileChannel.open(folder, StandardOpenOption.READ)) {
      c.force(true);
    } catch (IOException e) {
      // Windows can't open folders; renames are durable there by the journal of the file system.
      // A folder that was deleted needs no sync.
      Logger.trace("{} can't be synced: {}", folder, e.getMessage());
    }
  }
}
