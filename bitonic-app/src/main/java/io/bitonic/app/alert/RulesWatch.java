package io.bitonic.app.alert;

import io.bitonic.core.alert.AlertFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * Sees that the rules' file has changed. Editors truncate and write, or write another file and
 * rename it: a change counts when the file has looked the same at two looks in a row. Not
 * thread-safe.
 */
final class RulesWatch {
  private record Look(long size, FileTime modified, Object key) {
    static final Look MISSING = new Look(-1, FileTime.fromMillis(0), null);
  }

  private final Path file;
  private Look read = Look.MISSING;
  private Look seen = Look.MISSING;

  RulesWatch(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** What the file says now. */
  AlertFile.Result read() {
    read = look();
    seen = read;
    return AlertFile.read(file);
  }

  /** What the file says when it is another one since the last {@link #read}, else null. */
  AlertFile.Result readIfChanged() {
    Look now = look();
    boolean still = now.equals(seen);
    seen = now;
    return still && !now.equals(read) ? read() : null;
  }

  /** Whether the last look has found another file than the one that was read. */
  boolean isChanging() {
    return !seen.equals(read);
  }

  private Look look() {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(a.size(), a.lastModifiedTime(), Objects.toString(a.fileKey()));
    } catch (NoSuchFileException e) {
      return Look.MISSING;
    } catch (IOException e) {
      // Not readable now; the next look may be luckier.
      return seen;
    }
  }
}
