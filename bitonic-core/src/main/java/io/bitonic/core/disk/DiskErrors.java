package io.bitonic.core.disk;

import io.bitonic.core.disk.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says what an {@link IOException} means. The system's text depends on the user's language, so the
 * state of the disk and of the path is looked at as well.
 */
final class DiskErrors {
  /** Less free space than this, and a write that failed for no named reason failed for that one. */
  private static final long HARDLY_ANYTHING = 64 * 1024;

  private DiskErrors() {}

  /**
   * @param verb what was tried, as in "Can't <em>write</em> this file"
   */
  static StorageException of(String verb, Path path, IOException e) {
    String head = "Can't " + verb + " " + path + ": ";
    Kind kind = kind(verb, path, e);
    return new StorageException(kind, head + text(kind, path, e), e);
  }

  static StorageException badPath(String message) {
    return new StorageException(Kind.BAD_PATH, message, null);
  }

  static StorageException closed(String what) {
    return new StorageException(Kind.CLOSED, what, null);
  }

  private static Kind kind(String verb, Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return Kind.MISSING;
    }
    if (e instanceof AccessDeniedException) {
      return Kind.DENIED;
    }
    if (e instanceof FileAlreadyExistsException) {
      return Kind.BAD_PATH;
    }
    if (e instanceof ClosedChannelException) {
      return Kind.IO;
    }
    String m = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (m.contains("no space left") || m.contains("quota") || m.contains("not enough space")) {
      return Kind.FULL;
    }
    if (m.contains("read-only") || m.contains("not permitted") || m.contains("denied")) {
      return Kind.DENIED;
    }
    if (m.contains("name too long")
        || m.contains("not a directory")
        || m.contains("is a directory")
        || m.contains("symbolic links")
        || blocked(path)) {
      return Kind.BAD_PATH;
    }
    return "write".equals(verb) && full(path) ? Kind.FULL : Kind.IO;
  }

  private static String text(Kind kind, Path path, IOException e) {
    return switch (kind) {
      case FULL ->
          "no space or quota left on this disk. Free some space, or move the torrent to another"
              + " folder, then resume it.";
      case MISSING -> "it is not there. Put it back, or check the torrent to download it again.";
      case DENIED ->
          "permission denied. Make the folder writable for this user, or choose another one.";
      case BAD_PATH -> whyBad(path, e);
      default ->
          tooManyOpen(e)
              ? "too many open files. Raise the system's limit (ulimit -n), or keep fewer open."
              : reason(e)
                  + ". Look at the system's log for errors of the device, then check the torrent.";
    };
  }

  private static String whyBad(Path path, IOException e) {
    if (Files.isSymbolicLink(path)) {
      return "it is a symbolic link, and those are not followed. Remove the link, or save"
          + " elsewhere.";
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "a folder has this name. Rename the folder, or save elsewhere.";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "something with this name is there already. Remove it, or choose another name.";
    }
    for (Path p = path.getParent(); p != null; p = p.getParent()) {
      if (Files.exists(p, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(p)) {
        return p + " is not a folder. Rename it, or save elsewhere.";
      }
    }
    return reason(e) + ". Rename the file in the torrent's file list, or save elsewhere.";
  }

  private static boolean tooManyOpen(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("too many open files");
  }

  private static String reason(IOException e) {
    String m = e.getMessage();
    return m == null || m.isBlank() ? e.getClass().getSimpleName() : m;
  }

  private static boolean blocked(Path path) {
    if (Files.isSymbolicLink(path) || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    for (Path p = path.getParent(); p != null; p = p.getParent()) {
      if (Files.exists(p, LinkOption.NOFOLLOW_LINKS)) {
        return !Files.isDirectory(p);
      }
    }
    return false;
  }

  private static boolean full(Path path) {
    for (Path p = path; p != null; p = p.getParent()) {
      try {
        return Files.getFileStore(p).getUsableSpace() < HARDLY_ANYTHING;
      } catch (IOException e) {
        continue;
      }
    }
    return false;
  }
}
