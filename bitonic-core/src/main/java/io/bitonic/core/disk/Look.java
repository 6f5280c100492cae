package io.bitonic.core.disk;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * One look at many files below a root, best in their order: what is below a folder that isn't there
 * is not asked for. Blocking; one thread.
 */
final class Look {
  private final Path root;

  /** A folder that isn't there, the outermost such one. */
  private Path absent;

  /** A folder that is there. */
  private Path present;

  Look(Path root) {
    this.root = root;
  }

  /** As {@link Folders#attributes}. */
  BasicFileAttributes attributes(Path path) throws StorageException {
    if (absent != null && path.startsWith(absent)) {
      return null;
    }
    BasicFileAttributes a = Folders.attributes(path);
    if (a == null) {
      learn(path.getParent());
    }
    return a;
  }

  private void learn(Path folder) throws StorageException {
    for (Path p = folder;
        p != null && p.startsWith(root) && !p.equals(present);
        p = p.getParent()) {
      if (Folders.attributes(p) != null) {
        present = p;
        return;
      }
      absent = p;
    }
  }
}
