package io.bitonic.core.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tinylog.Logger;

/**
 * Folders and attributes of files; blocking, no state.
 *
 * <p>Symbolic links among the folders below the root are refused, since a link that somebody else
 * put there could lead a download anywhere; the root itself and what is above it are the user's.
 */
final class Folders {
  private Folders() {}

  /**
   * Makes the folder and what is missing above it.
   *
   * @param created takes the folders that were made, outermost first, also when a later one fails
   */
  static void make(Path root, Path folder, Collection<Path> created) throws StorageException {
    ArrayDeque<Path> missing = new ArrayDeque<>();
    for (Path p = folder; p != null; p = p.getParent()) {
      BasicFileAttributes a = attributes(p);
      boolean below = p.startsWith(root) && !p.equals(root);
      if (a == null) {
        missing.addFirst(p);
      } else if (a.isSymbolicLink() && below) {
        throw DiskErrors.badPath(
            p
                + " is a symbolic link, and those are not followed inside a download. Replace it"
                + " by a folder, or save elsewhere.");
      } else if (!Files.isDirectory(p)) {
        throw DiskErrors.badPath(p + " is not a folder. Rename it, or save elsewhere.");
      } else if (!below) {
        break;
      }
    }
    for (Path p : missing) {
      try {
        Files.createDirectory(p);
        created.add(p);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) {
          throw DiskErrors.of("make the folder", p, e);
        }
      } catch (IOException e) {
        throw DiskErrors.of("make the folder", p, e);
      }
    }
  }

  /** Attributes of the file itself, not of what a link points to; null when it is not there. */
  static BasicFileAttributes attributes(Path path) throws StorageException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      StorageException s = DiskErrors.of("look at", path, e);
      if (s.kind() == StorageException.Kind.BAD_PATH) {
        // A file where a folder is needed: whoever makes the folder says so.
        return null;
      }
      throw s;
    }
  }

  /** Removes these folders, innermost first, where they are empty. */
  static void removeEmpty(Collection<Path> folders) {
    List<Path> sorted = new ArrayList<>(folders);
    sorted.sort(Comparator.comparingInt(Path::getNameCount).reversed());
    for (Path p : sorted) {
      try {
        Files.delete(p);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        Logger.trace("{} stays", p);
      } catch (IOException e) {
        Logger.debug("The folder {} stays: {}", p, e.getMessage());
      }
    }
  }

  /** All folders between {@code root} and these files, the root not among them. */
  static Set<Path> between(Path root, Collection<Path> files) {
    Set<Path> folders = new TreeSet<>();
    for (Path f : files) {
      for (Path p = f.getParent(); p != null && p.startsWith(root); p = p.getParent()) {
        if (p.equals(root) || !folders.add(p)) {
          break;
        }
      }
    }
    return folders;
  }

  /** Lets those run the file who may read it (BEP 47). */
  static void makeExecutable(Path file) {
    try {
      Set<PosixFilePermission> set = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
      boolean more = set.add(PosixFilePermission.OWNER_EXECUTE);
      if (set.contains(PosixFilePermission.GROUP_READ)) {
        more |= set.add(PosixFilePermission.GROUP_EXECUTE);
      }
      if (set.contains(PosixFilePermission.OTHERS_READ)) {
        more |= set.add(PosixFilePermission.OTHERS_EXECUTE);
      }
      if (more) {
        Files.setPosixFilePermissions(file, set);
      }
    } catch (IOException | UnsupportedOperationException e) {
      Logger.debug("{} can't be made executable: {}", file, e.getMessage());
    }
  }
}
