package io.bitonic.app.perf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A file of random bytes to measure with. Stateless. */
final class Payload {
  private static final int CHUNK = 1 << 20;

  private Payload() {}

  /** Writes it; false when stopped. */
  static boolean write(Path file, long size, Step progress, BooleanSupplier stopped)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    SplittableRandom random = new SplittableRandom();
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long done = 0; done < size; done += CHUNK) {
        if (stopped.getAsBoolean()) {
          return false;
        }
        random.nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(CHUNK, size - done));
        progress.at(done, size);
      }
    }
    return true;
  }
}
