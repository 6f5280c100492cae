package io.bitonic.app.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Files of repeatable random bytes. Stateless. */
final class DemoPayload {
  static final String NAME = "Bitonic demo";
  private static final int CHUNK = 1 << 20;

  private DemoPayload() {}

  /**
   * Writes the payload below {@code folder}.
   *
   * @param size bytes in all, ≥ 0
   * @param stopped asked before every MiB
   * @return whether it is whole
   */
  static boolean write(Path folder, long size, BooleanSupplier stopped) throws IOException {
    SplittableRandom random = new SplittableRandom(42);
    byte[] chunk = new byte[CHUNK];
    for (Map.Entry<Path, Long> e : plan(folder.resolve(NAME), size).entrySet()) {
      Files.createDirectories(e.getKey().getParent());
      try (OutputStream out = Files.newOutputStream(e.getKey())) {
        for (long left = e.getValue(); left > 0; left -= CHUNK) {
          if (stopped.getAsBoolean()) {
            return false;
          }
          random.nextBytes(chunk);
          out.write(chunk, 0, (int) Math.min(left, CHUNK));
        }
      }
    }
    return true;
  }

  /** Paths and sizes: a large file, a name in another script, many-byte ends, an empty file. */
  private static Map<Path, Long> plan(Path top, long size) {
    Map<Path, Long> plan = new LinkedHashMap<>();
    long notes = Math.min(size, 1234);
    long music = size / 4;
    long picture = size / 20;
    plan.put(top.resolve("read me.txt"), notes);
    plan.put(top.resolve("empty.txt"), 0L);
    plan.put(named(top, "音楽", "夜明け.flac", "music", "dawn.flac"), music);
    plan.put(top.resolve("pictures").resolve("harbour.png"), picture);
    plan.put(top.resolve("film.mkv"), Math.max(0, size - notes - music - picture));
    return plan;
  }

  private static Path named(Path top, String folder, String file, String plain, String plainFile) {
    try {
      return top.resolve(folder).resolve(file);
    } catch (InvalidPathException e) {
      // A locale without these characters.
      return top.resolve(plain).resolve(plainFile);
    }
  }
}
