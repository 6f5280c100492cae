package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Test data on disk, and how copies of it are compared. */
final class Payload {
  private final Path path;

  private Payload(Path path) {
    this.path = path;
  }

  /** One file whose size is no multiple of a block. */
  static Payload single(Path folder, String name, int size) {
    write(folder.resolve(name), size, 1);
    return new Payload(folder.resolve(name));
  }

  /**
   * A folder with odd sizes, an empty file, nested folders and names in several scripts; about 9
   * MiB.
   */
  static Payload tree(Path folder) {
    Path root = folder.resolve("混合 mix 📦");
    write(root.resolve("a first.bin"), (3 << 20) + 17, 2);
    write(root.resolve("empty"), 0, 3);
    write(root.resolve("deep/er/and deeper/b.bin"), 5 * 16384 + 1, 4);
    write(root.resolve("deep/block.bin"), 16384, 5);
    write(root.resolve("日本語.txt"), 1, 6);
    write(root.resolve("音楽/🎵 song.flac"), (5 << 20) - 1, 7);
    write(root.resolve("z last.bin"), 1_000_003, 8);
    return new Payload(root);
  }

  private static void write(Path file, int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /** The folder to name as the place of the torrent's data. */
  Path parent() {
    return path.getParent();
  }

  long size() {
    return files(path).stream().mapToLong(f -> size(path.resolve(f))).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The copy below {@code folder} has the same files, byte by byte, and no others. */
  void assertSame(Path folder) {
    Path copy = folder.resolve(path.getFileName());
    assertEquals(files(path), files(copy));
    assertEquals("", difference(folder, false));
  }

  /**
   * What differs in the copy below {@code folder}, or an empty text.
   *
   * @param emptyMayMiss some clients do not make empty files
   */
  String difference(Path folder, boolean emptyMayMiss) {
    Path copy = folder.resolve(path.getFileName());
    for (String name : files(path)) {
      Path mine = path.resolve(name);
      Path other = copy.resolve(name);
      if (!Files.isRegularFile(other)) {
        if (emptyMayMiss && size(mine) == 0) {
          continue;
        }
        return "missing: " + other;
      }
      try {
        long at = Files.mismatch(mine, other);
        if (at >= 0) {
          return other + " differs at byte " + at;
        }
      } catch (IOException e) {
        return other + ": " + e;
      }
    }
    return "";
  }

  /** Paths of all files below {@code root}; one empty path when it is a file. */
  static Set<String> files(Path root) {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
